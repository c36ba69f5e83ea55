/**
 * How a command fails: with an exit status, and with a sentence for standard error unless the user has been told already.
 *
 * The statuses are the protocol's: 2 for wrong usage, 1 for failures at run time.
 */
import * as Data from "effect/Data"

export class Failure extends Data.TaggedError("Failure")<{
  readonly status: 1 | 2
  readonly sentence?: string | undefined
  /** For wrong usage: the command line that explains more, if it is not the help of the command. */
  readonly see?: string | undefined
  /** For wrong usage: whether it helps to see which words the command takes, in their order. */
  readonly isAboutWords?: boolean
}> {}

export const usage = (sentence: string, see?: string): Failure => new Failure({ status: 2, sentence, see })

/** Wrong usage: a word that is no option is missing, is one too many, or is not what its place is for. */
export const words = (sentence: string): Failure => new Failure({ status: 2, sentence, isAboutWords: true })

/** The same failure; one of wrong usage that does not yet say what explains more says it. */
export const seeing =
  (commandLine: string) =>
  (failure: Failure): Failure =>
    failure.status === 1 || failure.see !== undefined ? failure : new Failure({ ...failure, see: commandLine })

/** The same failure of a command, whose line has this form: one about words shows it, and wrong usage says what explains more. */
export const ofCommand =
  (name: string, form: string) =>
  (failure: Failure): Failure =>
    seeing(`chat ${name} --help`)(
      failure.isAboutWords === true
        ? new Failure({ ...failure, sentence: `${failure.sentence} Usage: ${form}.`, isAboutWords: false })
        : failure
    )

export const runtime = (sentence: string): Failure => new Failure({ status: 1, sentence })

/** A failure of which the user has been told already. */
export const told = new Failure({ status: 1 })
