/** Code that runs in the program's process before the program does, to cause faults in it. */

/** The environment variable that loads the code. */
export const inject = (code: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`
})

/**
 * Makes all timers of so many milliseconds or more never fire. The program's timeouts then cannot expire on a busy
 * machine, and whatever the program still does does not depend on a timer.
 */
export const holdTimers = (milliseconds: number): Readonly<Record<string, string>> =>
  inject(`
    const { setTimeout } = globalThis
    globalThis.setTimeout = (callback, delay, ...rest) =>
      setTimeout(callback, delay >= ${milliseconds} ? 2 ** 31 - 1 : delay, ...rest)
  `)

/** For a server: it waits forever, and not 3 seconds, until a peer closes a connection that the server has ended. */
export const patient = holdTimers(2000)
