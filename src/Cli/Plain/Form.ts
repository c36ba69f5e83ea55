/**
 * The forms of the command line that the assignment uses, as a table: what each of them asks for is known without the
 * command tree, whose evaluation takes longer than everything else at a start.
 *
 * Invariant: what a form asks for is what the tree makes of the same words. Whatever is not exactly a form, options,
 * mistakes and words that ask for help included, is the tree's. This module imports nothing that has to be loaded.
 */

/** `server PORT`, `server --port PORT`, and the same of part 1. */
export interface ServerForm {
  readonly command: "server" | "basic-server"
  readonly port: number
}

/** `client NAME HOST PORT`, and `basic-client HOST PORT`. */
export type ClientForm =
  | { readonly command: "client"; readonly name: string; readonly host: string; readonly port: number }
  | { readonly command: "basic-client"; readonly host: string; readonly port: number }

export type Form = ServerForm | ClientForm

/** A host: neither an option, nor empty, which the tree refuses. */
const isHost = (word: string | undefined): word is string => word !== undefined && /^[^-]/s.test(word)

/** A name that needs no second look: printable ASCII that fits. The tree judges all others. */
const isName = (word: string | undefined): word is string => word !== undefined && /^[!-,.-~][ -~]{0,63}$/.test(word)

/** A port as `Domain/Port` has it. */
const portFrom = (word: string | undefined, lowest: number): number | undefined => {
  const port = word !== undefined && /^(0|[1-9]\d{0,4})$/.test(word) ? Number(word) : -1
  return port >= lowest && port <= 65_535 ? port : undefined
}

/** `PORT` or `--port PORT`. */
const listen = (command: ServerForm["command"], words: ReadonlyArray<string>): ServerForm | undefined => {
  const [word, ...more] = words[0] === "--port" ? words.slice(1) : words
  const port = portFrom(word, 0)
  return port === undefined || more.length > 0 ? undefined : { command, port }
}

/** `HOST PORT`. */
const connect = ([host, word, ...more]: ReadonlyArray<string>) => {
  const port = portFrom(word, 1)
  return port === undefined || more.length > 0 || !isHost(host) ? undefined : { host, port }
}

/** What the words after the program's name ask for, if they are one of the forms. */
const parse = ([command, ...words]: ReadonlyArray<string>): Form | undefined => {
  switch (command) {
    case "server":
    case "basic-server":
      return listen(command, words)
    case "client": {
      const [name, ...place] = words
      const target = connect(place)
      return target && isName(name) ? { command, name, ...target } : undefined
    }
    case "basic-client": {
      const target = connect(words)
      return target && { command, ...target }
    }
    default:
      return undefined
  }
}

/** What else decides what a command line means. */
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv
  /** Whether standard input and output are a terminal. */
  readonly isTerminal: boolean
}

/** What the words after the program's name ask for, if they are a form, no variable of ours says more, and nobody watches. */
export const recognise = (
  words: ReadonlyArray<string>,
  { environment, isTerminal }: Surroundings
): Form | undefined => {
  const form = parse(words)
  if (form === undefined || (form.command === "client" && isTerminal)) return undefined
  // On Windows variables have no capitals.
  return Object.keys(environment).some((name) => /^CHAT_/i.test(name)) ? undefined : form
}
