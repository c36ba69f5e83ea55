/**
 * Why a case does not pass: what was expected, and what came instead. Both are sentences or formatted bytes, because
 * reports print them as they are.
 */
import * as Schema from "effect/Schema"

export class Mismatch extends Schema.TaggedError<Mismatch>()("Mismatch", {
  expected: Schema.String,
  actual: Schema.String
}) {
  override get message(): string {
    return `expected ${this.expected}, but got ${this.actual}`
  }
}
