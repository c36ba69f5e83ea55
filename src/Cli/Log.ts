/** Log lines on standard error: time, level, message; under systemd without the time. Standard output is for what the program itself prints. */
import { fstatSync } from "node:fs"
import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Flag from "./Flag.ts"

/**
 * Whether standard error is the journal of systemd, which has a time for each line. The variable names the stream that is,
 * by its device and inode, because it is passed on to programs whose standard error is another (systemd.exec(5)).
 */
const isJournal = Effect.gen(function* () {
  const stream = yield* Config.string("JOURNAL_STREAM")
  const { dev, ino } = yield* Effect.try(() => fstatSync(2))
  return stream === `${dev}:${ino}`
}).pipe(Effect.orElseSucceed(() => false))

const stderrLogger = (isTimed: boolean) =>
  Logger.make(({ cause, date, logLevel, message }) => {
    const words = Array.isArray(message) ? message : [message]
    const causes = words.filter(Cause.isCause)
    const text = words.filter((word) => !Cause.isCause(word)).map(String)
    for (const failure of [cause, ...causes]) {
      if (!Cause.isEmpty(failure)) text.push(Cause.pretty(failure, { renderErrorCause: true }))
    }
    process.stderr.write(`${isTimed ? `${date.toISOString()} ` : ""}${logLevel.label} ${text.join(" ")}\n`)
  })

export const layer: Layer.Layer<never> = Layer.unwrapEffect(
  Effect.map(isJournal, (isJournal) => Logger.replace(Logger.defaultLogger, stderrLogger(!isJournal)))
)

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

const names = Object.keys(levels)

/** What is logged at least. An option of the program: the library has one of this name, which it does not always find. */
export const flag = Flag.ofProgram("log-level", {
  value: "LEVEL",
  text: "debug, info, warning, error or none",
  default: "info",
  completes: names
})

/** The level that a value of the option names. */
export const level = (name: string | undefined): LogLevel.LogLevel => levels[name ?? ""] ?? LogLevel.Info
