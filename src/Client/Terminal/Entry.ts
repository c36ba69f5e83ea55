/**
 * What is written above the prompt: one entry for each message and each notice. Pure.
 *
 * Each kind begins in its own way, with colours and without: messages of others with `[name]`, the user's own with `>`,
 * unsent lines with `!`, everything else with `--`. Rows and lines after the first are indented. Therefore nothing that a
 * person writes can look like another person's message.
 */
import { type ByteString, toBytes } from "../../Domain/ByteString.ts"
import { visible, visibleBytes } from "../TerminalText.ts"
import type { Line } from "./Screen.ts"
import { colorOf, type Span, span } from "./Style.ts"

export type Entry =
  | { readonly _tag: "Said"; readonly from: ByteString; readonly text: ByteString; readonly mentionsMe: boolean }
  | { readonly _tag: "Own"; readonly text: string }
  | { readonly _tag: "Unsent"; readonly text: string }
  /** Somebody joined or left, or the client has something to tell. Shown dimly. */
  | { readonly _tag: "Notice"; readonly text: string }
  /** An answer of the server. */
  | { readonly _tag: "Answer"; readonly lines: ReadonlyArray<string> }

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
      return [[span(`! unsent: ${visible(entry.text)}`, "dim")]]
    case "Notice":
      return [[span(`-- ${visible(entry.text)}`, "dim")]]
    case "Answer":
      return entry.lines.map((line, index) => [span(`${index === 0 ? "-- " : "   "}${visible(line)}`)])
  }
}

const two = (value: number): string => String(value).padStart(2, "0")

/** The time of day, in the zone of the machine. */
const timeOf = (millis: number): string => {
  const date = new Date(millis)
  return `${two(date.getHours())}:${two(date.getMinutes())} `
}

/** The lines of an entry. `at` is in milliseconds since 1970. */
export const toLines = (entry: Entry, at: number): ReadonlyArray<Line> => {
  const time = timeOf(at)
  const indent = time.length + INDENT
  return linesOf(entry).map((spans, index) => ({
    spans: [index === 0 ? span(time, "dim") : span(" ".repeat(time.length)), ...spans],
    indent
  }))
}
