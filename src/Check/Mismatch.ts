/**
 * Why a case does not pass: what was expected, and what came instead. Both are sentences or formatted bytes, because
 * reports print them as they are.
 */
import * as Data from "effect/Data"

export class Mismatch extends Data.TaggedError("Mismatch")<{
  readonly expected: string

  readonly actual: string
}> {
  override get message(): string {
    return `expected ${this.expected}, but got ${this.actual}`
  }
}
