/**
 * The course's own script, its delays included: a server, 0.1 s, two clients, 0.1 s, a line, 0.1 s, a line.
 *
 * It fails when the outputs are wrong. A step that is not over when its delay is, because the machine is busy, is waited
 * for; the figures that are printed tell whether the script itself, which waits for nothing, would have passed here.
 */
import { it } from "@effect/vitest"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { ChatClient } from "./support/ChatClient.ts"
import { listeningPort, start } from "./support/Program.ts"

/** What the script gives each step, and each output, in milliseconds. */
const DELAY = 100
const PATIENCE = 1000

const together = { concurrency: "unbounded" } as const

/** How many milliseconds it takes. */
const timed = <E, R>(effect: Effect.Effect<unknown, E, R>) =>
  Effect.map(Effect.timed(effect), ([took]) => Math.round(Duration.toMillis(took)))

/** The steps take as long as they take, and the delay at the least. Answers with the milliseconds of each step. */
const delayed = (...steps: ReadonlyArray<Effect.Effect<unknown>>) =>
  Effect.all([Effect.all(steps.map(timed), together), Effect.sleep(DELAY)], together).pipe(Effect.map(([took]) => took))

/** Whether the script passes when the server listens and the clients are ready so long after each was started. */
const inTime = (listens: number, alice = 0, kay = 0) =>
  listens < DELAY + Math.min(alice, kay) && Math.max(DELAY, alice) < Math.max(2 * DELAY, kay)

it.scopedLive("the course's script sees what it expects", () =>
  Effect.gen(function* () {
    const server = yield* start(["--log-level", "debug", "server", "--host", "127.0.0.1", "--port", "0"])
    const [listens = 0] = yield* delayed(listeningPort(server))
    const port = yield* listeningPort(server)

    const alice = new ChatClient(yield* start(["client", "Alice", "localhost", String(port)]))
    const kay = new ChatClient(yield* start(["client", "Kay", "localhost", String(port)]))
    const connected = server.stderr.until("two connections", (text) => text.split(" connected\n").length > 2)
    const [aliceReady, kayReady] = yield* delayed(alice.prompts, kay.prompts, connected)

    yield* delayed(alice.types("/create tas"))
    yield* kay.types("/join tas")
    const joined = yield* timed(alice.shows("Kay has joined"))
    yield* kay.types("Hi!")
    const hi = yield* timed(alice.shows("[Kay] Hi!"))
    yield* alice.types("Hello!")
    const hello = yield* timed(kay.shows("[Alice] Hello!"))

    yield* server.signal("SIGTERM")
    yield* alice.losesServer("localhost", port)
    yield* kay.losesServer("localhost", port)

    const passes = inTime(listens, aliceReady, kayReady) && Math.max(joined, hi, hello) < PATIENCE
    yield* Console.log(
      `The server listens after ${listens} ms, the clients are ready after ${aliceReady} and ${kayReady} ms, outputs take ` +
        `${joined}, ${hi} and ${hello} ms: the course's script would ${passes ? "pass" : "fail"} at this load.`
    )
  })
)
