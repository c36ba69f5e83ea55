/**
 * Completion with TAB: of commands, of channels after `/join` and `/create`, and of people's names elsewhere. TAB again
 * takes the next word that fits, Shift-TAB the one before. Pure.
 */
import { toText } from "../../Domain/ByteString.ts"
import { visible } from "../TerminalText.ts"
import { COMMANDS } from "./Conversation/Commands.ts"
import * as LineEditor from "./LineEditor.ts"
import type { Roster } from "./Roster.ts"

/** A completion under way: what stands before and after the word, and what may stand in its place. */
export interface Completion {
  readonly head: string
  readonly tail: string
  /** The candidates. The word as it was typed comes last, so that it returns after all others. */
  readonly words: ReadonlyArray<string>
  readonly at: number
}

/** With a space behind a command that takes a word. */
const commands = COMMANDS.map(({ takes, word }) => (takes === "nothing" ? word : `${word} `))

/** Whether a name can be typed: one that is not UTF-8 or contains something invisible would become another name. */
const typeable = (name: string): boolean => !name.includes("\ufffd") && visible(name) === name

const startsWith = (name: string, typed: string): boolean => name.toLowerCase().startsWith(typed.toLowerCase())

const fitting = (names: Iterable<string>, typed: string, ending: string): ReadonlyArray<string> =>
  Array.from(names)
    .filter((name) => typeable(name) && startsWith(name, typed))
    .map((name) => `${name}${ending}`)

const make = (head: string, typed: string, tail: string, words: ReadonlyArray<string>): Completion | undefined =>
  words.length === 0 ? undefined : { head, tail, words: [...words, typed], at: -1 }

/** Names may contain spaces, so the word may begin after any space: the first after which a name fits is taken. */
const people = (line: string, tail: string, roster: Roster): Completion | undefined => {
  const names = roster.people.map(toText)
  const starts = [0, ...Array.from(line.matchAll(/ /g), ({ index }) => index + 1)]
  for (const start of starts) {
    const typed = line.slice(start)
    if (typed === "" && starts.length > 1 && start !== starts.at(-1)) continue
    const completion = make(line.slice(0, start), typed, tail, fitting(names, typed, start === 0 ? ": " : " "))
    if (completion !== undefined) return completion
  }
  return undefined
}

/** What can be completed before the cursor. */
export const begin = (editor: LineEditor.LineEditor, roster: Roster): Completion | undefined => {
  const line = editor.before.join("")
  const tail = editor.after.join("")
  const [, command, typed] = /^(\/(?:join|create) +)(.*)$/.exec(line) ?? []
  if (command !== undefined && typed !== undefined) {
    return make(command, typed, tail, fitting(Array.from(roster.channels, toText).sort(), typed, ""))
  }
  if (/^\/\S*$/.test(line))
    return make(
      "",
      line,
      tail,
      commands.filter((word) => startsWith(word, line))
    )
  return people(line, tail, roster)
}

/** The next word, or with -1 the one before. */
export const turn = (self: Completion, step: 1 | -1): Completion => {
  const at = self.at < 0 && step < 0 ? self.words.length - 2 : (self.at + step + self.words.length) % self.words.length
  return { ...self, at }
}

/** The line with the current word. */
export const apply = (self: Completion, editor: LineEditor.LineEditor): LineEditor.LineEditor =>
  LineEditor.split(editor, `${self.head}${self.words[self.at] ?? ""}`, self.tail)
