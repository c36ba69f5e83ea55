/** The user of a client under check: types lines, and reads what it prints. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type ByteString, toBytes } from "../../Domain/ByteString.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import { type Program, showEnding } from "../Program.ts"
import { Timeouts, type WaitTimes } from "../Timeouts.ts"
import { Trace } from "../Trace.ts"
import { content } from "./Screen.ts"

const same = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): boolean =>
  some.length === others.length && some.every((text, at) => text === others[at])

export class ConsoleUser {
  private seen = 0

  private constructor(
    readonly program: Program,
    private readonly trace: Trace["Type"],
    private readonly waits: WaitTimes
  ) {}

  static readonly make = (program: Program): Effect.Effect<ConsoleUser, never, Trace> =>
    Effect.gen(function* () {
      return new ConsoleUser(program, yield* Trace, yield* Timeouts)
    })

  /** What was printed and not looked at yet. */
  get unseen(): string {
    return this.program.stdout.text.slice(this.seen)
  }

  /** All that was printed. */
  get output(): string {
    return this.program.stdout.text
  }

  /** Types lines, Enter after each, all at once. */
  type(...lines: ReadonlyArray<string>): Effect.Effect<void> {
    const text = lines.map((line) => `${line}\n`).join("")
    this.trace.unsafeRecord(() => `the user types ${Format.text(text)}`)
    return this.program.write(toBytes(text as ByteString))
  }

  get endInput(): Effect.Effect<void> {
    this.trace.unsafeRecord(() => "the end of standard input")
    return this.program.endInput
  }

  /** These texts, and no others, have been printed since the last time, by the measure of the course's own test. */
  expectShown(...texts: ReadonlyArray<string>): Effect.Effect<string, Mismatch> {
    const expected = texts.flatMap((text) => text.split("\n")).map((line) => line.trim())
    const enough = (): boolean => {
      const shown = content(this.unseen)
      return same(shown, expected) || shown.length > expected.length
    }
    return Effect.suspend(() => this.waitFor(enough, `it prints ${Format.texts(texts)}`)).pipe(
      Effect.flatMap(() => {
        const printed = this.unseen
        this.look()
        return same(content(printed), expected)
          ? Effect.succeed(printed)
          : new Mismatch({ expected: `it prints ${Format.texts(texts)}`, actual: Format.text(printed) })
      })
    )
  }

  /** What is printed, since the last time it was looked at, comes to satisfy the predicate. */
  expectOutput(what: string, satisfied: (unseen: string) => boolean): Effect.Effect<string, Mismatch> {
    return Effect.suspend(() => this.waitFor(() => satisfied(this.unseen), what)).pipe(
      Effect.map(() => {
        const printed = this.unseen
        this.look()
        return printed
      })
    )
  }

  /** It ends by itself; answers with how. */
  readonly waitForEnd: Effect.Effect<string, Mismatch> = Effect.suspend(() =>
    Effect.map(this.program.ending, showEnding).pipe(
      Effect.timeoutFail({
        duration: this.waits.answer,
        onTimeout: () =>
          new Mismatch({
            expected: "it ends by itself",
            actual: `a program that still runs ${Duration.format(this.waits.answer)} later`
          })
      })
    )
  )

  /** Whether it keeps a processor busy though nothing happens, where the system tells. */
  readonly isBusy: Effect.Effect<boolean> = Effect.suspend(() => {
    const { processorTime } = this.program
    return Effect.zipWith(
      Effect.zipLeft(processorTime, Effect.sleep(this.waits.silence)),
      processorTime,
      (before, after) => after - before > Duration.toSeconds(this.waits.silence) / 2
    )
  })

  private look(): void {
    const printed = this.unseen
    this.seen = this.program.stdout.text.length
    this.trace.unsafeRecord(() => `the user sees  ${Format.text(printed)}`)
  }

  private waitFor(satisfied: () => boolean, expected: string): Effect.Effect<void, Mismatch> {
    return Effect.timeoutFail(this.program.stdout.until(satisfied), {
      duration: this.waits.answer,
      onTimeout: () => {
        const within = `within ${Duration.format(this.waits.answer)}`
        const { unseen } = this
        const actual = unseen === "" ? `nothing ${within}; is its output flushed?` : `${within} ${Format.text(unseen)}`
        return new Mismatch({ expected, actual })
      }
    })
  }
}
