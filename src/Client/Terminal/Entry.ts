/**
 * What is written above the prompt: one entry for each message and each notice. Pure.
 *
 * Each kind begins in its own way, with colours and without: messages of others with `[name]`, the user's own with `>`,
 * unsent lines with `!`, everything else with `--`. Rows and lines after the first are indented. Therefore nothing that a
 * person writes can look like another person's message.
 */
import { type ByteString, toBytes } from "../../Domain/ByteString.ts"
import { visible, visibleBytes } from "../TerminalText.ts"
import * as History from "./History.ts"
import type { Line } from "./Screen.ts"
import { colorOf, paintAll, type Span, span } from "./Style.ts"

export type Entry =
  | { readonly _tag: "Said"; readonly from: ByteString; readonly text: ByteString; readonly mentionsMe: boolean }
  | { readonly _tag: "Own"; readonly text: string }
  | { readonly _tag: "Unsent"; readonly text: string }
  /** Somebody joined or left, or the client has something to tell. Shown quietly. */
  | { readonly _tag: "Notice"; readonly text: string }
  /** An answer of the server. */
  | { readonly _tag: "Answer"; readonly lines: ReadonlyArray<string> }
  /** An answer of the client itself. */
  | { readonly _tag: "Told"; readonly lines: ReadonlyArray<string> }

const INDENT = 3

/** A name with `] ` in it could be read as a shorter name and the beginning of a message. */
const nameOf = (name: ByteString): string => visibleBytes(toBytes(name)).replaceAll("] ", "]?")

const linesOf = (entry: Entry): ReadonlyArray<ReadonlyArray<Span>> => {
  switch (entry._tag) {
    case "Said": {
      const text = visibleBytes(toBytes(entry.text))
      const name = `[${nameOf(entry.from)}]`
      return entry.mentionsMe
        ? [[span(name, "reverse"), span(" "), span(text, "bold")]]
        : [[span(name, colorOf(entry.from)), span(` ${text}`)]]
    }
    case "Own":
      return [[span(`> ${visible(entry.text)}`, "bold")]]
    case "Unsent":
      return [[span(`! unsent: ${visible(entry.text)}`, "quiet")]]
    case "Notice":
      return [[span(`-- ${visible(entry.text)}`, "quiet")]]
    case "Answer":
    case "Told":
      return entry.lines.map((line, index) => [span(`${index === 0 ? "-- " : "   "}${visible(line)}`)])
  }
}

const two = (value: number): string => String(value).padStart(2, "0")

/** The time of day, in the zone of the machine. */
const timeOf = (millis: number): string => {
  const date = new Date(millis)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

const dated = (time: string, lines: ReadonlyArray<ReadonlyArray<Span>>): ReadonlyArray<Line> =>
  lines.map((spans, index) => ({
    spans: [index === 0 ? span(time, "quiet") : span(" ".repeat(time.length)), ...spans],
    indent: time.length + INDENT
  }))

/**
 * The lines of an entry. `at` is in milliseconds since 1970. A mention has a `*` behind the time, where nobody can write
 * one, so that it is seen without colours, too.
 */
export const toLines = (entry: Entry, at: number): ReadonlyArray<Line> => {
  const mark = entry._tag === "Said" && entry.mentionsMe ? "*" : " "
  return dated(`${timeOf(at)}${mark}`, linesOf(entry))
}

/**
 * A name before a colon: it has no colon of its own that could be read as its end. Everybody's lines begin with the name and a
 * verb, and only theirs do, so no name can make them look like the client's or the server's.
 */
const spokenName = (name: ByteString): string => visibleBytes(toBytes(name)).replaceAll(/:(?= |$)/g, "?")

const spokenList = (from: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.map((line, index) => `${index === 0 ? from : "   "}${visible(line)}`)

const spokenLines = (entry: Entry): ReadonlyArray<string> => {
  switch (entry._tag) {
    case "Said":
      return [
        `${spokenName(entry.from)} ${entry.mentionsMe ? "mentions you" : "says"}: ${visibleBytes(toBytes(entry.text))}`
      ]
    case "Own":
      // The terminal shows what was typed.
      return []
    case "Unsent":
      return [`You, unsent: ${visible(entry.text)}`]
    case "Notice":
      return [`Notice: ${visible(entry.text)}`]
    case "Answer":
      return spokenList("Server: ", entry.lines)
    case "Told":
      return spokenList("Notice: ", entry.lines)
  }
}

/** The same in words, for screen readers: signs would be read out, and reversed text would not. */
export const toSpokenLines = (entry: Entry, at: number): ReadonlyArray<Line> =>
  dated(
    `${timeOf(at)} `,
    spokenLines(entry).map((line) => [span(line)])
  )

const dateOf = (millis: number): string => {
  const date = new Date(millis)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The day of a time, in the zone of the machine: `Wednesday, 2026-11-25`. */
export const dayOf = (millis: number): string =>
  `${new Date(millis).toLocaleDateString("en", { weekday: "long" })}, ${dateOf(millis)}`

/** A password that was typed must not be kept. */
const isSecret = (entry: Entry): boolean =>
  (entry._tag === "Own" || entry._tag === "Unsent") && !History.keeps(entry.text)

/** The entry for a log: the same without colours, and with the date. */
export const toLog = (entry: Entry, at: number): string =>
  (isSecret(entry) ? [] : toLines(entry, at))
    .map(({ spans }, index) => {
      const date = index === 0 ? dateOf(at) : " ".repeat(dateOf(at).length)
      return `${date} ${paintAll(spans, "none")}\n`
    })
    .join("")
