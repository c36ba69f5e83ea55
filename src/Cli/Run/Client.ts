/** `chat client` on a pipe, once its words are understood. */
import * as Effect from "effect/Effect"
import type { ConversationOptions } from "../../Client/Connect.ts"
import { Console } from "../../Client/Console.ts"
import { run as converse } from "../../Client.ts"
import type { CannotConnect, ServerDisconnected } from "../../Domain/ChatError.ts"
import type { OutputClosed, Stdio } from "../../Stdio.ts"
import * as Failure from "../Failure.ts"

export interface Settings {
  readonly client: ConversationOptions
  /** Prints and reads JSON instead of what the protocol says. */
  readonly json: boolean
  /** With `json`: ends when the input has ended and is answered. */
  readonly exitOnEof: boolean
}

/** On a pipe the client has told the user everything except why a connection is not trusted: the protocol has no text for that. */
const toFailure = (error: CannotConnect | ServerDisconnected | OutputClosed): Failure.Failure =>
  error._tag === "CannotConnect" && error.untrusted !== undefined ? Failure.runtime(error.untrusted) : Failure.told

export const run = ({ client, exitOnEof, json }: Settings): Effect.Effect<void, Failure.Failure, Stdio> =>
  Effect.gen(function* () {
    const layer = json
      ? (yield* Effect.promise(() => import("../../Client/Json.ts"))).layer({ exitOnEof })
      : Console.layerPipe(process.stdout.isTTY)
    yield* Effect.mapError(Effect.provide(converse(client), layer), toFailure)
  })
