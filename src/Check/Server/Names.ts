/** Cases about the names of clients, and about clients that have not sent theirs. */
import * as Effect from "effect/Effect"
import { MESSAGE_LENGTH } from "../../utils.ts"
import { beyond, type Case, says } from "../Case.ts"
import { Mismatch, needed } from "../Mismatch.ts"
import { frame } from "../Peer/Received.ts"
import { note } from "../Trace.ts"
import { assertHeard, connect, connectAs, connectPair, sendPieces } from "./Fixtures.ts"
import type { ServerHarness } from "./Harness.ts"

const CONCURRENT = says(
  "messages",
  "many clients are connected and send at the same time; each has a name after its first message"
)

/** Bytes of a name whose rest does not come. */
const SENT_OF_A_NAME = 9

/** What is wrong where nobody else is served meanwhile. */
const held = (actual: string) =>
  new Mismatch({
    expected: `Panda is served while another client has sent ${SENT_OF_A_NAME} of ${MESSAGE_LENGTH} bytes`,
    actual: `${actual}; does recv wait for the rest?`
  })

export const names: ReadonlyArray<Case<ServerHarness>> = [
  {
    id: "server.name.first",
    weight: 2,
    expectation: "The first message of a client is its name, and is answered with nothing.",
    source: says("messages", "the first message that comes from a client is its name"),
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda", "/create tas")
      const alice = yield* connect("Alice")
      yield* alice.send("Alice")
      yield* alice.expectExactly()
      yield* alice.sendAndCollect("/join tas")
      yield* needed(alice.sendAndCollect("it is me"))
      yield* assertHeard(panda, "Alice", "it is me")
    })
  },
  {
    id: "server.name.pieces",
    weight: 2,
    expectation: "A name that arrives in several pieces is one name.",
    source: says("delineating", "part of a message is held until the rest has come; the name is a message"),
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda", "/create tas")
      const alice = yield* connect("Alice")
      yield* needed(sendPieces(alice, panda, frame("Alice"), 3, 120))
      yield* alice.sendAndCollect("/join tas")
      yield* alice.sendAndCollect("in pieces")
      yield* assertHeard(panda, "Alice", "in pieces")
    })
  },
  {
    id: "server.name.spaces",
    weight: 1,
    expectation: "Spaces inside a name belong to it.",
    source: says("messages", "the first message is used as the name; nothing says its first word"),
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda", "/create tas")
      const student = yield* connectAs("a CS student", "/join tas")
      yield* panda.collect
      yield* student.send("hi")
      yield* panda.expectNext("[a CS student] hi")
    })
  },
  {
    id: "server.name.slash",
    weight: 0,
    expectation: "A name that begins with a slash is a name.",
    source: beyond("control messages are among the messages after the first"),
    script: Effect.gen(function* () {
      const panda = yield* connectAs("Panda", "/create tas")
      const slash = yield* connect("/list")
      yield* slash.send("/list")
      yield* slash.sendAndCollect("/join tas")
      yield* slash.sendAndCollect("hi")
      yield* panda.expectLast("[/list] hi")
    })
  },
  {
    id: "server.name.shared",
    weight: 0,
    expectation: "Two clients of one name are two clients: each gets the other's messages and not its own.",
    source: beyond("it does not say that names differ"),
    script: Effect.gen(function* () {
      const first = yield* connectAs("Alice", "/create tas")
      const second = yield* connectAs("Alice", "/join tas")
      yield* first.collect
      yield* second.expectReplies(["from the second"])
      yield* first.expectExactly("[Alice] from the second")
      yield* first.expectReplies(["from the first"])
      yield* second.expectExactly("[Alice] from the first")
    })
  },
  {
    id: "server.name.long",
    weight: 0,
    expectation: "A name of 65 bytes is refused and its connection closed, or it is a name like another.",
    source: beyond("a longer name leaves less room for text than it takes itself"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      const name = "n".repeat(65)
      const long = yield* connect("Long")
      yield* long.send(name)
      const refused = yield* long.isRefused
      yield* note(`Read so: a name of ${name.length} bytes is ${refused ? "refused" : "a name like another"}.`)
      if (!refused) {
        yield* long.sendAndCollect("/join tas")
        yield* long.sendAndCollect("hi")
        yield* panda.expectLast(`[${name}] hi`)
      }
      yield* alice.sendAndCollect("and on")
      yield* panda.expectLast("[Alice] and on")
    })
  },
  {
    id: "server.name.silent",
    weight: 2,
    expectation: "A client that connects and says nothing, or half its name, holds up nobody.",
    source: CONCURRENT,
    script: Effect.gen(function* () {
      yield* connect("silent")
      const half = yield* connect("half")
      yield* half.sendBytes(frame("Half a name").subarray(0, SENT_OF_A_NAME))
      const { alice, panda } = yield* Effect.mapError(connectPair, ({ actual }) => held(actual))
      yield* alice.send("does it go on?")
      yield* Effect.mapError(panda.next, ({ actual }) => held(actual))
    })
  },
  {
    id: "server.name.nobody",
    weight: 1,
    expectation: "A client that goes before it has said its name was nobody: no notice, and the server goes on.",
    source: says("messages", "before its first message a client has no name and no channel"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      const nobody = yield* connect("nobody")
      yield* nobody.close
      const half = yield* connect("half")
      yield* half.sendBytes(frame("Half a name").subarray(0, SENT_OF_A_NAME))
      yield* half.close
      yield* alice.sendAndCollect("still there?")
      yield* panda.expectExactly("[Alice] still there?")
    })
  },
  {
    id: "server.name.reset",
    weight: 0,
    expectation: "A client whose connection breaks before it has said its name was nobody.",
    source: beyond("its clients disconnect in order"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* connectPair
      const half = yield* connect("half")
      // Read by the server before: a reset takes with it what was not.
      yield* needed(sendPieces(half, panda, frame("Half a name").subarray(0, SENT_OF_A_NAME)))
      yield* half.reset
      yield* alice.sendAndCollect("still there?")
      yield* panda.expectExactly("[Alice] still there?")
    })
  }
]
