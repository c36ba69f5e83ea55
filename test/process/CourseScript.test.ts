/**
 * The course's own script: a server, two clients, a line, a line. It sleeps for 0.1 s after each step and hopes that the
 * step is over then, which is a promise of the machine and not of the programs. Here each step is over before the next
 * one begins, so that nothing but wrong outputs fails it. How fast the programs start is what `npm run bench` measures.
 */
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ChatClient } from "./support/ChatClient.ts"
import { start, startServer } from "./support/Program.ts"

it.scopedLive("the course's script, with time enough for each step, sees what it expects", () =>
  Effect.gen(function* () {
    const server = yield* startServer("127.0.0.1", { flags: ["--log-level", "debug"] })
    const startClient = (name: string) =>
      Effect.map(start(["client", name, "localhost", String(server.port)]), (program) => new ChatClient(program))

    // Both at once, as the script does it.
    const alice = yield* startClient("Alice")
    const kay = yield* startClient("Kay")
    yield* alice.prompts
    yield* kay.prompts
    yield* server.stderr.until("two connections", (text) => text.split(" connected\n").length > 2)

    yield* alice.types("/create tas")
    // A line more than in the script: its answer tells that the channel is there.
    yield* alice.types("/list")
    yield* alice.shows("tas")
    yield* kay.types("/join tas")
    yield* alice.shows("Kay has joined")
    yield* kay.types("Hi!")
    yield* alice.shows("[Kay] Hi!")
    yield* alice.types("Hello!")
    yield* kay.shows("[Alice] Hello!")

    yield* server.signal("SIGTERM")
    yield* alice.losesServer("localhost", server.port)
    yield* kay.losesServer("localhost", server.port)
  })
)
