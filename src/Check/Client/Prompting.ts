/** Cases about the prompt: when a client prints it, and how it writes messages over it. */
import * as Effect from "effect/Effect"
import * as utils from "../../utils.ts"
import { beyond, type Case, says } from "../Case.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import type { Environment } from "../Suite.ts"
import type { ConsoleUser } from "./ConsoleUser.ts"
import { openNamed } from "./Harness.ts"
import { prompts, render } from "./Screen.ts"

const OVER = says("client", "a message from the server is written over the [Me]")
const PROMPTED = says("client", "[Me] is printed before each message that the user types")

/** The line is on the screen, without a rest of a prompt. */
const assertLine = (user: ConsoleUser, line: string) =>
  Effect.flatMap(user.output, (output) => {
    const lines = render(output)
    return lines.includes(line)
      ? Effect.void
      : new Mismatch({
          expected: `a line on the screen: ${Format.text(line)}`,
          actual: `${Format.texts(lines)}, from the output ${Format.text(output)}`
        })
  })

const expectPrompts = (user: ConsoleUser, count: number) =>
  user.expectOutput(`it prints ${utils.CLIENT_MESSAGE_PREFIX}`, (printed) => prompts(printed) >= count)

const WIPE = `${utils.CLIENT_WIPE_ME}\r`

export const prompting: ReadonlyArray<Case<Environment>> = [
  {
    id: "client.print.over",
    weight: 2,
    expectation: "A message is written over the [Me]: nothing of it is left on the line, however short the message.",
    source: says("wipe", "the message A after [Me] must not look like AMe]; CLIENT_WIPE_ME is there for it"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* expectPrompts(user, 1).pipe(Effect.ignore)
      yield* server.send("A")
      yield* user.expectOutput(`it prints "A" and a newline`, (printed) => /A[^\n]*\n/.test(printed))
      yield* assertLine(user, "A")
    })
  },
  {
    id: "client.prompt.start",
    weight: 1,
    expectation: "The client prints [Me] when it has connected, before anything is typed.",
    source: PROMPTED,
    script: Effect.gen(function* () {
      const { user } = yield* openNamed
      yield* expectPrompts(user, 1)
    })
  },
  {
    id: "client.prompt.line",
    weight: 1,
    expectation: "The client prints [Me] again after a line that was typed.",
    source: PROMPTED,
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* expectPrompts(user, 1).pipe(Effect.ignore)
      yield* user.type("Hello world!")
      yield* server.expectNext("Hello world!")
      yield* expectPrompts(user, 1)
    })
  },
  {
    id: "client.prompt.message",
    weight: 1,
    expectation: "The client prints [Me] again below a message.",
    source: OVER,
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* expectPrompts(user, 1).pipe(Effect.ignore)
      yield* server.send("[Alice] hi")
      yield* user.expectOutput("it prints a message and [Me] below it", (printed) => /hi.*\n.*\[Me\]/s.test(printed))
    })
  },
  {
    id: "client.print.exact",
    weight: 0,
    expectation: `A message is printed as ${Format.text(`${WIPE}TEXT\n${utils.CLIENT_MESSAGE_PREFIX}`)}, to the byte.`,
    source: beyond("the course's own test ignores prompts, and spaces and newlines around texts"),
    script: Effect.gen(function* () {
      const { server, user } = yield* openNamed
      yield* user.expectOutput(utils.CLIENT_MESSAGE_PREFIX, (printed) => printed === utils.CLIENT_MESSAGE_PREFIX)
      const exact = `${WIPE}[Alice] hi\n${utils.CLIENT_MESSAGE_PREFIX}`
      yield* server.send("[Alice] hi")
      yield* user.expectOutput(`it prints ${Format.text(exact)}`, (printed) => printed === exact)
    })
  }
]
