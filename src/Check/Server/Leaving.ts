/** What the others get to know when a client goes, however it goes. */
import * as Effect from "effect/Effect"
import { type Case, says } from "../Case.ts"
import { Complaint } from "../Complaint.ts"
import * as Show from "../Show.ts"
import { assertListed, enter, left, pair } from "./Scene.ts"
import type { ServerStage } from "./Stage.ts"

const LEFT = says("messages", "when a client disconnects, the members of its channel are sent a message that says so")

export const leaving: ReadonlyArray<Case<ServerStage>> = [
  {
    id: "server.leave.announced",
    weight: 2,
    expectation: "When a client disconnects, the members of its channel get SERVER_CLIENT_LEFT_CHANNEL, once.",
    source: LEFT,
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      const carol = yield* enter("Carol", "/join tas")
      yield* panda.heard
      yield* alice.leaves
      yield* panda.awaits(left("Alice"))
      yield* carol.awaits(left("Alice"))
      yield* panda.hears()
      yield* carol.tell("who is left?")
      yield* panda.hears("[Carol] who is left?")
    })
  },
  {
    id: "server.leave.reset",
    weight: 1,
    expectation: "A client whose connection breaks has left like any other.",
    source: LEFT,
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      yield* alice.reset
      yield* panda.awaits(left("Alice"))
      yield* panda.hears()
    })
  },
  {
    id: "server.leave.elsewhere",
    weight: 1,
    expectation: "Nobody outside its channel is told that a client disconnected, nor anybody of one that was in none.",
    source: LEFT,
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      const bob = yield* enter("Bob", "/create other")
      const carol = yield* enter("Carol")
      yield* alice.leaves
      yield* carol.leaves
      yield* bob.hears()
      yield* assertListed(bob, "tas")
      const heard = yield* panda.heard
      if (heard.includes(left("Carol"))) {
        return yield* new Complaint({ expected: "Panda hears nothing of Carol", came: Show.texts(heard) })
      }
    })
  },
  {
    id: "server.leave.returns",
    weight: 1,
    expectation: "Who has left can come back under the same name, into the same channel.",
    source: says("messages", "/join adds a client to a channel; nothing says that it has not been there before"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      yield* alice.leaves
      const again = yield* enter("Alice", "/join tas")
      yield* again.tell("I am back")
      yield* panda.hearsAtLast("[Alice] I am back")
      yield* panda.tell("welcome back")
      yield* again.hears("[Panda] welcome back")
    })
  }
]
