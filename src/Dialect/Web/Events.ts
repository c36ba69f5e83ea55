/** The events of a channel as JSON, for those who are there and for those who read the history. */

import { type ByteString, toBytes } from "../../Domain/ByteString.ts"
import type { ChannelEvent, MessageId, Millis, Sequence } from "../../Domain/ChannelEvent.ts"
import { lines, sanitise } from "../../Domain/Text.ts"
import { toTextOrLatin1 } from "../../Domain/Utf8.ts"
import type { ChatEvent, Person } from "./Protocol.ts"

/** A name as a page shows it. */
export const nameText = (name: ByteString): string => toTextOrLatin1(toBytes(name))

/** A text as a page shows it: control characters are replaced, newlines stay. */
export const textOf = (bytes: Uint8Array): string =>
  lines(bytes)
    .map((line) => toTextOrLatin1(sanitise(line)))
    .join("\n")

export const person = (by: string | undefined, name: ByteString): Person => ({ by: by ?? "", from: nameText(name) })

/** A person inside an object, without its braces. */
export const personJson = (by: string | undefined, name: ByteString): string =>
  JSON.stringify(person(by, name)).slice(1, -1)

/** An event about a person, put together by hand: it is made for every message, and most of it for every author once. */
export const authoredJson = (type: string, n: Sequence, at: Millis, person: string, rest = ""): string =>
  `{"n":${n},"at":${at},"type":"${type}",${person}${rest}}`

/** What stands behind the author of a message. */
export const messageJson = (text: Uint8Array, id: MessageId | undefined): string =>
  `,"text":${JSON.stringify(textOf(text))}${id === undefined ? "" : `,"id":"${id}"`}`

/** An event that was kept. */
export const toEvent = (event: ChannelEvent): ChatEvent => {
  const { at, n } = event
  switch (event._tag) {
    case "Message": {
      const said = { n, at, type: "message" as const, ...person(event.by, event.from), text: textOf(event.text) }
      return event.id === undefined ? said : { ...said, id: event.id }
    }
    case "Joined":
      return { n, at, type: "joined", ...person(event.by, event.from) }
    case "Left":
      return { n, at, type: "left", ...person(event.by, event.from) }
    case "Topic":
      return { n, at, type: "topic", ...person(event.by, event.from), text: textOf(event.text) }
    case "Gap":
      return { n, at, type: "gap", to: event.to }
  }
}
