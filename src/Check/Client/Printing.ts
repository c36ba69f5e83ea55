/** Cases about what a client prints for the messages that it receives. */
import * as Effect from "effect/Effect"
import { fromText } from "../../Domain/ByteString.ts"
import * as utils from "../../utils.ts"
import { beyond, type Case, says } from "../Case.ts"
import * as Format from "../Format.ts"
import { Mismatch, needed } from "../Mismatch.ts"
import { frame } from "../Peer/Received.ts"
import type { Environment } from "../Suite.ts"
import { openNamed } from "./Harness.ts"
import { content } from "./Screen.ts"

const PRINTED = says("client", "messages from the server are printed, without the spaces at their ends")
const WHOLE_MESSAGE = says("delineating", "the client prints a message when all 200 characters of it have come")

export const printing: ReadonlyArray<Case<Environment>> = [
  {
    id: "client.print.message",
    weight: 3,
    expectation: "A message from the server is printed, though the user has typed nothing.",
    source: PRINTED,
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* server.send("[Alice] Hi everyone!")
      yield* user.expectShown("[Alice] Hi everyone!")
      yield* server.send("Alice has left")
      yield* user.expectShown("Alice has left")
    })
  },
  {
    id: "client.print.stripped",
    weight: 1,
    expectation: "The spaces that fill a message are not printed.",
    source: PRINTED,
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* server.send("short")
      const printed = yield* user.expectShown("short")
      if (printed.includes("short  ")) {
        return yield* new Mismatch({
          expected: `it prints "short" and no spaces after it`,
          actual: Format.text(printed)
        })
      }
    })
  },
  {
    id: "client.print.leading-spaces",
    weight: 1,
    expectation: "Spaces in front of a text are printed.",
    source: says("delineating", "spaces are stripped off the end"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* server.send("      indented")
      const printed = yield* user.expectShown("indented")
      if (!printed.includes("      indented")) {
        return yield* new Mismatch({ expected: `it prints "      indented"`, actual: Format.text(printed) })
      }
    })
  },
  {
    id: "client.print.pieces",
    weight: 2,
    expectation: "A message that arrives in pieces is printed when all of it is there, and not before.",
    source: WHOLE_MESSAGE,
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      const bytes = frame("[Alice] in two pieces")
      yield* server.sendBytes(bytes.subarray(0, 12))
      yield* server.pause
      // After two lines have gone through, the client has looked at its connection in between.
      for (const line of ["one", "two"]) {
        yield* user.type(line)
        yield* needed(server.expectNext(line))
      }
      const output = yield* user.output
      if (content(output).length > 0) {
        return yield* new Mismatch({ expected: "nothing is printed yet", actual: Format.text(output) })
      }
      yield* server.sendBytes(bytes.subarray(12))
      yield* user.expectShown("[Alice] in two pieces")
    })
  },
  {
    id: "client.print.coalesced",
    weight: 2,
    expectation: "Several messages that arrive at once are all printed, each on a line of its own.",
    source: says("delineating", "one recv may bring more than one message"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      const texts = ["[Alice] one", "[Alice] two", "[Alice] three"]
      yield* server.sendBytes(Buffer.concat(texts.map(frame)))
      yield* user.expectShown(...texts)
    })
  },
  {
    id: "client.print.straddling",
    weight: 1,
    expectation: "One message and a half, then the other half and one more, are three messages.",
    source: WHOLE_MESSAGE,
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      const bytes = Buffer.concat([frame("[Alice] one"), frame("[Alice] two"), frame("[Alice] three")])
      yield* server.sendBytes(bytes.subarray(0, 300))
      yield* user.expectShown("[Alice] one")
      yield* server.sendBytes(bytes.subarray(300))
      yield* user.expectShown("[Alice] two", "[Alice] three")
    })
  },
  {
    id: "client.print.full",
    weight: 1,
    expectation: "A message without any padding is printed whole.",
    source: says("delineating", "a message has 200 characters, and spaces only if it is shorter"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      const text = `[Alice] ${"f".repeat(utils.MESSAGE_LENGTH - 8)}`
      yield* server.send(text)
      yield* user.expectShown(text)
    })
  },
  {
    id: "client.print.list",
    weight: 1,
    expectation: "The answer to /list is printed with its newlines.",
    source: says("messages", "/list answers with names separated by newlines"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* server.send("168_tas\nlab\nzoo")
      yield* user.expectShown("168_tas\nlab\nzoo")
    })
  },
  {
    id: "client.print.bytes",
    weight: 0,
    expectation: "A text in UTF-8 is printed byte for byte.",
    source: beyond("its texts are those of Python 2, where a character is a byte"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      const text = fromText("[Zoë] 你好 👋🏽")
      yield* server.send(text)
      yield* user.expectShown(text)
    })
  },
  {
    id: "client.print.while-half",
    weight: 2,
    expectation: "While half a message waits for its rest, what the user types is sent.",
    source: says("nonBlocking", "a client that waits for the server must still take what the user types"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* server.sendBytes(frame("half of it").subarray(0, 50))
      yield* server.pause
      for (const line of ["does it hang?", "and now?"]) {
        yield* user.type(line)
        yield* server.expectNext(line)
      }
    })
  }
]
