/** Many clients at once, and one that does not read. */
import * as Effect from "effect/Effect"
import { beyond, type Case, says } from "../Case.ts"
import { frame } from "../Received.ts"
import { connect, enter, joined, pair } from "./Scene.ts"
import type { ServerStage } from "./Stage.ts"

const FIFTY = 50

/** In frames, 6 MB: more than the buffers hold of a loopback connection whose receiver does not read. */
const FLOOD = 30_000

/** Frames in one write. */
const BATCH = 500

export const load: ReadonlyArray<Case<ServerStage>> = [
  {
    id: "server.load.fifty",
    weight: 2,
    expectation: "Fifty clients in one channel each get a message once.",
    source: says("messages", "many clients are connected and send at the same time"),
    script: Effect.gen(function* () {
      const panda = yield* enter("Panda", "/create crowd")
      const crowd = yield* Effect.forEach(
        Array.from({ length: FIFTY - 1 }, (_, index) => `c${index}`),
        (name) => enter(name, "/join crowd")
      )
      for (const peer of [panda, ...crowd]) yield* peer.heard
      yield* panda.tell("to all of you")
      yield* Effect.forEach(crowd, (peer) => peer.hears("[Panda] to all of you"), { concurrency: FIFTY })
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
      yield* alice.say("Alice")
      yield* kay.say("Kay")
      // The script waits a tenth of a second here, for two connections have no order between them.
      yield* alice.tell("/create tas")
      yield* kay.say("/join tas")
      yield* alice.awaits(joined("Kay"))
      yield* kay.say("Hi!")
      yield* alice.awaits("[Kay] Hi!")
      yield* alice.say("Hello!")
      yield* kay.awaits("[Alice] Hello!")
    })
  },
  {
    id: "server.load.stuck-reader",
    weight: 0,
    expectation: "A member that does not read holds up nobody.",
    source: beyond("it lets the server block while it sends"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      const stuck = yield* enter("Stuck", "/join tas")
      yield* stuck.stall
      yield* panda.heard
      yield* alice.heard
      const batch = Buffer.concat(Array.from({ length: BATCH }, () => frame("x".repeat(190))))
      for (let sent = 0; sent < FLOOD; sent += BATCH) {
        yield* alice.sendBytes(batch)
        yield* panda.skip(BATCH)
      }
      yield* alice.say("the last")
      yield* panda.awaits("[Alice] the last")
    })
  }
]
