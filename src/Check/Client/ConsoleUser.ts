/** The user of a client under check: types lines, and reads what the client prints. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import { type ByteString, toBytes } from "../../Domain/ByteString.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import { type Program, showEnding } from "../Program.ts"
import { Timeouts } from "../Timeouts.ts"
import { Trace } from "../Trace.ts"
import { content } from "./Screen.ts"

export interface ConsoleUser {
  /** All that was printed up to now. */
  readonly output: Effect.Effect<string>
  /** Types lines, Enter after each, all at once. */
  readonly type: (...lines: ReadonlyArray<string>) => Effect.Effect<void>
  readonly endInput: Effect.Effect<void>
  /**
   * These texts, and no others, have been printed since the user last looked, as the course's own test compares them.
   * Returns what was printed.
   */
  readonly expectShown: (...texts: ReadonlyArray<string>) => Effect.Effect<string, Mismatch>
  /** What is printed since the user last looked comes to satisfy the predicate. Returns it; `what` is for the mismatch. */
  readonly expectOutput: (what: string, satisfied: (unseen: string) => boolean) => Effect.Effect<string, Mismatch>
  /** The program ends by itself; returns how, in words. */
  readonly waitForEnd: Effect.Effect<string, Mismatch>
  /** Whether the program keeps a processor busy though nothing happens, where the system tells. */
  readonly isBusy: Effect.Effect<boolean>
}

const same = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): boolean =>
  some.length === others.length && some.every((text, at) => text === others[at])

/** `who` is what the traces call the user. */
export const make = (
  { endInput, ending, processorTime, stdout, write }: Program,
  who = "the user"
): Effect.Effect<ConsoleUser, never, Trace> =>
  Effect.gen(function* () {
    const trace = yield* Trace
    const { answer, silence } = yield* Timeouts
    /** How much of the output the user has looked at. */
    const seen = yield* Ref.make(0)

    const record = (what: () => string) => Effect.sync(() => trace.unsafeRecord(what))
    const look = Effect.flatMap(
      Ref.modify(seen, (from) => [stdout.text.slice(from), stdout.text.length]),
      (unseen) =>
        Effect.as(
          record(() => `${who} sees  ${Format.text(unseen)}`),
          unseen
        )
    )
    const waitFor = (expected: string, satisfied: (unseen: string) => boolean) =>
      Effect.flatMap(Ref.get(seen), (from) =>
        Effect.timeoutFail(
          stdout.until((text) => satisfied(text.slice(from))),
          {
            duration: answer,
            onTimeout: () => {
              const within = `within ${Duration.format(answer)}`
              const unseen = stdout.text.slice(from)
              return unseen === ""
                ? new Mismatch({
                    expected,
                    actual: `nothing ${within}; is its output flushed?`,
                    cause: `nothing that is printed ${within}`
                  })
                : new Mismatch({ expected, actual: `${within} ${Format.text(unseen)}` })
            }
          }
        )
      )

    return {
      output: Effect.sync(() => stdout.text),
      type: (...lines) => {
        const text = lines.map((line) => `${line}\n`).join("")
        return Effect.zipRight(
          record(() => `${who} types ${Format.text(text)}`),
          write(toBytes(text as ByteString))
        )
      },
      endInput: Effect.zipRight(
        record(() => "the end of standard input"),
        endInput
      ),
      expectShown: (...texts) => {
        const expected = `it prints ${Format.texts(texts)}`
        const lines = texts.flatMap((text) => text.split("\n")).map((line) => line.trim())
        const isEnough = (unseen: string): boolean => {
          const shown = content(unseen)
          return same(shown, lines) || shown.length > lines.length
        }
        return Effect.zipRight(waitFor(expected, isEnough), look).pipe(
          Effect.filterOrFail(
            (unseen) => same(content(unseen), lines),
            (unseen) => new Mismatch({ expected, actual: Format.text(unseen) })
          )
        )
      },
      expectOutput: (what, satisfied) => Effect.zipRight(waitFor(what, satisfied), look),
      waitForEnd: Effect.map(ending, showEnding).pipe(
        Effect.timeoutFail({
          duration: answer,
          onTimeout: () =>
            new Mismatch({
              expected: "it ends by itself",
              actual: `a program that still runs ${Duration.format(answer)} later`
            })
        })
      ),
      isBusy: Effect.zipWith(
        Effect.zipLeft(processorTime, Effect.sleep(silence)),
        processorTime,
        (before, after) => after - before > Duration.toSeconds(silence) / 2
      )
    }
  })
