/**
 * Why a case does not pass: what was expected, and what came instead. Both are sentences or formatted bytes, because
 * reports print them as they are.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

export class Mismatch extends Data.TaggedError("Mismatch")<{
  readonly expected: string

  readonly actual: string

  /** What else may go wrong for the same reason: a noun and what belongs to it, in words that are the same each time. */
  readonly cause?: string | undefined
}> {
  override get message(): string {
    return `expected ${this.expected}, but got ${this.actual}`
  }
}

/** A case cannot be tried, because the program does not do something that another case is about. */
export class NotTried extends Data.TaggedError("NotTried")<{ readonly mismatch: Mismatch }> {}

/** Why a script does not come to its end. */
export type Failure = Mismatch | NotTried

/** A step that the case needs and is not about: the case is not tried where it fails. */
export const needed = <A, R>(step: Effect.Effect<A, Failure, R>): Effect.Effect<A, NotTried, R> =>
  Effect.mapError(step, (failure) => (failure._tag === "NotTried" ? failure : new NotTried({ mismatch: failure })))
