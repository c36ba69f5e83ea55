/** Runs the plain forms of the servers: as the command tree does where no option and no variable is given. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Limits } from "../../Server/Limits.ts"
import type { Stdio } from "../../Stdio.ts"
import type * as Failure from "../Failure.ts"
import * as BasicServer from "../Run/BasicServer.ts"
import * as Server from "../Run/Server.ts"
import type { ServerForm } from "./Form.ts"

export const run = ({ command, port }: ServerForm): Effect.Effect<void, Failure.Failure, Stdio> => {
  const address = { _tag: "Tcp", host: undefined, port } as const
  return command === "basic-server"
    ? BasicServer.run(address)
    : Server.run({
        address,
        limits: Limits.defaultValue(),
        credentials: undefined,
        checkPassword: undefined,
        journal: Layer.empty,
        openDoors: Effect.void
      })
}
