/** What is logged at least, as an option. */
import * as LogLevel from "effect/LogLevel"
import * as Flag from "./Flag.ts"

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

/** An option of the program: the library has one of this name, which it does not always find. */
export const flag = Flag.ofProgram("log-level", {
  value: "LEVEL",
  text: "debug, info, warning, error or none",
  default: "info",
  completes: names
})

/** The level that a value of the option names. */
export const level = (name: string | undefined): LogLevel.LogLevel => levels[name ?? ""] ?? LogLevel.Info
