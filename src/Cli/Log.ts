/** Log lines on standard error: time, level, message. Standard output is for what the program itself prints. */
import * as Cause from "effect/Cause"
import type * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Flag from "./Flag.ts"

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
