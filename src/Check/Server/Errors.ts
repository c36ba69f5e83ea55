/** Cases about the errors that a server replies with, and that a command that fails changes nothing. */
import * as Effect from "effect/Effect"
import * as utils from "../../utils.ts"
import { beyond, type Case, open, says } from "../Case.ts"
import type { Peer } from "../Peer.ts"
import { connectAs, connectPair, exists, expectReading, invalid, unknown } from "./Fixtures.ts"
import type { ServerHarness } from "./Harness.ts"

const ERRORS = says("errors", "invalid messages are answered with the constants of utils.py")
const UNCHANGED = says("errors", "a command that leads to an error changes nothing at the server")

/** After a command of hers that failed, Alice is still with Panda, and Panda was sent nothing. */
const assertUnmoved = (alice: Peer, panda: Peer) =>
  Effect.gen(function* () {
    yield* panda.expectExactly()
    yield* panda.sendAndCollect("still here?")
    yield* alice.expectExactly("[Panda] still here?")
  })

/** Alice, in a channel with Panda, sends a command that must fail. Which error she gets is for another case. */
const changesNothing = (text: string) =>
  Effect.flatMap(connectPair, ({ alice, panda }) =>
    Effect.zipRight(alice.sendAndCollect(text), assertUnmoved(alice, panda))
  )

export const errors: ReadonlyArray<Case<ServerHarness>> = [
  {
    id: "server.error.unknown-channel",
    weight: 2,
    expectation: "/join of a channel that does not exist is answered with SERVER_NO_CHANNEL_EXISTS.",
    source: ERRORS,
    script: Effect.flatMap(connectAs("Alice"), (alice) => alice.expectReplies(["/join nowhere"], unknown("nowhere")))
  },
  {
    id: "server.error.unknown-channel-unmoved",
    weight: 2,
    expectation: "After a /join in vain a client is still in its channel, and nobody was told that it left.",
    source: says("errors", "a client that tries to join a channel that does not exist stays where it is"),
    script: changesNothing("/join nowhere")
  },
  {
    id: "server.error.join-argument",
    weight: 2,
    expectation: "/join without a channel is answered with SERVER_JOIN_REQUIRES_ARGUMENT.",
    source: says("errors", "/join without the name of a channel is sent back an error"),
    script: Effect.flatMap(connectAs("Alice"), (alice) =>
      alice.expectReplies(["/join"], utils.SERVER_JOIN_REQUIRES_ARGUMENT)
    )
  },
  {
    id: "server.error.join-argument-unmoved",
    weight: 1,
    expectation: "After a /join without a channel a client is still in its channel.",
    source: UNCHANGED,
    script: changesNothing("/join")
  },
  {
    id: "server.error.create-argument",
    weight: 2,
    expectation: "/create without a channel is answered with SERVER_CREATE_REQUIRES_ARGUMENT.",
    source: ERRORS,
    script: Effect.flatMap(connectAs("Alice"), (alice) =>
      alice.expectReplies(["/create"], utils.SERVER_CREATE_REQUIRES_ARGUMENT)
    )
  },
  {
    id: "server.error.create-argument-unmoved",
    weight: 1,
    expectation: "After a /create without a channel a client is still in its channel.",
    source: UNCHANGED,
    script: changesNothing("/create")
  },
  {
    id: "server.error.channel-exists",
    weight: 2,
    expectation: "/create of a channel that exists is answered with SERVER_CHANNEL_EXISTS.",
    source: ERRORS,
    script: Effect.gen(function* () {
      yield* connectAs("Panda", "/create tas")
      const alice = yield* connectAs("Alice")
      yield* alice.expectReplies(["/create tas"], exists("tas"))
    })
  },
  {
    id: "server.error.channel-exists-unmoved",
    weight: 1,
    expectation: "After a /create in vain a client is still in its channel, and the other channel is as it was.",
    source: UNCHANGED,
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      const bob = yield* connectAs("Bob", "/create other")
      yield* alice.sendAndCollect("/create other")
      yield* bob.expectExactly()
      yield* assertUnmoved(alice, panda)
    })
  },
  {
    id: "server.error.own-channel-exists",
    weight: 1,
    expectation: "/create of the channel that a client is in fails like that of any other, and it stays in it.",
    source: UNCHANGED,
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.expectReplies(["/create tas"], exists("tas"))
      yield* assertUnmoved(alice, panda)
    })
  },
  {
    id: "server.error.invalid",
    weight: 2,
    expectation:
      "A message that begins with a slash and is no command is answered with SERVER_INVALID_CONTROL_MESSAGE.",
    source: ERRORS,
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.expectReplies(["/dance"], invalid("/dance"))
      yield* panda.expectExactly()
    })
  },
  {
    id: "server.error.invalid-words",
    weight: 1,
    expectation: "The error for an unknown command with words after it names the command, or the message.",
    source: open("the text has a place for what is not valid, and it does not say how much goes there"),
    script: Effect.gen(function* () {
      const alice = yield* connectAs("Alice")
      yield* expectReading(alice, yield* alice.sendAndCollect("/dance with me"), {
        "the error names the command, with its slash": [invalid("/dance")],
        "the error names the whole message": [invalid("/dance with me")]
      })
    })
  },
  {
    id: "server.error.joined-word",
    weight: 0,
    expectation: "/joinfoo is no /join: it is answered with SERVER_INVALID_CONTROL_MESSAGE.",
    source: beyond("it shows a space after the command and does not say what happens without"),
    script: Effect.flatMap(connectAs("Alice"), (alice) => alice.expectReplies(["/joinfoo"], invalid("/joinfoo")))
  },
  {
    id: "server.error.lone-slash",
    weight: 0,
    expectation: "A lone slash, and /LIST, are answered with SERVER_INVALID_CONTROL_MESSAGE.",
    source: beyond("it names three commands, in small letters"),
    script: Effect.flatMap(connectAs("Alice"), (alice) =>
      alice.expectReplies(["/", "/LIST"], invalid("/"), invalid("/LIST"))
    )
  },
  {
    id: "server.error.long-name",
    weight: 0,
    expectation: "A channel's name of 65 bytes is refused with a sentence, and nothing changes.",
    source: beyond("with a longer one the errors would not fit a message"),
    script: changesNothing(`/create ${"c".repeat(65)}`)
  }
]
