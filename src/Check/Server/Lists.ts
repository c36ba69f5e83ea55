/** Cases about the reply to `/list`. */
import * as Effect from "effect/Effect"
import { beyond, type Case, open, says } from "../Case.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import { assertListed, connectAs, connectPair, expectReading, invalid } from "./Fixtures.ts"
import type { ServerHarness } from "./Harness.ts"

const LIST = says("messages", "/list answers with a message: the names of all channels, separated by newlines")

/** Sorted neither in this order nor in its reverse. */
const NAMES = ["mango", "apple", "Zebra", "kiwi"]

/** A client, after others have each made one of these channels and stayed, because a channel may end with its last member. */
const withChannels = (channels: ReadonlyArray<string>) =>
  Effect.zipRight(
    Effect.forEach(channels, (channel) => connectAs(`maker of ${channel}`, `/create ${channel}`)),
    connectAs("Panda")
  )

const byBytes = [...NAMES].sort()
const byLetters = [...NAMES].sort((some, other) => some.toLowerCase().localeCompare(other.toLowerCase()))

/** Enough names for three messages. */
const MANY_NAMES = Array.from({ length: 40 }, (_, index) => `channel-${String(index).padStart(2, "0")}`)

const isAll = (found: ReadonlyArray<string>, names: ReadonlyArray<string>): boolean =>
  found.length === names.length && names.every((name) => found.includes(name))

export const lists: ReadonlyArray<Case<ServerHarness>> = [
  {
    id: "server.list.none",
    weight: 1,
    expectation: "While there is no channel, /list names none.",
    source: says("client", "in the example nothing comes after the first /list"),
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda")
      yield* expectReading(panda, yield* panda.sendAndCollect("/list"), {
        "no channel, no answer, as in the example": [],
        "no channel, an empty answer; the client prints an empty line for it": [""]
      })
      yield* panda.sendAndCollect("/create tas")
      yield* assertListed(panda, "tas")
    })
  },
  {
    id: "server.list.one",
    weight: 1,
    expectation: "/list answers with the channel's name, to one who is in it and to one who is not.",
    source: says("client", "in the example /list names the one channel"),
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda", "/create 168_tas")
      yield* panda.expectReplies(["/list"], "168_tas")
      const alice = yield* connectAs("Alice")
      yield* alice.expectReplies(["/list"], "168_tas")
    })
  },
  {
    id: "server.list.newlines",
    weight: 2,
    expectation: "/list names all channels in one message, a newline between two names, in any order.",
    source: LIST,
    script: Effect.gen(function* () {
      const panda = yield* withChannels(NAMES)
      const answers = yield* panda.sendAndCollect("/list")
      const [answer = ""] = answers
      if (answers.length !== 1 || !isAll(answer.split("\n"), NAMES)) {
        return yield* new Mismatch({
          expected: `Panda receives one message with these names and newlines between: ${Format.texts(NAMES)}`,
          actual: Format.texts(answers)
        })
      }
    })
  },
  {
    id: "server.list.sorted",
    weight: 0,
    expectation: "/list sorts the names, by their bytes or by their letters.",
    source: beyond("it says nothing of the order"),
    script: Effect.gen(function* () {
      const panda = yield* withChannels(NAMES)
      const answer = (yield* panda.sendAndCollect("/list")).join("\n")
      yield* expectReading(panda, [answer], {
        "sorted by bytes, capital letters first": [byBytes.join("\n")],
        "sorted by letters": [byLetters.join("\n")]
      })
    })
  },
  {
    id: "server.list.private",
    weight: 1,
    expectation: "The answer to /list goes to the one who asked and to nobody else.",
    source: says("messages", "/list sends a message back to the client"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* assertListed(alice, "tas")
      yield* panda.expectExactly()
    })
  },
  {
    id: "server.list.words",
    weight: 0,
    expectation: "/list with words after it is answered as /list, or as an error.",
    source: open("it does not say what words after /list mean"),
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda", "/create tas")
      yield* expectReading(panda, yield* panda.sendAndCollect("/list all of them"), {
        "words after /list are ignored": ["tas"],
        "words after /list make it an invalid message, named by its first word": [invalid("/list")],
        "words after /list make it an invalid message, named whole": [invalid("/list all of them")]
      })
    })
  },
  {
    id: "server.list.long",
    weight: 0,
    expectation: "Names that do not fit one message come in several, each cut between two names.",
    source: beyond("no message is longer than 200 characters, it says"),
    script: Effect.gen(function* () {
      const panda = yield* withChannels(MANY_NAMES)
      const answers = yield* panda.sendAndCollect("/list")
      if (!isAll(answers.join("\n").split("\n"), MANY_NAMES)) {
        return yield* new Mismatch({
          expected: `Panda receives ${MANY_NAMES.length} names from "${MANY_NAMES[0]}" to "${MANY_NAMES.at(-1)}"`,
          actual: Format.texts(answers)
        })
      }
    })
  }
]
