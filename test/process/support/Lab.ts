/** A server and somebody in a channel of it. */
import * as Effect from "effect/Effect"
import { patient } from "./Injection.ts"
import { startServer } from "./Program.ts"
import { connectTo } from "./RawSocket.ts"

/** A server, and Ann in the channel `lab`. */
export const openLab = (flags: ReadonlyArray<string> = []) =>
  Effect.gen(function* () {
    const server = yield* startServer("127.0.0.1", { flags, env: patient })
    const ann = yield* connectTo(server.port)
    yield* ann.sendFrames("Ann", "/create lab", "/join")
    yield* ann.received.contains("/join command")
    return { ann, to: ["127.0.0.1", String(server.port)] as const }
  })
