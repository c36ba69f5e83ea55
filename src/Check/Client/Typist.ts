/** The user of a client under check: types lines, and reads what it prints. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type ByteString, toBytes } from "../../Domain/ByteString.ts"
import { Complaint } from "../Complaint.ts"
import { Patience, type Waits } from "../Patience.ts"
import { type Program, showEnding } from "../Program.ts"
import * as Show from "../Show.ts"
import { Trace } from "../Trace.ts"
import { content } from "./Screen.ts"

const same = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): boolean =>
  some.length === others.length && some.every((text, at) => text === others[at])

export class Typist {
  private seen = 0

  private constructor(
    readonly program: Program,
    private readonly trace: Trace["Type"],
    private readonly waits: Waits
  ) {}

  static readonly make = (program: Program): Effect.Effect<Typist, never, Trace> =>
    Effect.gen(function* () {
      return new Typist(program, yield* Trace, yield* Patience)
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
  types(...lines: ReadonlyArray<string>): Effect.Effect<void> {
    const text = lines.map((line) => `${line}\n`).join("")
    this.trace.unsafeRecord(() => `the user types ${Show.text(text)}`)
    return this.program.write(toBytes(text as ByteString))
  }

  get endsInput(): Effect.Effect<void> {
    this.trace.unsafeRecord(() => "the end of standard input")
    return this.program.endInput
  }

  /** These texts, and no others, have been printed since the last time, by the measure of the course's own test. */
  shows(...texts: ReadonlyArray<string>): Effect.Effect<string, Complaint> {
    const expected = texts.flatMap((text) => text.split("\n")).map((line) => line.trim())
    const enough = (): boolean => {
      const shown = content(this.unseen)
      return same(shown, expected) || shown.length > expected.length
    }
    return Effect.suspend(() => this.waitFor(enough, `it prints ${Show.texts(texts)}`)).pipe(
      Effect.flatMap(() => {
        const printed = this.unseen
        this.look()
        return same(content(printed), expected)
          ? Effect.succeed(printed)
          : new Complaint({ expected: `it prints ${Show.texts(texts)}`, came: Show.text(printed) })
      })
    )
  }

  /** What is printed, since the last time it was looked at, comes to satisfy the predicate. */
  prints(what: string, satisfied: (unseen: string) => boolean): Effect.Effect<string, Complaint> {
    return Effect.suspend(() => this.waitFor(() => satisfied(this.unseen), what)).pipe(
      Effect.map(() => {
        const printed = this.unseen
        this.look()
        return printed
      })
    )
  }

  /** It ends by itself; answers with how. */
  readonly ends: Effect.Effect<string, Complaint> = Effect.suspend(() =>
    Effect.map(this.program.ending, showEnding).pipe(
      Effect.timeoutFail({
        duration: this.waits.answer,
        onTimeout: () =>
          new Complaint({
            expected: "it ends by itself",
            came: `a program that still runs ${Duration.format(this.waits.answer)} later`
          })
      })
    )
  )

  /** Whether it keeps a processor busy though nothing happens, where the system tells. */
  readonly isBusy: Effect.Effect<boolean> = Effect.suspend(() => {
    const { processorTime } = this.program
    return Effect.zipWith(
      Effect.zipLeft(processorTime, Effect.sleep(this.waits.quiet)),
      processorTime,
      (before, after) => after - before > Duration.toSeconds(this.waits.quiet) / 2
    )
  })

  private look(): void {
    const printed = this.unseen
    this.seen = this.program.stdout.text.length
    this.trace.unsafeRecord(() => `the user sees  ${Show.text(printed)}`)
  }

  private waitFor(satisfied: () => boolean, expected: string): Effect.Effect<void, Complaint> {
    return Effect.timeoutFail(this.program.stdout.until(satisfied), {
      duration: this.waits.answer,
      onTimeout: () => {
        const within = `within ${Duration.format(this.waits.answer)}`
        const { unseen } = this
        const came = unseen === "" ? `nothing ${within}; is its output flushed?` : `${within} ${Show.text(unseen)}`
        return new Complaint({ expected, came })
      }
    })
  }
}
