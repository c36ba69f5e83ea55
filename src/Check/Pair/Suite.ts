/**
 * All cases for a server and a client of one student, which talk to each other: the check watches what goes between them
 * and what the clients print.
 */
import * as Effect from "effect/Effect"
import * as utils from "../../utils.ts"
import { beyond, type Case, says } from "../Case.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import type { Launcher } from "../Program/Launcher.ts"
import { exists, invalid, joined, left, unknown } from "../Server/Fixtures.ts"
import { make } from "../Suite.ts"
import { note } from "../Trace.ts"
import { type Member, type MemberOptions, PairHarness, prepare } from "./Harness.ts"

const TOGETHER = says("testing", "end-to-end tests use your client and server together")

const member = (name: string, options?: MemberOptions) =>
  Effect.flatMap(PairHarness, (harness) => harness.member(name, options))

/** Alice has created the channel `tas`, and Kay has joined it, as in the course's own test. */
const openPair = (options?: MemberOptions) =>
  Effect.gen(function* () {
    const alice = yield* member("Alice", options)
    const kay = yield* member("Kay", options)
    yield* alice.say("/create tas")
    yield* kay.say("/join tas")
    yield* alice.expectPrinted(joined("Kay"))
    yield* kay.expectPrinted()
    return { alice, kay }
  })

/** The one says this, and the other sees it. */
const exchange = (from: Member, to: Member, prefix: string, text: string) =>
  Effect.gen(function* () {
    yield* from.say(text)
    yield* to.expectPrinted(prefix + text)
    yield* from.expectPrinted()
  })

const converse = (options?: MemberOptions) =>
  Effect.gen(function* () {
    const { alice, kay } = yield* openPair(options)
    yield* exchange(kay, alice, "[Kay] ", "Hi!")
    yield* exchange(alice, kay, "[Alice] ", "Hello!")
  })

/** The server has gone: a client prints so and ends. */
const expectDisconnected = ({ host, port, user }: Member) =>
  Effect.zipRight(user.expectShown(utils.fill(utils.CLIENT_SERVER_DISCONNECTED, host, String(port))), user.waitForEnd)

/** Bytes of a line that is many messages long. */
const LONG = 700

