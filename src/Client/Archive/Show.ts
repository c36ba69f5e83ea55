/**
 * The history as the client's screen shows a conversation. Pure.
 *
 * A line that begins with `--` names the channel and the day, wherever one of them changes. The words that were looked for
 * are marked: in reverse, or between stars where there are no colours.
 */

import { fromBytes, toBytes } from "../../Domain/ByteString.ts"
import type { ChannelEvent } from "../../Domain/ChannelEvent.ts"
import type { ChannelName } from "../../Domain/ChannelName.ts"
import * as Words from "../../Domain/Words.ts"
import { dayOf, type Entry, toLines } from "../Terminal/Entry.ts"
import * as Layout from "../Terminal/Layout.ts"
import { type Colors, paintAll, type Span, span } from "../Terminal/Style.ts"
import { visibleBytes } from "../TerminalText.ts"

export interface Format {
  readonly columns: number
  readonly colors: Colors
  /** What is marked. */
  readonly phrases: ReadonlyArray<Words.Phrase>
}

/** Where the reader is: what the last line was about. */
export interface Place {
  readonly channel: ChannelName | undefined
  readonly day: string
}

export const nowhere: Place = { channel: undefined, day: "" }

const notice = (text: string): Entry => ({ _tag: "Notice", text })

const entryOf = (event: ChannelEvent): Entry => {
  if (event._tag === "Gap") return notice("Something may be missing here.")
  const name = visibleBytes(toBytes(event.from))
  switch (event._tag) {
    case "Message":
      return { _tag: "Said", from: event.from, text: fromBytes(event.text), mentionsMe: false }
    case "Joined":
      return notice(`${name} has joined`)
    case "Left":
      return notice(`${name} has left`)
    case "Topic":
      return notice(`${name} has set the topic: ${visibleBytes(event.text)}`)
  }
}

const mark = (text: string, colors: Colors): Span => (colors !== "none" ? span(text, "reverse") : span(`*${text}*`))

/** The span of a message with what was looked for in it marked; text that stands between two places stays as it is. */
const marked = (text: Span, { colors, phrases }: Format): ReadonlyArray<Span> => {
  const spans: Array<Span> = []
  let written = 0
  for (const { end, start } of phrases.length === 0 ? [] : (Words.find(text.text, phrases) ?? [])) {
    if (start < written) continue
    spans.push(span(text.text.slice(written, start), text.style), mark(text.text.slice(start, end), colors))
    written = end
  }
  return [...spans, span(text.text.slice(written), text.style)]
}

const rows = (entry: Entry, at: number, format: Format): string =>
  toLines(entry, at)
    .flatMap(({ indent, spans }) => {
      const last = spans.at(-1)
      const whole =
        entry._tag === "Said" && last !== undefined ? [...spans.slice(0, -1), ...marked(last, format)] : spans
      return Layout.wrap(whole, format.columns, indent)
    })
    .map((row) => `${paintAll(row, format.colors)}\n`)
    .join("")

const heading = (channel: ChannelName, day: string, format: Format): string =>
  Layout.wrap([span(`-- ${visibleBytes(toBytes(channel))}, ${day}`, "bold")], format.columns, 3)
    .map((row) => `${paintAll(row, format.colors)}\n`)
    .join("")

/** The rows of an event, and where the reader is then. */
export const event = (
  place: Place,
  channel: ChannelName,
  event: ChannelEvent,
  format: Format
): readonly [Place, string] => {
  const day = dayOf(event.at)
  const isElsewhere = place.channel !== channel || place.day !== day
  return [
    { channel, day },
    `${isElsewhere ? heading(channel, day, format) : ""}${rows(entryOf(event), event.at, format)}`
  ]
}
