/** How a server learns who a client is, and what one is that has not said so. */
import * as Effect from "effect/Effect"
import { beyond, type Case, says } from "../Case.ts"
import { frame } from "../Received.ts"
import { note } from "../Trace.ts"
import { connect, enter, pair } from "./Scene.ts"
import type { ServerStage } from "./Stage.ts"

const CONCURRENT = says(
  "messages",
  "many clients are connected and send at the same time; each has a name after its first message"
)

export const names: ReadonlyArray<Case<ServerStage>> = [
  {
    id: "server.name.first",
    weight: 2,
    expectation: "The first message of a client is its name, and is answered with nothing.",
    source: says("messages", "the first message that comes from a client is its name"),
    script: Effect.gen(function* () {
      const panda = yield* enter("Panda", "/create tas")
      const alice = yield* connect("Alice")
      yield* alice.say("Alice")
      yield* alice.hears()
      yield* alice.tell("/join tas")
      yield* alice.tell("it is me")
      yield* panda.hearsAtLast("[Alice] it is me")
    })
  },
  {
    id: "server.name.blanks",
    weight: 1,
    expectation: "Blanks inside a name belong to it.",
    source: says("messages", "the first message is used as the name; nothing says its first word"),
    script: Effect.gen(function* () {
      const panda = yield* enter("Panda", "/create tas")
      const student = yield* enter("a CS student", "/join tas")
      yield* panda.heard
      yield* student.say("hi")
      yield* panda.awaits("[a CS student] hi")
    })
  },
  {
    id: "server.name.slash",
    weight: 0,
    expectation: "A name that begins with a slash is a name.",
    source: beyond("control messages are among the messages after the first"),
    script: Effect.gen(function* () {
      const panda = yield* enter("Panda", "/create tas")
      const slash = yield* connect("/list")
      yield* slash.say("/list")
      yield* slash.tell("/join tas")
      yield* slash.tell("hi")
      yield* panda.hearsAtLast("[/list] hi")
    })
  },
  {
    id: "server.name.shared",
    weight: 0,
    expectation: "Two clients of one name are two clients: each gets the other's messages and not its own.",
    source: beyond("it does not say that names differ"),
    script: Effect.gen(function* () {
      const first = yield* enter("Alice", "/create tas")
      const second = yield* enter("Alice", "/join tas")
      yield* first.heard
      yield* second.asks(["from the second"])
      yield* first.hears("[Alice] from the second")
      yield* first.asks(["from the first"])
      yield* second.hears("[Alice] from the first")
    })
  },
  {
    id: "server.name.long",
    weight: 0,
    expectation: "A name of 65 bytes is refused and its connection closed, or it is a name like another.",
    source: beyond("a longer name leaves less room for text than it takes itself"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      const name = "n".repeat(65)
      const long = yield* connect("Long")
      yield* long.say(name)
      const refused = yield* long.isRefused
      yield* note(`Read so: a name of ${name.length} bytes is ${refused ? "refused" : "a name like another"}.`)
      if (!refused) {
        yield* long.tell("/join tas")
        yield* long.tell("hi")
        yield* panda.hearsAtLast(`[${name}] hi`)
      }
      yield* alice.tell("and on")
      yield* panda.hearsAtLast("[Alice] and on")
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
      yield* half.sendBytes(frame("Half a name").subarray(0, 9))
      const { alice, panda } = yield* pair
      yield* alice.say("does it go on?")
      yield* panda.awaits("[Alice] does it go on?")
    })
  },
  {
    id: "server.name.nobody",
    weight: 1,
    expectation: "A client that goes before it has said its name was nobody: no notice, and the server goes on.",
    source: says("messages", "before its first message a client has no name and no channel"),
    script: Effect.gen(function* () {
      const { alice, panda } = yield* pair
      const nobody = yield* connect("nobody")
      yield* nobody.leaves
      const half = yield* connect("half")
      yield* half.sendBytes(frame("Half a name").subarray(0, 9))
      yield* half.reset
      yield* alice.tell("still there?")
      yield* panda.hears("[Alice] still there?")
    })
  }
]
