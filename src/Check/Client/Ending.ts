/** Cases about how a client ends, and what it prints then. */
import * as Effect from "effect/Effect"
import * as utils from "../../utils.ts"
import { beyond, type Case, says } from "../Case.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import { frame } from "../Peer/Received.ts"
import type { Environment } from "../Suite.ts"
import { note } from "../Trace.ts"
import { type Opened, open, openNamed, openNowhere } from "./Harness.ts"
import { content, prompts } from "./Screen.ts"

const disconnected = ({ host, port }: Pick<Opened, "host" | "port">): string =>
  utils.fill(utils.CLIENT_SERVER_DISCONNECTED, host, String(port))

/** The client prints that the server has disconnected, and ends. With which status is left open. */
const expectDisconnected = (opened: Opened) =>
  Effect.gen(function* () {
    yield* opened.user.expectShown(disconnected(opened))
    yield* note(`When the server has gone, ${yield* opened.user.waitForEnd}.`)
  })

/** Messages that are sent after the end of the input. A client that loops prints or sends more than these explain. */
const MESSAGES_AFTER_END = 5

export const ending: ReadonlyArray<Case<Environment>> = [
  {
    id: "client.end.closed",
    weight: 2,
    expectation: "When the server closes the connection, the client prints CLIENT_SERVER_DISCONNECTED and ends.",
    source: says("quit", "it quits and prints the error message from utils.py"),
    script: Effect.gen(function* () {
      const opened = yield* openNamed
      yield* opened.server.closeInBackground
      yield* expectDisconnected(opened)
    })
  },
  {
    id: "client.end.reset",
    weight: 0,
    expectation: "When the connection breaks, the client prints CLIENT_SERVER_DISCONNECTED and ends.",
    source: beyond("its server disconnects in order"),
    script: Effect.gen(function* () {
      const opened = yield* openNamed
      yield* opened.server.reset
      yield* expectDisconnected(opened)
    })
  },
  {
    id: "client.end.host",
    weight: 1,
    expectation: "The host and the port in CLIENT_SERVER_DISCONNECTED are those of the command line.",
    source: says("errors", "the example fills in localhost and the port"),
    script: Effect.gen(function* () {
      const opened = yield* open("localhost")
      yield* opened.server.closeInBackground
      yield* opened.user.expectShown(disconnected(opened))
    })
  },
  {
    id: "client.end.last",
    weight: 1,
    expectation: "A message that came just before the end is printed; half a message is not.",
    source: says("delineating", "the client prints a message when all 200 characters of it have come"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* server.sendBytes(Buffer.concat([frame("the last words"), frame("half").subarray(0, 100)]))
      yield* server.closeInBackground
      yield* user.expectOutput("it prints the last words", (printed) => content(printed).includes("the last words"))
      // Whether it ends is for another case; if it has ended, it prints nothing more.
      yield* Effect.ignore(user.waitForEnd)
      const output = yield* user.output
      if (output.includes("half")) {
        return yield* new Mismatch({ expected: "half a message is not printed", actual: Format.text(output) })
      }
    })
  },
  {
    id: "client.end.nobody",
    weight: 2,
    expectation: "Where nobody listens, the client prints CLIENT_CANNOT_CONNECT and ends.",
    source: says("details", "utils.py has the error messages that are to be used"),
    script: Effect.gen(function* () {
      const { host, port, user } = yield* openNowhere()
      yield* user.expectShown(utils.fill(utils.CLIENT_CANNOT_CONNECT, host, String(port)))
      yield* note(`Where nobody listens, ${yield* user.waitForEnd}.`)
    })
  },
  {
    id: "client.end.nobody-prompt",
    weight: 0,
    expectation: "A client that cannot connect prints no prompt.",
    source: beyond("the course's own test ignores prompts"),
    script: Effect.gen(function* () {
      const { user } = yield* openNowhere()
      yield* user.waitForEnd
      const output = yield* user.output
      if (prompts(output) > 0) {
        return yield* new Mismatch({ expected: "no [Me] is printed", actual: Format.text(output) })
      }
    })
  },
  {
    id: "client.input.end",
    weight: 0,
    expectation: "At the end of standard input the client stays or leaves, and neither sends nor prints without end.",
    source: beyond("it does not say what becomes of a client whose input ends"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* user.type("the last line")
      yield* server.expectNext("the last line")
      yield* user.endInput
      for (let count = 0; count < MESSAGES_AFTER_END; count++) yield* server.send(`[Alice] ${count}`)
      const busy = yield* user.isBusy
      const [printed, sent] = [prompts(yield* user.output), yield* server.waiting]
      if (busy || printed > 3 * MESSAGES_AFTER_END || sent > MESSAGES_AFTER_END) {
        return yield* new Mismatch({
          expected: "a client that waits, or has left",
          actual: `${sent} messages, ${printed} prompts, and a processor that is ${busy ? "busy" : "not busy"}`
        })
      }
    })
  },
  {
    id: "client.conversation",
    weight: 2,
    expectation: "The course's own test, as Alice sees it: Kay joins, says Hi!, and gets an answer.",
    source: says("testing", "our server talks to your client; simple_test.py is one of these conversations"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* user.type("/create tas")
      yield* server.expectNext("/create tas")
      yield* server.send("Kay has joined")
      yield* user.expectShown("Kay has joined")
      yield* server.send("[Kay] Hi!")
      yield* user.expectShown("[Kay] Hi!")
      yield* user.type("Hello!")
      yield* server.expectNext("Hello!")
    })
  }
]
