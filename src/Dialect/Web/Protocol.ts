/**
 * The protocol `chat.v1`: what a page or a bot and the server say to each other over a WebSocket, one JSON object in a text
 * message. docs/WEB.md explains it. Fields that are not known are ignored.
 *
 * The page takes its types from here, and the server decodes by the schemas: names and texts then go through the
 * constructors that all protocols share.
 */
import * as Schema from "effect/Schema"

/** What a client names in the handshake. */
export const SUBPROTOCOL = "chat.v1"

/** Characters of a message, in UTF-16 code units. */
export const TEXT_LENGTH = 4000

/** Bytes of a message from a client; the longest text has room in any script. */
export const PAYLOAD_LENGTH = 16_384

/** Channels that a client may be in at a time. */
export const CHANNELS = 64

/** Events that one answer contains at the most. */
export const PAGE = 200

/** Members that `entered` names at the most. */
export const MEMBERS = 500

/** Seconds in which nothing has come from the client, and after which it is sent a ping. */
export const PING_AFTER = 25

/** Seconds of silence after which the server gives the client up. A client gives the server up after 35. */
export const SILENCE = 60

/** The number of an event; 0 is before the first. */
const Seq = Schema.NonNegativeInt

/** Made by the client for each message: the same one sent twice is said once. */
const MessageId = Schema.String.pipe(Schema.pattern(/^[A-Za-z0-9_-]{8,36}$/))

/** Made by the client for a question, and repeated in the answer. */
const Ref = Schema.Int.pipe(Schema.between(0, 2 ** 31))

/** The secret by which a client is the same person again: 128 bits of chance at the least. */
const SessionSecret = Schema.String.pipe(Schema.pattern(/^[A-Za-z0-9_-]{22,64}$/))

const Limit = Schema.Int.pipe(Schema.between(1, PAGE))

const Hello = Schema.Struct({
  type: Schema.Literal("hello"),
  name: Schema.String,
  session: SessionSecret,
  password: Schema.optional(Schema.String)
})

/** Enters a channel; `after` and `epoch` are where the client's knowledge of it ends. */
const Join = Schema.Struct({
  type: Schema.Literal("join"),
  channel: Schema.String,
  create: Schema.optional(Schema.Boolean),
  after: Schema.optional(Seq),
  epoch: Schema.optional(Schema.String)
})

const Leave = Schema.Struct({ type: Schema.Literal("leave"), channel: Schema.String })

const Send = Schema.Struct({
  type: Schema.Literal("send"),
  channel: Schema.String,
  id: MessageId,
  text: Schema.String
})

/** Asks for events before, after or around a number, or for the last. */
const History = Schema.Struct({
  type: Schema.Literal("history"),
  ref: Ref,
  channel: Schema.String,
  before: Schema.optional(Seq),
  after: Schema.optional(Seq),
  around: Schema.optional(Seq),
  limit: Schema.optional(Limit)
})

/** Asks for messages with all of these words, in a channel or in all of them. */
const Search = Schema.Struct({
  type: Schema.Literal("search"),
  ref: Ref,
  words: Schema.String.pipe(Schema.maxLength(200)),
  channel: Schema.optional(Schema.String),
  limit: Schema.optional(Limit)
})

/** Asks for the channels after a name, or for the first. */
const List = Schema.Struct({ type: Schema.Literal("list"), ref: Ref, from: Schema.optional(Schema.String) })

/** Asks for a `pong`. */
const Ping = Schema.Struct({ type: Schema.Literal("ping") })

/** What a client says. `{}` is its answer to a ping. */
export const ClientMessage = Schema.Union(Hello, Join, Leave, Send, History, Search, List, Ping)
export type ClientMessage = typeof ClientMessage.Type

export interface Person {
  /** Whom: names are not unique, these are. */
  readonly by: string
  readonly from: string
}

interface Numbered {
  readonly n: number
  /** In milliseconds since 1970. */
  readonly at: number
}

export interface MessageEvent extends Numbered, Person {
  readonly type: "message"
  /** Lines with a newline between two. */
  readonly text: string
  readonly id?: string
}

export type ChatEvent =
  | MessageEvent
  | (Numbered & Person & { readonly type: "joined" | "left" })
  | (Numbered & Person & { readonly type: "topic"; readonly text: string })
  /** The events from `n` to `to` are lost. */
  | (Numbered & { readonly type: "gap"; readonly to: number })

/** How the client's knowledge goes on: not at all, without a hole, with one, or the channel's numbers have begun anew. */
export type Resume = "fresh" | "complete" | "truncated" | "reset"

export interface Entered {
  readonly type: "entered"
  readonly channel: string
  /** The life of the numbers: where it changes they mean something else. */
  readonly epoch: string
  /** The number of the last event. */
  readonly head: number
  /** The number of the oldest event that can be read. */
  readonly first: number
  /** The number that the events which follow begin with. */
  readonly from: number
  readonly resume: Resume
  readonly topic: string
  readonly members: ReadonlyArray<Person>
  /** How many members are not named. */
  readonly more: number
}

export interface Found extends MessageEvent {
  readonly channel: string
}

export interface ListedChannel {
  readonly name: string
  readonly members: number
  readonly head: number
}

export interface Welcome extends Person {
  readonly type: "welcome"
  readonly limits: { readonly text: number; readonly channels: number; readonly page: number }
  /** Seconds in which the client hears something, if only a ping. */
  readonly ping: number
}

export interface Refused {
  readonly type: "refused"
  readonly code: RefusedCode
  readonly text: string
  readonly ref?: number
  readonly id?: string
  readonly channel?: string
}

/** What the server says. `{}` is a ping. Types that are not known are to be ignored. */
export type ServerMessage =
  | Welcome
  | Entered
  | {
      readonly type: "events"
      readonly channel: string
      readonly events: ReadonlyArray<ChatEvent>
      /** What comes next happens as it comes. */
      readonly live?: true
    }
  | {
      readonly type: "page"
      readonly ref: number
      readonly channel: string
      readonly events: ReadonlyArray<ChatEvent>
      readonly first: number
    }
  | { readonly type: "found"; readonly ref: number; readonly messages: ReadonlyArray<Found> }
  | {
      readonly type: "channels"
      readonly ref: number
      readonly channels: ReadonlyArray<ListedChannel>
      readonly next?: string
    }
  /** The message is known already, and was said once. */
  | { readonly type: "ack"; readonly channel: string; readonly id: string }
  | { readonly type: "parted"; readonly channel: string }
  | { readonly type: "pong" }
  | Refused
  /** The server goes. `retryAfter`: when to come back, in milliseconds. */
  | { readonly type: "bye"; readonly text: string; readonly retryAfter: number }

export type RefusedCode =
  | "malformed"
  | "too_long"
  | "blank"
  | "password"
  | "name"
  | "no_channel"
  | "channel_name"
  | "channels_full"
  | "not_member"
  | "too_many_channels"
  | "server_full"
  | "silent"
  | "replaced"
  | "history_unavailable"
