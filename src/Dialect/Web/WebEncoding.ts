/**
 * The web's encoding: a WebSocket frame with a JSON object, which has all events that can be sent together. Members get their
 * own messages like everybody's, which is how they know that they were said: so the same bytes go to all of them.
 */
import type { Author, Batch, Encoding } from "../Encoding.ts"
import { authoredJson, messageJson, nameText, personJson } from "./Events.ts"
import * as WebSocketFrame from "./WebSocketFrame.ts"

const ID = 1

/** What stands in front of the event, for each channel that has members here. */
const heads = new WeakMap<Batch, string>()

const headOf = (batch: Batch): string => {
  const known = heads.get(batch)
  if (known !== undefined) return known
  const head = `{"type":"events","channel":${JSON.stringify(nameText(batch.channel))},"live":true,"events":[`
  heads.set(batch, head)
  return head
}

const authorOf = (author: Author): string => {
  const known = author.prefixes[ID]
  if (known !== undefined) return Buffer.from(known.buffer, known.byteOffset, known.length).toString()
  const json = personJson(author.id, author.name)
  author.prefixes[ID] = Buffer.from(json)
  return json
}

const END = "]}"

/** Adds the event to the last frame where that may still grow, which spares most of what is not the event. */
const write = (batch: Batch, event: string): void => {
  if (batch.open >= 0 && WebSocketFrame.extendText(batch, batch.open, `,${event}${END}`, END.length)) return
  const payload = `${headOf(batch)}${event}${END}`
  const size = Buffer.byteLength(payload)
  const target = batch.reserve(WebSocketFrame.headerSize(size) + size)
  WebSocketFrame.writeText(target, batch.reserved, payload, size)
  batch.open = batch.reserved
}

export const webEncoding: Encoding = {
  id: ID,
  echo: true,
  hasLines: true,
  said: (batch, n, at, author, text, id) =>
    write(batch, authoredJson("message", n, at, authorOf(author), messageJson(text, id))),
  joined: (batch, n, at, who) => write(batch, authoredJson("joined", n, at, personJson(who.id, who.name))),
  left: (batch, n, at, who) => write(batch, authoredJson("left", n, at, personJson(who.id, who.name)))
}
