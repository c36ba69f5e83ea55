/**
 * The course's own script: a server, two clients, a line, a line. The script sleeps for 0.1 s after each step and
 * assumes that the step is over by then. Whether that holds depends on the machine, so here each step waits for the one
 * before it, and only wrong output fails the test. `npm run bench` measures how fast the programs start.
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
    // The script has no such line: its answer shows that the channel exists, and Kay may join it.
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
