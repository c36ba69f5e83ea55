/**
 * How a command fails: with an exit status, and with a sentence for standard error unless the user has been told already.
 *
 * The statuses are the protocol's: 2 for wrong usage, 1 for failures at run time.
 */
import * as Data from "effect/Data"

export class Failure extends Data.TaggedError("Failure")<{
  readonly status: 1 | 2

  readonly sentence?: string | undefined
}> {}

export const usage = (sentence: string): Failure => new Failure({ status: 2, sentence })

export const runtime = (sentence: string): Failure => new Failure({ status: 1, sentence })

/** A failure of which the user has been told already. */
export const told = new Failure({ status: 1 })
