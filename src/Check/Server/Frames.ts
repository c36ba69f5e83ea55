/** Cases about how a server delineates messages, in whatever pieces their bytes arrive. */
import * as Effect from "effect/Effect"
import { MESSAGE_LENGTH } from "../../utils.ts"
import { beyond, type Case, says } from "../Case.ts"
import * as Format from "../Format.ts"
import { Mismatch, needed } from "../Mismatch.ts"
import { assertPadding, frame } from "../Peer/Received.ts"
import { note } from "../Trace.ts"
import { connect, connectAs, connectPair, connectTrio, left, sendPieces } from "./Fixtures.ts"
import type { ServerHarness } from "./Harness.ts"

const BUFFERING = says(
  "delineating",
  "part of a message is held until the rest has come, and several at once are several"
)

const together = (...texts: ReadonlyArray<string>): Uint8Array => Buffer.concat(texts.map(frame))

/** A text that fills a frame together with Alice's name in front of it. */
const FULL = "f".repeat(MESSAGE_LENGTH - "[Alice] ".length)

export const frames: ReadonlyArray<Case<ServerHarness>> = [
  {
    id: "server.frame.size",
    weight: 2,
    expectation: `Every message from the server is ${MESSAGE_LENGTH} bytes: the text, and spaces after it.`,
    source: says("delineating", "messages have a fixed length of 200, those of the server too, padded with spaces"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* panda.send("size")
      yield* assertPadding(yield* alice.expectNext("[Panda] size"))
      yield* panda.send("again")
      yield* alice.expectNext("[Panda] again")
      const surplus = yield* alice.surplus
      if (surplus > 0) {
        return yield* new Mismatch({
          expected: `a relayed message of ${MESSAGE_LENGTH} bytes`,
          actual: `one of ${MESSAGE_LENGTH + surplus} bytes: is the text stripped before the name is put in front?`
        })
      }
    })
  },
  {
    id: "server.frame.full",
    weight: 1,
    expectation: "A text that fills its message to the last byte, the sender's name included, arrives whole.",
    source: says("delineating", "a message has 200 characters, and spaces only if it is shorter"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.send(FULL, "after it")
      yield* panda.expectNext(`[Alice] ${FULL}`)
      yield* panda.expectNext("[Alice] after it")
    })
  },
  {
    id: "server.frame.pieces",
    weight: 2,
    expectation: "A message that arrives in several pieces is handled once, when all of it is there.",
    source: BUFFERING,
    script: Effect.gen(function* () {
      const { alice, bob, panda } = yield* connectTrio
      yield* sendPieces(alice, bob, frame("in pieces"), 1, 5, 150)
      yield* alice.collect
      yield* panda.expectExactly("[Alice] in pieces")
    })
  },
  {
    id: "server.frame.bytes",
    weight: 1,
    expectation: "A command that arrives a byte at a time is one command.",
    source: BUFFERING,
    script: Effect.gen(function* () {
      const alice = yield* connectAs("Alice", "/create tas")
      const bob = yield* connectAs("Bob")
      const bytes = frame("/list")
      // Only the command is read byte by byte for certain, because 200 times would take seconds.
      const [command, padding] = [bytes.subarray(0, "/list".length), bytes.subarray("/list".length)]
      yield* needed(sendPieces(alice, bob, command, 1, 2, 3, 4))
      for (let at = 0; at < padding.length; at++) yield* alice.sendBytes(padding.subarray(at, at + 1))
      yield* alice.expectNext("tas")
    })
  },
  {
    id: "server.frame.coalesced",
    weight: 2,
    expectation: "Several messages that arrive at once are handled one after the other.",
    source: BUFFERING,
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.sendBytes(together("one", "two", "three"))
      yield* alice.collect
      yield* panda.expectExactly("[Alice] one", "[Alice] two", "[Alice] three")
      const carol = yield* connect("Carol")
      yield* carol.sendBytes(together("Carol", "/join tas", "hi"))
      yield* carol.collect
      yield* panda.expectLast("[Carol] hi")
    })
  },
  {
    id: "server.frame.straddling",
    weight: 1,
    expectation: "One message and a half, then the other half and one more, are three messages.",
    source: BUFFERING,
    script: Effect.gen(function* () {
      const { alice, bob, panda } = yield* connectTrio
      yield* sendPieces(alice, bob, together("one", "two", "three"), MESSAGE_LENGTH + 100)
      yield* alice.collect
      yield* panda.expectExactly("[Alice] one", "[Alice] two", "[Alice] three")
    })
  },
  {
    id: "server.frame.interleaved",
    weight: 1,
    expectation: "Halves of messages from two clients at the same time are not mixed up.",
    source: BUFFERING,
    script: Effect.gen(function* () {
      const { alice, bob, panda } = yield* connectTrio
      const carol = yield* connectAs("Carol", "/join tas")
      yield* panda.collect
      const [first, second] = [frame("from Alice"), frame("from Carol")]
      yield* sendPieces(alice, bob, first.subarray(0, 120))
      yield* sendPieces(carol, bob, second.subarray(0, 60))
      yield* sendPieces(alice, bob, first.subarray(120))
      yield* alice.collect
      yield* sendPieces(carol, bob, second.subarray(60))
      yield* carol.collect
      yield* panda.expectExactly("[Alice] from Alice", "[Carol] from Carol")
    })
  },
  {
    id: "server.frame.half-dropped",
    weight: 1,
    expectation: "Half a message of a client that has gone is no message.",
    source: says("delineating", "a message is handled when all of it has been received"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.sendAndCollect("whole")
      yield* alice.sendBytes(frame("half").subarray(0, 100))
      yield* alice.close
      const received = yield* panda.collect
      const [first, ...others] = received
      if (first !== "[Alice] whole" || others.some((text) => text !== left("Alice"))) {
        return yield* new Mismatch({
          expected: `Panda receives ${Format.texts(["[Alice] whole", left("Alice")])}`,
          actual: Format.texts(received)
        })
      }
    })
  },
  {
    id: "server.frame.leading-spaces",
    weight: 1,
    expectation: "Spaces in front of a text belong to it.",
    source: says("delineating", "spaces are stripped off the end"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.send("  indented")
      yield* panda.expectNext("[Alice]   indented")
    })
  },
  {
    id: "server.frame.newline",
    weight: 0,
    expectation: "A newline in front of the padding, with or without a carriage return, is stripped like the spaces.",
    source: beyond("many clients send the line as they read it"),
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda", "/create tas")
      const alice = yield* connectAs("Alice\n", "/join tas\n")
      yield* panda.collect
      yield* alice.sendAndCollect("hello\r\n")
      yield* panda.expectExactly("[Alice] hello")
    })
  },
  {
    id: "server.frame.overlong",
    weight: 0,
    expectation:
      "A text that no longer fits behind the sender's name arrives in whole messages, and so do those after it.",
    source: beyond("no message is longer than 200 characters, it says, and forgets the name before the text"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      const text = "overlong-".repeat(23).slice(0, MESSAGE_LENGTH)
      const received = yield* Effect.zipRight(alice.sendAndCollect(text, "after it"), panda.collect)
      const prefix = "[Alice] "
      if (received.at(-1) !== `${prefix}after it` || !received.every((frame) => frame.startsWith(prefix))) {
        return yield* new Mismatch({
          expected: `Panda receives messages that begin with "${prefix}", at last "${prefix}after it"`,
          actual: Format.texts(received)
        })
      }
      const pieces = received.slice(0, -1).map((frame) => frame.slice(prefix.length))
      yield* note(`Of a text of ${text.length} bytes ${pieces.join("").length} arrive, in ${pieces.length} messages.`)
    })
  }
]
