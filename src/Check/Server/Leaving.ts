/** Cases about what the others are sent when a client leaves, in whatever way it does. */
import * as Effect from "effect/Effect"
import { beyond, type Case, says } from "../Case.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import { assertListed, connectAs, connectPair, left } from "./Fixtures.ts"
import type { ServerHarness } from "./Harness.ts"

const LEFT = says("messages", "when a client disconnects, the members of its channel are sent a message that says so")

export const leaving: ReadonlyArray<Case<ServerHarness>> = [
  {
    id: "server.leave.announced",
    weight: 2,
    expectation: "When a client disconnects, the members of its channel get SERVER_CLIENT_LEFT_CHANNEL, once.",
    source: LEFT,
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      const carol = yield* connectAs("Carol", "/join tas")
      yield* panda.collect
      yield* alice.close
      yield* panda.expectNext(left("Alice"))
      yield* carol.expectNext(left("Alice"))
      yield* panda.expectExactly()
      yield* carol.sendAndCollect("who is left?")
      yield* panda.expectExactly("[Carol] who is left?")
    })
  },
  {
    id: "server.leave.reset",
    weight: 0,
    expectation: "A client whose connection breaks has left like any other.",
    source: beyond("its clients disconnect in order"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.reset
      yield* panda.expectNext(left("Alice"))
      yield* panda.expectExactly()
    })
  },
  {
    id: "server.leave.elsewhere",
    weight: 1,
    expectation: "Nobody outside its channel is told that a client disconnected, nor anybody of one that was in none.",
    source: LEFT,
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      const bob = yield* connectAs("Bob", "/create other")
      const carol = yield* connectAs("Carol")
      yield* alice.close
      yield* carol.close
      // What comes of it comes soon: no connection is left that could tell when the server has noticed.
      yield* panda.peek
      yield* bob.expectExactly()
      yield* assertListed(bob, "tas")
      const received = yield* panda.collect
      if (received.includes(left("Carol"))) {
        return yield* new Mismatch({ expected: "Panda hears nothing of Carol", actual: Format.texts(received) })
      }
    })
  },
  {
    id: "server.leave.returns",
    weight: 1,
    expectation: "Who has left can come back under the same name, into the same channel.",
    source: says("messages", "/join adds a client to a channel; nothing says that it has not been there before"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.close
      const again = yield* connectAs("Alice", "/join tas")
      yield* again.sendAndCollect("I am back")
      yield* panda.expectLast("[Alice] I am back")
      yield* panda.sendAndCollect("welcome back")
      yield* again.expectExactly("[Panda] welcome back")
    })
  }
]
