/** Cases about how clients enter and leave channels. */
import * as Effect from "effect/Effect"
import { beyond, type Case, open, says } from "../Case.ts"
import { Mismatch, needed } from "../Mismatch.ts"
import { note } from "../Trace.ts"
import {
  assertHeard,
  assertListed,
  connectAs,
  connectPair,
  connectTrio,
  expectReading,
  joined,
  left,
  unknown
} from "./Fixtures.ts"
import type { ServerHarness } from "./Harness.ts"

const JOIN = says("messages", "/join adds the client to the channel and removes it from the one that it was in")
const CREATE = says("messages", "/create makes a channel, adds the client to it and removes it from any other")
const SILENT = says("client", "in the example nothing comes after /create and /join")

export const channels: ReadonlyArray<Case<ServerHarness>> = [
  {
    id: "server.create.enters",
    weight: 2,
    expectation: "/create makes the channel and brings the client into it.",
    source: CREATE,
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda", "/create tas")
      const alice = yield* connectAs("Alice", "/join tas")
      yield* alice.sendAndCollect("are you here?")
      yield* panda.expectLast("[Alice] are you here?")
    })
  },
  {
    id: "server.create.silent",
    weight: 1,
    expectation: "A /create that succeeds is answered with nothing.",
    source: SILENT,
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda")
      yield* panda.expectReplies(["/create tas"])
      yield* assertListed(panda, "tas")
    })
  },
  {
    id: "server.create.leaves",
    weight: 1,
    expectation: "Who creates a channel leaves the old one: its members are told, and their messages no longer come.",
    source: CREATE,
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.sendAndCollect("/create lab")
      yield* panda.expectExactly(left("Alice"))
      yield* panda.sendAndCollect("gone?")
      yield* alice.expectExactly()
    })
  },
  {
    id: "server.join.enters",
    weight: 2,
    expectation: "/join brings the client into the channel: its messages go there, and those of the others come.",
    source: JOIN,
    script: Effect.gen(function* () {
      const { alice, bob } = yield* connectTrio
      yield* alice.sendAndCollect("/join other")
      yield* bob.collect
      yield* bob.send("welcome")
      yield* alice.expectNext("[Bob] welcome")
      yield* alice.sendAndCollect("thank you")
      yield* bob.expectLast("[Alice] thank you")
    })
  },
  {
    id: "server.join.announced",
    weight: 2,
    expectation: "The members of a channel get SERVER_CLIENT_JOINED_CHANNEL when somebody joins.",
    source: says("messages", "the members of the channel are told that a client has joined"),
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda", "/create tas")
      yield* connectAs("Alice", "/join tas")
      yield* panda.expectExactly(joined("Alice"))
    })
  },
  {
    id: "server.join.silent",
    weight: 1,
    expectation: "A /join that succeeds is answered with nothing; the notice is for those who were there before.",
    source: SILENT,
    script: Effect.gen(function* () {
      yield* connectAs("Panda", "/create tas")
      const alice = yield* connectAs("Alice")
      yield* alice.expectReplies(["/join tas"])
      yield* assertListed(alice, "tas")
    })
  },
  {
    id: "server.join.leaves",
    weight: 2,
    expectation:
      "Who joins another channel leaves the old one: its members are told, and their messages no longer come.",
    source: says("messages", "a client is in one channel at a time; when it leaves one, a message there says so"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectTrio
      yield* alice.sendAndCollect("/join other")
      yield* panda.expectExactly(left("Alice"))
      yield* panda.sendAndCollect("gone?")
      yield* alice.expectExactly()
    })
  },
  {
    id: "server.join.own",
    weight: 1,
    expectation: "After joining the channel that it is in already, a client gets each message once.",
    source: open("a client is in one channel at a time; whether joining it again is a move is not said"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      yield* alice.sendAndCollect("/join tas")
      yield* expectReading(panda, yield* panda.collect, {
        "joining one's own channel is leaving it and coming back": [left("Alice"), joined("Alice")],
        "joining one's own channel is coming and going": [joined("Alice"), left("Alice")],
        "joining one's own channel changes nothing": [],
        "joining one's own channel is joining": [joined("Alice")]
      })
      yield* panda.sendAndCollect("once")
      yield* alice.expectExactly("[Panda] once")
    })
  },
  {
    id: "server.channel.kept",
    weight: 1,
    expectation: "A channel that everybody has left is listed and can be joined, or neither.",
    source: open("it does not say whether a channel lasts when nobody is in it"),
    script: Effect.gen(function* () {
      const bob = yield* connectAs("Bob", "/create old", "/create new")
      const listed = (yield* bob.sendAndCollect("/list")).some((answer) => answer.includes("old"))
      const refused = (yield* bob.sendAndCollect("/join old")).includes(unknown("old"))
      if (listed === refused) {
        return yield* new Mismatch({
          expected: "a channel that is listed and can be joined, or neither",
          actual: `one that is ${listed ? "listed, and cannot" : "not listed, and can"} be joined`
        })
      }
      yield* note(`Read so: a channel ${listed ? "lasts when nobody is in it" : "ends with its last member"}.`)
    })
  },
  {
    id: "server.channel.outer-spaces",
    weight: 0,
    expectation: "Spaces between the command and the channel's name are no part of the name.",
    source: beyond("it shows one space there"),
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda", "/create   tas")
      const alice = yield* connectAs("Alice", "/join tas")
      yield* alice.sendAndCollect("hi")
      yield* panda.expectLast("[Alice] hi")
    })
  },
  {
    id: "server.channel.inner-spaces",
    weight: 1,
    expectation: "A channel named with two words has one name, the same for /create, /list and /join.",
    source: open("it does not say whether a channel's name may have a space in it"),
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda")
      const answer = yield* panda.sendAndCollect("/create two words")
      if (answer.length > 0) return yield* note("Read so: a channel's name with a space in it is an error.")
      yield* expectReading(panda, yield* needed(panda.sendAndCollect("/list")), {
        "a space belongs to a channel's name": ["two words"],
        "the first word is the channel's name": ["two"]
      })
      const alice = yield* connectAs("Alice", "/join two words")
      yield* alice.sendAndCollect("hi")
      yield* assertHeard(panda, "hi")
    })
  }
]
