/** Log lines on standard error: time, level, message. Standard output is for what the program itself prints. */
import * as Cause from "effect/Cause"
import * as Either from "effect/Either"
import type * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Failure from "./Failure.ts"

const stderrLogger = Logger.make(({ cause, date, logLevel, message }) => {
  const words = Array.isArray(message) ? message : [message]
  const causes = words.filter(Cause.isCause)
  const text = words.filter((word) => !Cause.isCause(word)).map(String)
  for (const failure of [cause, ...causes]) {
    if (!Cause.isEmpty(failure)) text.push(Cause.pretty(failure, { renderErrorCause: true }))
  }
  process.stderr.write(`${date.toISOString()} ${logLevel.label} ${text.join(" ")}\n`)
})

export const layer: Layer.Layer<never> = Logger.replace(Logger.defaultLogger, stderrLogger)

const levels: Readonly<Record<string, LogLevel.LogLevel>> = {
  all: LogLevel.All,
  trace: LogLevel.Trace,
  debug: LogLevel.Debug,
  info: LogLevel.Info,
  warning: LogLevel.Warning,
  error: LogLevel.Error,
  fatal: LogLevel.Fatal,
  none: LogLevel.None
}

/**
 * Takes `--log-level LEVEL` out of a command line. The library adds this option to every command and to its help, but
 * does not find it after other options or arguments.
 */
export const takeLevel = (
  argv: ReadonlyArray<string>
): Either.Either<{ level: LogLevel.LogLevel; words: ReadonlyArray<string> }, Failure.Failure> => {
  const at = argv.findIndex((word) => word === "--log-level" || word.startsWith("--log-level="))
  if (at < 0) return Either.right({ level: LogLevel.Info, words: argv })
  const [option = "", next] = argv.slice(at)
  const [value = "", size] = option === "--log-level" ? [next, 2] : [option.slice("--log-level=".length), 1]
  const level = levels[value]
  return level === undefined
    ? Either.left(Failure.usage(`The log level is one of ${Object.keys(levels).join(", ")}.`))
    : Either.right({ level, words: argv.toSpliced(at, size) })
}
