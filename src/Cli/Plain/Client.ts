/** Runs the plain forms of the clients: as the command tree does where no option and no variable is given. */
import * as Effect from "effect/Effect"
import * as ClientName from "../../Domain/ClientName.ts"
import type { Stdio } from "../../Stdio.ts"
import type * as Failure from "../Failure.ts"
import * as BasicClient from "../Run/BasicClient.ts"
import * as Client from "../Run/Client.ts"
import type { ClientForm } from "./Form.ts"

export const run = (form: ClientForm): Effect.Effect<void, Failure.Failure, Stdio> => {
  const { host, port } = form
  const target = { address: { _tag: "Tcp", host, port }, host, port: String(port) } as const
  if (form.command === "basic-client") return BasicClient.run(target)
  return Effect.flatMap(Effect.orDie(ClientName.fromText(form.name)), (name) =>
    Client.run({
      client: { ...target, name, channel: undefined, secure: undefined, password: undefined },
      json: false,
      exitOnEof: false
    })
  )
}
