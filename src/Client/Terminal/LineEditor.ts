/**
 * The line being typed and its keys, as in Emacs and readline. Pure. The cursor is always between two grapheme clusters,
 * so no key cuts what a person sees as one character.
 */

import { visible } from "../TerminalText.ts"
import * as Grapheme from "./Grapheme.ts"

export interface LineEditor {
  /** The clusters before the cursor and after it. */
  readonly before: ReadonlyArray<string>
  readonly after: ReadonlyArray<string>
  /** The killed texts, the latest first. */
  readonly kills: ReadonlyArray<string>
  /** Whether the last key killed or yanked: kills in a row are joined, and M-y replaces what was just yanked. */
  readonly last: "killed" | "yanked" | undefined
}

/** The most clusters of a line: each key draws all of it again. */
export const MAX_LENGTH = 10_000

const MAX_KILLS = 16

export const empty: LineEditor = { before: [], after: [], kills: [], last: undefined }

export const text = (self: LineEditor): string => [...self.before, ...self.after].join("")

export const isEmpty = (self: LineEditor): boolean => self.before.length + self.after.length === 0

/** Replaces the line; the cursor is at its end. */
export const set = (self: LineEditor, line: string): LineEditor => ({
  ...self,
  before: Grapheme.clusters(visible(line)).slice(0, MAX_LENGTH),
  after: [],
  last: undefined
})

/** Replaces the text before the cursor and the text after it. */
export const split = (self: LineEditor, before: string, after: string): LineEditor => ({
  ...self,
  before: Grapheme.clusters(before),
  after: Grapheme.clusters(after),
  last: undefined
})

/** A mark that is typed joins the character before it, so that one is cut into clusters again. */
export const insert = (self: LineEditor, typed: string): LineEditor => {
  const previous = self.before.at(-1) ?? ""
  const room = MAX_LENGTH - self.after.length - Math.max(0, self.before.length - 1)
  const joined = Grapheme.clusters(visible(previous + typed)).slice(0, Math.max(room, previous === "" ? 0 : 1))
  return { ...self, before: [...self.before.slice(0, -1), ...joined], last: undefined }
}

const isWord = (cluster: string | undefined): boolean => cluster !== undefined && /^[\p{L}\p{N}_]/u.test(cluster)
const isSpace = (cluster: string | undefined): boolean => cluster === " "

/** Where the word before the cursor begins, counted in clusters from the line's start. */
const wordStart = ({ before }: LineEditor): number => {
  let at = before.length
  while (at > 0 && !isWord(before[at - 1])) at--
  while (at > 0 && isWord(before[at - 1])) at--
  return at
}

/** How many clusters after the cursor the next word ends. */
const wordEnd = ({ after }: LineEditor): number => {
  let at = 0
  while (at < after.length && !isWord(after[at])) at++
  while (at < after.length && isWord(after[at])) at++
  return at
}

/** Where the word before the cursor begins, if spaces alone separate words. */
const spacedWordStart = ({ before }: LineEditor): number => {
  let at = before.length
  while (at > 0 && isSpace(before[at - 1])) at--
  while (at > 0 && !isSpace(before[at - 1])) at--
  return at
}

const moveTo = (self: LineEditor, at: number): LineEditor => {
  const all = [...self.before, ...self.after]
  return { ...self, before: all.slice(0, at), after: all.slice(at), last: undefined }
}

const killed = (self: LineEditor, text: string, join: (last: string) => string): Pick<LineEditor, "kills" | "last"> => {
  if (text === "") return { kills: self.kills, last: self.last }
  const [latest = "", ...older] = self.kills
  const kills = self.last === "killed" ? [join(latest), ...older] : [text, ...self.kills].slice(0, MAX_KILLS)
  return { kills, last: "killed" }
}

const killBefore = (self: LineEditor, from: number): LineEditor => {
  const text = self.before.slice(from).join("")
  return { ...self, before: self.before.slice(0, from), ...killed(self, text, (last) => text + last) }
}

const killAfter = (self: LineEditor, count: number): LineEditor => {
  const text = self.after.slice(0, count).join("")
  return { ...self, after: self.after.slice(count), ...killed(self, text, (last) => last + text) }
}

const yank = (self: LineEditor): LineEditor =>
  self.kills[0] === undefined ? self : { ...insert(self, self.kills[0]), last: "yanked" }

/** Replaces what was just yanked by what was killed before it. */
const yankPop = (self: LineEditor): LineEditor => {
  const [latest, ...older] = self.kills
  if (self.last !== "yanked" || latest === undefined) return self
  const at = self.before.length - Grapheme.clusters(latest).length
  return yank({ ...self, before: self.before.slice(0, Math.max(0, at)), kills: [...older, latest] })
}

const transpose = (self: LineEditor): LineEditor => {
  const at = self.after.length === 0 ? self.before.length - 1 : self.before.length
  const all = [...self.before, ...self.after]
  const [left, right] = [all[at - 1], all[at]]
  if (left === undefined || right === undefined) return self
  return moveTo({ ...self, before: all.toSpliced(at - 1, 2, right, left), after: [] }, at + 1)
}

const actions: Readonly<Record<string, (self: LineEditor) => LineEditor>> = {
  "C-a": (self) => moveTo(self, 0),
  "C-e": (self) => moveTo(self, self.before.length + self.after.length),
  "C-b": (self) => moveTo(self, Math.max(0, self.before.length - 1)),
  "C-f": (self) => moveTo(self, self.before.length + 1),
  "M-b": (self) => moveTo(self, wordStart(self)),
  "M-f": (self) => moveTo(self, self.before.length + wordEnd(self)),
  Backspace: (self) => ({ ...self, before: self.before.slice(0, -1), last: undefined }),
  "C-d": (self) => ({ ...self, after: self.after.slice(1), last: undefined }),
  "C-k": (self) => killAfter(self, self.after.length),
  "C-u": (self) => killBefore(self, 0),
  "C-w": (self) => killBefore(self, spacedWordStart(self)),
  "M-Backspace": (self) => killBefore(self, wordStart(self)),
  "M-d": (self) => killAfter(self, wordEnd(self)),
  "C-y": yank,
  "M-y": yankPop,
  "C-t": transpose
}

/** The other names that keys have. */
const aliases: Readonly<Record<string, string>> = {
  Home: "C-a",
  End: "C-e",
  Left: "C-b",
  Right: "C-f",
  Delete: "C-d",
  "C-Left": "M-b",
  "C-Right": "M-f",
  "M-Left": "M-b",
  "M-Right": "M-f",
  "M-Delete": "M-d",
  "C-Delete": "M-d"
}

/** The line after a key; undefined if the key does not edit lines. */
export const press = (self: LineEditor, key: string): LineEditor | undefined => actions[aliases[key] ?? key]?.(self)