const cases: ReadonlyArray<Case<PairHarness | Launcher>> = [
  {
    id: "pair.start",
    weight: 1,
    expectation: "The client connects to the server, and both run.",
    source: TOGETHER,
    script: Effect.flatMap(member("Alice"), (alice) => alice.expectPrinted())
  },
  {
    id: "pair.conversation",
    weight: 3,
    expectation: "The course's own test: Alice creates a channel, Kay joins it, each sees what the other says.",
    source: says("testing", "simple_test.py runs your server and two of your clients"),
    script: converse()
  },
  {
    id: "pair.example",
    weight: 2,
    expectation: "The assignment's example: Panda and Alice, from the first words to Panda's end.",
    source: says("client", "an example of a client's interaction with a server"),
    script: Effect.gen(function* () {
      const panda = yield* member("Panda")
      yield* panda.say("Hello world!")
      yield* panda.expectPrinted(utils.SERVER_CLIENT_NOT_IN_CHANNEL)
      yield* panda.say("/list")
      yield* panda.say("/create 168_tas")
      yield* panda.say("/list")
      yield* panda.expectPrinted("168_tas")
      yield* panda.say("Hello world!")
      const alice = yield* member("Alice")
      yield* alice.say("/list")
      yield* alice.expectPrinted("168_tas")
      yield* alice.say("/join 168_tas")
      yield* panda.expectPrinted(joined("Alice"))
      const question = "Hi everyone! Does anyone know what we're doing on the first day of lecture?"
      yield* exchange(alice, panda, "[Alice] ", question)
      yield* panda.stop
      yield* alice.user.expectShown(left("Panda"))
    })
  },
  {
    id: "pair.errors",
    weight: 1,
    expectation: "What the server answers to a wrong command, the client prints.",
    source: says("errors", "the server returns an error message to the client"),
    script: Effect.gen(function* () {
      const alice = yield* member("Alice")
      yield* alice.say("/create tas")
      for (const [command, text] of [
        ["/join", utils.SERVER_JOIN_REQUIRES_ARGUMENT],
        ["/create", utils.SERVER_CREATE_REQUIRES_ARGUMENT],
        ["/join nowhere", unknown("nowhere")],
        ["/create tas", exists("tas")],
        ["/dance", invalid("/dance")]
      ] as const) {
        yield* alice.say(command)
        yield* alice.expectPrinted(text)
      }
    })
  },
  {
    id: "pair.pieces",
    weight: 2,
    expectation: "The same conversation, while what goes between the two programs arrives in pieces.",
    source: says("delineating", "part of a message is held until the rest has come, on both sides"),
    script: converse({ inPieces: true })
  },
  {
    id: "pair.together",
    weight: 1,
    expectation: "Lines that are typed at once are seen one after the other.",
    source: says("delineating", "more than one message may be in a socket's buffer"),
    script: Effect.gen(function* () {
      const { alice, kay } = yield* openPair()
      yield* alice.say("one", "two", "three")
      yield* kay.expectPrinted("[Alice] one", "[Alice] two", "[Alice] three")
    })
  },
  {
    id: "pair.full",
    weight: 1,
    expectation: "A text that fills its message to the last byte, the sender's name included, is seen whole.",
    source: says("delineating", "a message has 200 characters, and spaces only if it is shorter"),
    script: Effect.gen(function* () {
      const { alice, kay } = yield* openPair()
      yield* exchange(alice, kay, "[Alice] ", "f".repeat(utils.MESSAGE_LENGTH - "[Alice] ".length))
      yield* exchange(alice, kay, "[Alice] ", "after it")
    })
  },
  {
    id: "pair.long",
    weight: 0,
    expectation: `A line of ${LONG} bytes is seen in several messages or cut, and the one after it is seen whole.`,
    source: beyond("no message is longer than 200 characters, it says"),
    script: Effect.gen(function* () {
      const { alice, kay } = yield* openPair()
      const line = "abcdefghi-".repeat(LONG / 10)
      yield* alice.say(line, "after it")
      const seen = yield* kay.printed
      const prefix = "[Alice] "
      // A client may put a space in front of each piece but the first, so that none begins with a slash.
      const texts = seen.map((line) => line.replace(prefix, "").trim())
      if (texts.at(-1) !== "after it" || !line.startsWith(texts.slice(0, -1).join(""))) {
        return yield* new Mismatch({
          expected: `Kay sees pieces of the line, and at last ${Format.text(`${prefix}after it`)}`,
          actual: Format.texts(seen)
        })
      }
      const arrived = texts.slice(0, -1).join("").length
      yield* note(`Of a line of ${LONG} bytes ${arrived} are seen, in ${texts.length - 1} messages.`)
    })
  },
  {
    id: "pair.move",
    weight: 2,
    expectation: "Who moves to another channel is seen to leave the one and to join the other, and talks there only.",
    source: says("messages", "a client is in one channel at a time, and both channels are told of a move"),
    script: Effect.gen(function* () {
      const { alice, kay } = yield* openPair()
      const bob = yield* member("Bob")
      yield* bob.say("/create lab")
      yield* kay.say("/join lab")
      yield* alice.expectPrinted(left("Kay"))
      yield* bob.expectPrinted(joined("Kay"))
      yield* kay.say("here now")
      yield* bob.expectPrinted("[Kay] here now")
      yield* alice.say("still here")
      yield* alice.expectPrinted()
      yield* kay.expectPrinted()
    })
  },
  {
    id: "pair.leave",
    weight: 2,
    expectation: "Who stops the client is seen to leave, and the others talk on.",
    source: says("messages", "when a client disconnects, the members of its channel are told"),
    script: Effect.gen(function* () {
      const { alice, kay } = yield* openPair()
      const bob = yield* member("Bob")
      yield* bob.say("/join tas")
      yield* alice.expectPrinted(joined("Bob"))
      yield* kay.expectPrinted(joined("Bob"))
      yield* bob.stop
      yield* alice.user.expectShown(left("Bob"))
      yield* kay.user.expectShown(left("Bob"))
      yield* exchange(kay, alice, "[Kay] ", "Just us")
    })
  },
  {
    id: "pair.end",
    weight: 2,
    expectation: "When the server has gone, every client prints CLIENT_SERVER_DISCONNECTED and ends.",
    source: says("quit", "it quits and prints the error message from utils.py"),
    script: Effect.gen(function* () {
      const { alice, kay } = yield* openPair()
      yield* (yield* PairHarness).stopServer
      yield* expectDisconnected(alice)
      yield* expectDisconnected(kay)
    })
  }
]

export const suite = make(cases, prepare)
