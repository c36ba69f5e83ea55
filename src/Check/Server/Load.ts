/** Cases with many clients at the same time, and with a client that does not read. */
import * as Effect from "effect/Effect"
import { beyond, type Case, says } from "../Case.ts"
import { frame } from "../Peer/Received.ts"
import { connect, connectAs, connectPair, joined } from "./Fixtures.ts"
import type { ServerHarness } from "./Harness.ts"

/** Clients in one channel. */
const FIFTY = 50

/** Clients that connect at the same time: a queue of five is enough for a server, the assignment says. */
const AT_A_TIME = 4

/** 6 MB: more than the buffers of a loopback connection hold whose receiver does not read. */
const FLOOD_FRAMES = 30_000

/** Frames in one write. */
const BATCH_FRAMES = 500

export const load: ReadonlyArray<Case<ServerHarness>> = [
  {
    id: "server.load.fifty",
    weight: 2,
    expectation: "Fifty clients in one channel each get a message once.",
    source: says("messages", "many clients are connected and send at the same time"),
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda", "/create crowd")
      const crowd = yield* Effect.forEach(
        Array.from({ length: FIFTY - 1 }, (_, index) => `c${index}`),
        (name) => connectAs(name, "/join crowd"),
        { concurrency: AT_A_TIME }
      )
      yield* Effect.forEach([panda, ...crowd], (peer) => peer.collect, { concurrency: FIFTY, discard: true })
      yield* panda.sendAndCollect("to all of you")
      yield* Effect.forEach(crowd, (peer) => peer.expectExactly("[Panda] to all of you"), { concurrency: FIFTY })
    })
  },
  {
    id: "server.load.course-script",
    weight: 2,
    expectation: "The course's own test: Alice creates a channel, Kay joins it, each gets the other's message.",
    source: says("testing", "our client talks to your server; simple_test.py is one of these conversations"),
    script: Effect.gen(function* () {
      const alice = yield* connect("Alice")
      const kay = yield* connect("Kay")
      yield* alice.send("Alice")
      yield* kay.send("Kay")
      // The script waits a tenth of a second here, because two connections have no order between them.
      yield* alice.sendAndCollect("/create tas")
      yield* kay.send("/join tas")
      yield* alice.expectNext(joined("Kay"))
      yield* kay.send("Hi!")
      yield* alice.expectNext("[Kay] Hi!")
      yield* alice.send("Hello!")
      yield* kay.expectNext("[Alice] Hello!")
    })
  },
  {
    id: "server.load.stuck-reader",
    weight: 0,
    expectation: "A member that does not read holds up nobody.",
    source: beyond("it lets the server block while it sends"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      const stuck = yield* connectAs("Stuck", "/join tas")
      yield* stuck.stall
      yield* panda.collect
      yield* alice.collect
      const batch = Buffer.concat(Array.from({ length: BATCH_FRAMES }, () => frame("x".repeat(190))))
      for (let sent = 0; sent < FLOOD_FRAMES; sent += BATCH_FRAMES) {
        yield* alice.sendBytes(batch)
        yield* panda.skip(BATCH_FRAMES)
      }
      yield* alice.send("the last")
      yield* panda.expectNext("[Alice] the last")
    })
  }
]
