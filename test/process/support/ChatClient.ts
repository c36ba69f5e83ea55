/**
 * `chat client` on pipes, and every byte that its standard output must bring. Each step waits until its bytes are there
 * and compares; the end compares the whole.
 */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Ending, type Program, type ProgramOptions, start } from "./Program.ts"

const PROMPT = "[Me] "

export class ChatClient {
  private expected = ""

  constructor(readonly program: Program) {}

  /** Waits for the first prompt: the client is connected and has sent its name. */
  readonly prompts: Effect.Effect<void> = Effect.suspend(() => this.prints(PROMPT))

  /** Types a line; the prompt follows. */
  types(line: string): Effect.Effect<void> {
    return Effect.zipRight(this.program.write(`${line}\n`), this.prints(PROMPT))
  }

  /** Messages arrive: each is written over the prompt, which follows again. */
  shows(...texts: ReadonlyArray<string>): Effect.Effect<void> {
    return this.prints(texts.map((text) => `\r    \r${text}\n${PROMPT}`).join(""))
  }

  /** These bytes follow on standard output. */
  prints(bytes: string): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.expected += bytes
      return this.program.stdout.beginsWith(this.expected)
    })
  }

  /** The server is gone: the last line is written over the prompt, with none after it, and the status is 1. */
  losesServer(host: string, port: number): Effect.Effect<void> {
    this.expected += `\r    \rServer at ${host}:${port} has disconnected\n`
    return this.exits({ status: 1, signal: null })
  }

  /** The client ends so, having printed what it had to and not one byte more. */
  exits(ending: Ending): Effect.Effect<void> {
    return Effect.map(this.program.exit, (actual) => {
      assert.equal(this.program.stdout.text, this.expected)
      assert.equal(this.program.stderr.text, "")
      assert.deepEqual(actual, ending)
    })
  }
}

/** Starts a client with the words after `chat client`, and waits for its prompt. */
export const startClient = (
  words: ReadonlyArray<string | number>,
  options?: ProgramOptions
): Effect.Effect<ChatClient, never, Scope.Scope> =>
  Effect.gen(function* () {
    const client = new ChatClient(yield* start(["client", ...words.map(String)], options))
    yield* client.prompts
    return client
  })
