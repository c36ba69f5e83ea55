/** The four programs of the assignment, and what a command line that starts one must have in it. */
import type { Placeholders } from "./Program/Launcher.ts"

export const TARGETS = ["server", "client", "basic-server", "basic-client"] as const

export type Target = (typeof TARGETS)[number]

/** Without these the program cannot know what it is to do. The host may be written out: it is this machine. */
export const required: Readonly<Record<Target, ReadonlyArray<keyof Placeholders>>> = {
  server: ["port"],
  client: ["name", "port"],
  "basic-server": ["port"],
  "basic-client": ["port"]
}
