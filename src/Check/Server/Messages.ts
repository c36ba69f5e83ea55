/** Who gets a message that is no command, and as what. */
import * as Effect from "effect/Effect"
import { fromBytes, fromText } from "../../Domain/ByteString.ts"
import { SERVER_CLIENT_NOT_IN_CHANNEL } from "../../utils.ts"
import { beyond, type Case, open, says } from "../Case.ts"
import { Complaint } from "../Complaint.ts"
import * as Show from "../Show.ts"
import { note } from "../Trace.ts"
import { enter, pair, reads, trio } from "./Scene.ts"
import type { ServerStage } from "./Stage.ts"

/** Messages in a row, to see their order. */
const SEVERAL = 10

const numbered = (prefix: string): ReadonlyArray<string> =>
  Array.from({ length: SEVERAL }, (_, index) => `${prefix}${index + 1}`)

export const messages: ReadonlyArray<Case<ServerStage>> = [
  {
    id: "server.message.relay",
    weight: 3,
    expectation: "A message goes to the others in the channel, with the sender's name in brackets before it.",
    source: says(
      "messages",
      "normal messages go to all other clients in the channel, the name in brackets before them"
    ),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      const carol = yield* enter("Carol", "/join tas")
      yield* panda.heard
      yield* alice.say("Hello world!")
      yield* panda.awaits("[Alice] Hello world!")
      yield* carol.awaits("[Alice] Hello world!")
    })
  },
  {
    id: "server.message.no-echo",
    weight: 2,
    expectation: "A message does not come back to its sender.",
    source: says("messages", "normal messages go to all other clients in the channel"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      yield* alice.asks(["Hello world!"])
      yield* panda.hearsAtLast("[Alice] Hello world!")
    })
  },
  {
    id: "server.message.elsewhere",
    weight: 2,
    expectation: "A message goes to nobody in another channel, or in none.",
    source: says("messages", "messages are not sent to clients in different channels"),
    script: Effect.gen(function* () {
      const { alice, bob, panda } = yield* trio
      const carol = yield* enter("Carol")
      yield* alice.tell("only for tas")
      yield* bob.hears()
      yield* carol.hears()
      yield* panda.hearsAtLast("[Alice] only for tas")
    })
  },
  {
    id: "server.message.outside",
    weight: 2,
    expectation: "A message of a client that is in no channel is answered with SERVER_CLIENT_NOT_IN_CHANNEL.",
    source: says("messages", "a client that is in no channel gets an error back"),
    script: Effect.gen(function* () {
      const { panda } = yield* pair
      const carol = yield* enter("Carol")
      yield* carol.asks(["anybody?"], SERVER_CLIENT_NOT_IN_CHANNEL)
      yield* panda.hears()
    })
  },
  {
    id: "server.message.order",
    weight: 1,
    expectation: "The messages of one sender arrive in the order in which they were sent, each of them once.",
    source: says("delineating", "a socket is a stream: what was sent first arrives first"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      yield* alice.tell(...numbered("no. "))
      yield* panda.hears(...numbered("[Alice] no. "))
    })
  },
  {
    id: "server.message.one-order",
    weight: 0,
    expectation: "All members of a channel see the messages of others in one and the same order.",
    source: beyond("it says nothing of messages that are sent at the same time"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      const carol = yield* enter("Carol", "/join tas")
      const dave = yield* enter("Dave", "/join tas")
      for (const peer of [panda, alice, carol]) yield* peer.heard
      yield* Effect.all([panda.tell(...numbered("p")), alice.tell(...numbered("a"))], { concurrency: 2 })
      const order = yield* carol.heard
      if (order.length !== 2 * SEVERAL) {
        return yield* new Complaint({ expected: `Carol receives ${2 * SEVERAL} messages`, came: Show.texts(order) })
      }
      yield* dave.hears(...order)
    })
  },
  {
    id: "server.message.before-reply",
    weight: 0,
    expectation: "The answer to a command comes after the messages that were sent to the client before it.",
    source: beyond("it says nothing of the order of messages and answers"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      yield* alice.tell("one", "two")
      yield* panda.asks(["/list"], "[Alice] one", "[Alice] two", "tas")
    })
  },
  {
    id: "server.message.slash-inside",
    weight: 1,
    expectation: "A slash that is not the first character makes no command.",
    source: says("messages", "control messages always begin with a slash"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      yield* alice.tell("either/or, as in /join")
      yield* panda.hears("[Alice] either/or, as in /join")
    })
  },
  {
    id: "server.message.empty",
    weight: 1,
    expectation: "An empty message does no harm, whatever becomes of it.",
    source: open("an empty message begins with no slash; whether it is worth sending on is not said"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      yield* alice.tell("")
      yield* reads(panda, yield* panda.heard, {
        "an empty message is sent on, as the bare name": ["[Alice]"],
        "an empty message is ignored": []
      })
      const carol = yield* enter("Carol")
      const answers = yield* carol.tell("")
      yield* note(`Read so: an empty message outside any channel is ${answers.length > 0 ? "an error" : "ignored"}.`)
      yield* alice.tell("and on")
      yield* panda.hears("[Alice] and on")
    })
  },
  {
    id: "server.message.bytes",
    weight: 0,
    expectation: "Texts in UTF-8 and in other encodings arrive byte for byte.",
    source: beyond("its texts are those of Python 2, where a character is a byte"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      const utf8 = fromText("Grüße, 你好 👋🏽")
      const latin1 = fromBytes(Uint8Array.of(0x63, 0x61, 0x66, 0xe9))
      yield* alice.tell(utf8, latin1)
      yield* panda.hears(`[Alice] ${utf8}`, `[Alice] ${latin1}`)
    })
  },
  {
    id: "server.message.controls",
    weight: 0,
    expectation: "Control characters in a text do not reach the others: each arrives as a question mark.",
    source: beyond("whoever sends them could forge lines on the others' screens"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      yield* alice.tell("a\x1b[2Jb\rc\nd")
      yield* panda.hears("[Alice] a?[2Jb?c?d")
    })
  }
]
