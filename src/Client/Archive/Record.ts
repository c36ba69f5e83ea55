/**
 * The history as lines of JSON that say everything, and back. Pure.
 *
 * Names and texts are bytes. Where they are no UTF-8 they stand in base64 beside the text that people read: `base64` of a text,
 * `fromBase64` of an author's name, `channelBase64` of a channel's.
 */
import * as Brand from "effect/Brand"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { type ByteString, fromBytes, toBytes } from "../../Domain/ByteString.ts"
import type { AuthorId, ChannelEvent, Epoch, MessageId, Sequence } from "../../Domain/ChannelEvent.ts"
import * as ChannelName from "../../Domain/ChannelName.ts"
import * as ClientName from "../../Domain/ClientName.ts"
import * as Utf8 from "../../Domain/Utf8.ts"
import * as JsonLine from "../JsonLine.ts"

/** A channel, before its events. */
export interface ChannelHead {
  readonly epoch: Epoch
  /** The number of its last event. */
  readonly head: Sequence
  readonly topic: Uint8Array
}

export interface ChannelRecord {
  readonly channel: ChannelName.ChannelName
  readonly head: ChannelHead
}

export interface EventRecord {
  readonly channel: ChannelName.ChannelName
  readonly event: ChannelEvent
}

export type Record = ChannelRecord | EventRecord

/** Bytes as a field, and in a second one exactly, where they are no UTF-8. */
const field = (name: string, exact: string, bytes: Uint8Array) => ({
  [name]: Buffer.from(bytes).toString(),
  ...(Utf8.isValid(bytes) ? {} : { [exact]: Buffer.from(bytes).toString("base64") })
})

const types = { Message: "message", Joined: "joined", Left: "left", Topic: "topic", Gap: "gap" } as const

const eventFields = (event: ChannelEvent) => {
  const { _tag, at, n } = event
  if (_tag === "Gap") return { n, at, type: types[_tag], from: n, to: event.to }
  return {
    n,
    at,
    type: types[_tag],
    by: event.by,
    ...field("from", "fromBase64", toBytes(event.from)),
    ...("text" in event ? field("text", "base64", event.text) : {}),
    ...("id" in event && event.id !== undefined ? { id: event.id } : {})
  }
}

export const render = (record: Record): string => {
  const channel = field("channel", "channelBase64", toBytes(record.channel))
  if ("event" in record) return JsonLine.render({ ...channel, ...eventFields(record.event) })
  const { epoch, head, topic } = record.head
  return JsonLine.render({ ...channel, type: "channel", epoch, head, ...field("topic", "topicBase64", topic) })
}

const Count = Schema.Int.pipe(Schema.nonNegative())
const Exact = Schema.optional(Schema.String)
const ChannelEpoch = Schema.String.pipe(
  Schema.pattern(/^[0-9A-Za-z_-]{1,64}$/),
  Schema.fromBrand(Brand.nominal<Epoch>())
)
const Id = Schema.optional(
  Schema.String.pipe(Schema.pattern(/^[A-Za-z0-9_-]{8,36}$/), Schema.fromBrand(Brand.nominal<MessageId>()))
)
const Author = Schema.String.pipe(Schema.maxLength(64), Schema.fromBrand(Brand.nominal<AuthorId>()))
const ofChannel = { channel: Schema.String, channelBase64: Exact }
const numbered = { ...ofChannel, n: Count, at: Count }
const authored = { ...numbered, by: Author, from: Schema.String, fromBase64: Exact }
const text = { text: Schema.String, base64: Exact }

const Line = Schema.parseJson(
  Schema.Union(
    Schema.Struct({
      ...ofChannel,
      type: Schema.Literal("channel"),
      epoch: ChannelEpoch,
      head: Count,
      topic: Schema.String,
      topicBase64: Exact
    }),
    Schema.Struct({ type: Schema.Literal("message"), ...authored, ...text, id: Id }),
    Schema.Struct({ type: Schema.Literal("topic"), ...authored, ...text }),
    Schema.Struct({ type: Schema.Literal("joined", "left"), ...authored }),
    Schema.Struct({ type: Schema.Literal("gap"), ...numbered, from: Count, to: Count })
  )
)

const decode = Schema.decodeUnknownEither(Line)

const bytesOf = (text: string, base64: string | undefined): Uint8Array =>
  base64 !== undefined ? Buffer.from(base64, "base64") : new TextEncoder().encode(text)

/** A name that comes from a file is what the rules for names leave as it is, or it is none. */
const name = <N extends ByteString, E>(parse: (bytes: Uint8Array) => Either.Either<N, E>, bytes: Uint8Array) =>
  Either.filterOrLeft(
    parse(bytes),
    (parsed) => parsed === fromBytes(bytes),
    () => undefined
  )

/** Reads a line; Left where it is none of ours. */
export const parse = (line: string): Either.Either<Record, unknown> =>
  Either.gen(function* () {
    const fields = yield* decode(line)
    const channel = yield* name(ChannelName.fromWire, bytesOf(fields.channel, fields.channelBase64))
    if (fields.type === "channel") {
      const { epoch, head, topic, topicBase64 } = fields
      return { channel, head: { epoch, head, topic: bytesOf(topic, topicBase64) } }
    }
    const { at, n } = fields
    if (fields.type === "gap") return { channel, event: { _tag: "Gap", n, at, to: fields.to } }
    const from = yield* name(ClientName.fromWire, bytesOf(fields.from, fields.fromBase64))
    const author = { n, at, by: fields.by, from }
    switch (fields.type) {
      case "joined":
        return { channel, event: { _tag: "Joined", ...author } }
      case "left":
        return { channel, event: { _tag: "Left", ...author } }
      case "topic":
        return { channel, event: { _tag: "Topic", ...author, text: bytesOf(fields.text, fields.base64) } }
      case "message": {
        const { base64, id, text } = fields
        return { channel, event: { _tag: "Message", ...author, text: bytesOf(text, base64), id } }
      }
    }
  })
