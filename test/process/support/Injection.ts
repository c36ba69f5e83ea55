/** Code that runs in the program's process before the program does, so that a fault can be brought about in it. */

/** The environment variable that does it. */
export const inject = (code: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`
})

/**
 * A program whose timers of so many milliseconds and more never fire. What it gives its peers time for, they have time
 * for on any machine; and what it does all the same, it does without waiting for a timer.
 */
export const holdTimers = (milliseconds: number): Readonly<Record<string, string>> =>
  inject(`
    const { setTimeout } = globalThis
    globalThis.setTimeout = (callback, delay, ...rest) =>
      setTimeout(callback, delay >= ${milliseconds} ? 2 ** 31 - 1 : delay, ...rest)
  `)

/** A server that waits without end for the peers of connections that it closes, 3 seconds otherwise. */
export const patient = holdTimers(2000)
