/** Cases about messages that are no commands: which clients get them, and with which text. */
import * as Effect from "effect/Effect"
import { fromBytes, fromText } from "../../Domain/ByteString.ts"
import { SERVER_CLIENT_NOT_IN_CHANNEL } from "../../utils.ts"
import { beyond, type Case, open, says } from "../Case.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import { note } from "../Trace.ts"
import { connectAs, connectPair, connectTrio, expectReading } from "./Fixtures.ts"
import type { ServerHarness } from "./Harness.ts"

/** Messages that are sent one after the other to see their order. */
const NUMBERED_MESSAGES = 10

const numbered = (prefix: string): ReadonlyArray<string> =>
  Array.from({ length: NUMBERED_MESSAGES }, (_, index) => `${prefix}${index + 1}`)

export const messages: ReadonlyArray<Case<ServerHarness>> = [
  {
    id: "server.message.relay",
    weight: 3,
    expectation: "A message goes to the others in the channel, with the sender's name in brackets before it.",
    source: says(
      "messages",
      "normal messages go to all other clients in the channel, the name in brackets before them"
    ),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      const carol = yield* connectAs("Carol", "/join tas")
      yield* panda.collect
      yield* alice.send("Hello world!")
      yield* panda.expectNext("[Alice] Hello world!")
      yield* carol.expectNext("[Alice] Hello world!")
    })
  },
  {
    id: "server.message.no-echo",
    weight: 2,
    expectation: "A message does not come back to its sender.",
    source: says("messages", "normal messages go to all other clients in the channel"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.expectReplies(["Hello world!"])
      yield* panda.expectLast("[Alice] Hello world!")
    })
  },
  {
    id: "server.message.elsewhere",
    weight: 2,
    expectation: "A message goes to nobody in another channel, or in none.",
    source: says("messages", "messages are not sent to clients in different channels"),
    script: Effect.gen(function* () {
      const { alice, bob, panda } = yield* connectTrio
      const carol = yield* connectAs("Carol")
      yield* alice.sendAndCollect("only for tas")
      yield* bob.expectExactly()
      yield* carol.expectExactly()
      yield* panda.expectLast("[Alice] only for tas")
    })
  },
  {
    id: "server.message.outside",
    weight: 2,
    expectation: "A message of a client that is in no channel is answered with SERVER_CLIENT_NOT_IN_CHANNEL.",
    source: says("messages", "a client that is in no channel gets an error back"),
    script: Effect.gen(function* () {
      const { panda } = yield* connectPair
      const carol = yield* connectAs("Carol")
      yield* carol.expectReplies(["anybody?"], SERVER_CLIENT_NOT_IN_CHANNEL)
      yield* panda.expectExactly()
    })
  },
  {
    id: "server.message.order",
    weight: 1,
    expectation: "The messages of one sender arrive in the order in which they were sent, each of them once.",
    source: says("delineating", "a socket is a stream: what was sent first arrives first"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.sendAndCollect(...numbered("no. "))
      yield* panda.expectExactly(...numbered("[Alice] no. "))
    })
  },
  {
    id: "server.message.one-order",
    weight: 0,
    expectation: "All members of a channel see the messages of others in one and the same order.",
    source: beyond("it says nothing of messages that are sent at the same time"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      const carol = yield* connectAs("Carol", "/join tas")
      const dave = yield* connectAs("Dave", "/join tas")
      for (const peer of [panda, alice, carol]) yield* peer.collect
      yield* Effect.all([panda.sendAndCollect(...numbered("p")), alice.sendAndCollect(...numbered("a"))], {
        concurrency: 2
      })
      const order = yield* carol.collect
      if (order.length !== 2 * NUMBERED_MESSAGES) {
        return yield* new Mismatch({
          expected: `Carol receives ${2 * NUMBERED_MESSAGES} messages`,
          actual: Format.texts(order)
        })
      }
      yield* dave.expectExactly(...order)
    })
  },
  {
    id: "server.message.before-reply",
    weight: 0,
    expectation: "The answer to a command comes after the messages that were sent to the client before it.",
    source: beyond("it says nothing of the order of messages and answers"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.sendAndCollect("one", "two")
      yield* panda.expectReplies(["/list"], "[Alice] one", "[Alice] two", "tas")
    })
  },
  {
    id: "server.message.slash-inside",
    weight: 1,
    expectation: "A slash that is not the first character makes no command.",
    source: says("messages", "control messages always begin with a slash"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.sendAndCollect("either/or, as in /join")
      yield* panda.expectExactly("[Alice] either/or, as in /join")
    })
  },
  {
    id: "server.message.empty",
    weight: 1,
    expectation: "An empty message does no harm, whatever becomes of it.",
    source: open("an empty message begins with no slash; whether it is worth sending on is not said"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.sendAndCollect("")
      yield* expectReading(panda, yield* panda.collect, {
        "an empty message is sent on, as the bare name": ["[Alice]"],
        "an empty message is ignored": []
      })
      const carol = yield* connectAs("Carol")
      const answers = yield* carol.sendAndCollect("")
      yield* note(`Read so: an empty message outside any channel is ${answers.length > 0 ? "an error" : "ignored"}.`)
      yield* alice.sendAndCollect("and on")
      yield* panda.expectExactly("[Alice] and on")
    })
  },
  {
    id: "server.message.bytes",
    weight: 0,
    expectation: "Texts in UTF-8 and in other encodings arrive byte for byte.",
    source: beyond("its texts are those of Python 2, where a character is a byte"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      const utf8 = fromText("Grüße, 你好 👋🏽")
      const latin1 = fromBytes(Uint8Array.of(0x63, 0x61, 0x66, 0xe9))
      yield* alice.sendAndCollect(utf8, latin1)
      yield* panda.expectExactly(`[Alice] ${utf8}`, `[Alice] ${latin1}`)
    })
  },
  {
    id: "server.message.controls",
    weight: 0,
    expectation: "Control characters in a text do not reach the others: each arrives as a question mark.",
    source: beyond("whoever sends them could forge lines on the others' screens"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.sendAndCollect("a\x1b[2Jb\rc\nd")
      yield* panda.expectExactly("[Alice] a?[2Jb?c?d")
    })
  }
]
