/** The settings of a client on a terminal, as a test begins with them. */
import * as Either from "effect/Either"
import type { Settings } from "../../src/Client/Terminal/Conversation/State.ts"
import * as ClientName from "../../src/Domain/ClientName.ts"

export const nameOf = (name: string): ClientName.ClientName => Either.getOrThrow(ClientName.fromText(name))

export const settings: Settings = {
  name: nameOf("Zed"),
  bell: false,
  plain: false,
  quietJoins: false,
  notify: false,
  asksBackground: false,
  history: []
}
