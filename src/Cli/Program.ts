/** What holds for the program and not for one of its commands: its own options, its exit statuses, the variables. */
import * as Flag from "./Flag.ts"

export const summary = "Channel chat over TCP, for terminals and scripts"

export const help = Flag.ofProgram("help", {
  letter: "h",
  text: "This help; after a command, its own"
})

export const version = Flag.ofProgram("version", { letter: "V", text: "The version" })

export const shells = ["bash", "zsh", "fish"] as const

export type Shell = (typeof shells)[number]

export const completions = Flag.ofProgram("completions", {
  value: "SHELL",
  text: `Completions for ${shells.slice(0, -1).join(", ")} or ${shells.at(-1)}`,
  completes: shells
})

export const manual = Flag.ofProgram("man", { text: "The manual, for man: chat --man | man -l -" })

/** Options that may stand in place of a command. */
export const flags: ReadonlyArray<Flag.Flag<void>> = [help, version, completions, manual]

/** Options of the program that may stand among a command's. */
export const everywhere: ReadonlyArray<Flag.Flag<void>> = [help, version]

export const statuses: ReadonlyArray<readonly [status: string, meaning: string]> = [
  ["0", "All went well; a signal has ended a server or a client"],
  ["1", "It failed while running"],
  ["2", "Wrong usage"],
  ["130, 143", "SIGINT or SIGTERM came before the work was done"]
]

/** Environment variables that are not the default of one option. */
export const variables: ReadonlyArray<readonly [name: string, meaning: string]> = [
  ["NO_COLOR", "Not empty: no colours"],
  ["TERM", "dumb: the client moves no cursor, as with --plain"],
  ["XDG_STATE_HOME", "Where the lines are kept that were typed, in effect-chat/history; else ~/.local/state"]
]
