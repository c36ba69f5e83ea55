/**
 * `Data.TaggedError` without a stack, for failures that are answers and no accidents. A peer may cause one with every frame,
 * and the stack that nobody reads would cost many times more than the frame.
 */
import * as Data from "effect/Data"

export const TaggedError = <Tag extends string>(tag: Tag): ReturnType<typeof Data.TaggedError<Tag>> => {
  const Base = Data.TaggedError(tag) as unknown as new (args: unknown) => object
  class Stackless extends Base {
    constructor(args: unknown) {
      const limit = Error.stackTraceLimit
      Error.stackTraceLimit = 0
      super(args)
      Error.stackTraceLimit = limit
    }
  }
  return Stackless as unknown as ReturnType<typeof Data.TaggedError<Tag>>
}
