/** What a case holds against a program: what was expected of it, and what came instead. Both are sentences or shown bytes. */
import * as Schema from "effect/Schema"

export class Mismatch extends Schema.TaggedError<Mismatch>()("Mismatch", {
  expected: Schema.String,
  actual: Schema.String
}) {
  override get message(): string {
    return `expected ${this.expected}, and there came ${this.actual}`
  }
}
