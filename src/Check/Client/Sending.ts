/**
 * Cases about what a client sends: its name, and what the user types.
 *
 * A line is typed when the client has sent the line before. A client that waits with `select` and reads with a buffer of
 * its own does not notice the second of two lines that arrive together. One case tests that, and no other may fail
 * because of it.
 */
import * as Effect from "effect/Effect"
import { fromText } from "../../Domain/ByteString.ts"
import { MESSAGE_LENGTH } from "../../utils.ts"
import { beyond, type Case, open as openPoint, says } from "../Case.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import { assertPadding } from "../Peer/Received.ts"
import type { Peer } from "../Peer.ts"
import type { Environment } from "../Suite.ts"
import { note } from "../Trace.ts"
import { NAME, open, openNamed } from "./Harness.ts"

const TYPED = says("client", "what comes from standard input is sent to the server, padded with spaces")

/** Typed last: it must be the next message that is sent. */
const LAST = "the last line"

/** The last line is the text that was received, or it comes after an empty message. */
const expectLastLine = (server: Peer, text: string) => {
  if (text === LAST) return Effect.void
  if (text === "") return Effect.asVoid(server.expectNext(LAST))
  return new Mismatch({ expected: `server receives ${Format.text(LAST)}`, actual: Format.text(text) })
}

export const sending: ReadonlyArray<Case<Environment>> = [
  {
    id: "client.start",
    weight: 1,
    expectation: "Started with a name, a host and a port, the client connects there.",
    source: says("client", "the client is started with a name, an address and a port, and connects"),
    script: Effect.asVoid(open())
  },
  {
    id: "client.send.name",
    weight: 2,
    expectation: `The first message that the client sends, before anything is typed, is its name, in ${MESSAGE_LENGTH} bytes.`,
    source: says("client", "after connecting it sends a message with its name"),
    script: Effect.gen(function* () {
      const { server } = yield* open()
      yield* server.expectNext(NAME)
    })
  },
  {
    id: "client.send.line",
    weight: 3,
    expectation: `A line that is typed is sent as one message of ${MESSAGE_LENGTH} bytes: the text, and spaces after it.`,
    source: TYPED,
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* user.type("Hello world!")
      yield* assertPadding(yield* server.expectNext("Hello world!"))
      yield* user.type("and again")
      yield* server.expectNext("and again")
    })
  },
  {
    id: "client.send.command",
    weight: 1,
    expectation: "Commands are sent as they are typed.",
    source: says("client", "in the example the user types /list and /create, and the server answers"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      for (const line of ["/create 168_tas", "/list", "/join"]) {
        yield* user.type(line)
        yield* server.expectNext(line)
      }
    })
  },
  {
    id: "client.send.leading-spaces",
    weight: 1,
    expectation: "Spaces in front of a line are sent.",
    source: TYPED,
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* user.type("  indented")
      yield* server.expectNext("  indented")
    })
  },
  {
    id: "client.send.full",
    weight: 1,
    expectation: `A line of ${MESSAGE_LENGTH - 1} characters is sent as one whole message.`,
    source: says("delineating", "a message has 200 characters, and spaces only if it is shorter"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      // One character less than fits, because many clients send the newline too.
      const line = "f".repeat(MESSAGE_LENGTH - 1)
      for (const text of [line, LAST]) {
        yield* user.type(text)
        yield* server.expectNext(text)
      }
    })
  },
  {
    id: "client.send.together",
    weight: 0,
    expectation: "Lines that arrive on standard input at once are all sent, in their order.",
    source: beyond("users type line by line; scripts do not"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* user.type("one", "two", "three")
      for (const line of ["one", "two", "three"]) yield* server.expectNext(line)
    })
  },
  {
    id: "client.send.empty",
    weight: 1,
    expectation: "An empty line does no harm, whether it is sent or not.",
    source: openPoint("it does not say whether an empty line is a message"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* user.type("")
      const isSent = yield* server.skipOptional("")
      yield* user.type(LAST)
      const text = isSent ? "" : (yield* server.next).text
      yield* note(`Read so: an empty line is ${text === "" ? "an empty message" : "not sent"}.`)
      yield* expectLastLine(server, text)
    })
  },
  {
    id: "client.send.overlong",
    weight: 0,
    expectation: "After a line that is longer than a message, messages still begin where they should.",
    source: beyond("no message is longer than 200 characters, it says"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      const line = "overlong-".repeat(60)
      yield* user.type(line)
      yield* server.peek
      yield* user.type(LAST)
      let sent = ""
      let received = yield* server.next
      for (let pieces = 0; received.text !== LAST && pieces < line.length; pieces++) {
        sent += received.text
        received = yield* server.next
      }
      yield* note(`Of a line of ${line.length} bytes ${sent.length} are sent.`)
    })
  },
  {
    id: "client.send.continuation",
    weight: 0,
    expectation: "What is sent of a line behind its first message never begins with a slash: it would be a command.",
    source: beyond("no message is longer than 200 characters, it says"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* user.type(`${"w".repeat(MESSAGE_LENGTH)}/create by mistake`)
      yield* server.peek
      yield* user.type(LAST)
      for (let text = ""; text !== LAST; ) {
        text = (yield* server.next).text
        if (text.startsWith("/")) {
          return yield* new Mismatch({ expected: "server receives no command", actual: Format.text(text) })
        }
      }
    })
  },
  {
    id: "client.send.bytes",
    weight: 0,
    expectation: "A line in UTF-8 is sent byte for byte.",
    source: beyond("its texts are those of Python 2, where a character is a byte"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      const line = fromText("Grüße, 你好 👋🏽")
      yield* user.type(line)
      yield* server.expectNext(line)
    })
  }
]
