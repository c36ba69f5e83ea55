/** Code that runs in the program's process before the program does, so that a fault can be brought about in it. */

/** The environment variable that does it. */
export const inject = (code: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`
})
