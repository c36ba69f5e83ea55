/** Log lines on standard error: time, level, message; under systemd without the time. Standard output is for what the program itself prints. */
import { fstatSync } from "node:fs"
import * as Cause from "effect/Cause"
import type * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"

/**
 * Whether standard error is the journal of systemd, which has a time for each line. The variable names the stream that is,
 * by its device and inode, because it is passed on to programs whose standard error is another (systemd.exec(5)).
 */
const isJournal = (): boolean => {
  const stream = process.env["JOURNAL_STREAM"]
  if (stream === undefined) return false
  try {
    const { dev, ino } = fstatSync(2)
    return stream === `${dev}:${ino}`
  } catch {
    return false
  }
}

/** Known from the first line on: a client never writes one. */
let isTimed: boolean | undefined

const stderrLogger = Logger.make(({ cause, date, logLevel, message }) => {
  const words = Array.isArray(message) ? message : [message]
  const causes = words.filter(Cause.isCause)
  const text = words.filter((word) => !Cause.isCause(word)).map(String)
  for (const failure of [cause, ...causes]) {
    if (!Cause.isEmpty(failure)) text.push(Cause.pretty(failure, { renderErrorCause: true }))
  }
  isTimed ??= !isJournal()
  process.stderr.write(`${isTimed ? `${date.toISOString()} ` : ""}${logLevel.label} ${text.join(" ")}\n`)
})

export const layer: Layer.Layer<never> = Logger.replace(Logger.defaultLogger, stderrLogger)
