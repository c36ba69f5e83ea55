/** What a client of the web can ask: the history of a channel, messages with some words, and the channels. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { nameText, toEvent } from "../../Dialect/Web/Events.ts"
import * as Protocol from "../../Dialect/Web/Protocol.ts"
import { HistoryUnavailable, NotAMember, type RequestRefused } from "../../Domain/ChatError.ts"
import type { Channels } from "../Channels.ts"
import type { Life } from "../Dialogue.ts"
import type { JournalService, Range } from "../Journal.ts"
import { Price } from "../Turns.ts"
import type { Membership, User } from "../User.ts"
import * as Message from "./Message.ts"

export interface Sources {
  readonly channels: Channels["Type"]
  readonly journal: JournalService
  readonly searches: Effect.Semaphore
}

/** Who asks. */
export interface Asker {
  readonly life: Life
  readonly user: User
}

export type Request<Type extends Protocol.ClientMessage["type"]> = Extract<
  Protocol.ClientMessage,
  { readonly type: Type }
>

/** Searches at a time, of all clients together: one looks at some thousands of messages, a part in each turn. */
const SEARCHES = 1

/** Messages that a search finds, where it does not say how many. */
const FOUND = 50

const unavailable = () => new HistoryUnavailable()

export const membershipIn = (user: User, channel: string): Either.Either<Membership, RequestRefused> =>
  Either.flatMap(Message.parseChannel(channel), (name) => {
    const membership = user.memberships.find((membership) => membership.channel.name === name)
    return membership === undefined ? Either.left(new NotAMember()) : Either.right(membership)
  })

const rangeOf = ({ after, around, before }: Request<"history">): Range => {
  if (before !== undefined) return { _tag: "Before", n: before }
  if (after !== undefined) return { _tag: "After", n: after }
  return around === undefined ? { _tag: "Last" } : { _tag: "Around", n: around }
}

export const history = (
  { channels, journal }: Sources,
  { life, user }: Asker,
  request: Request<"history">
): Effect.Effect<Protocol.ServerMessage, RequestRefused> =>
  Effect.gen(function* () {
    const { channel } = yield* membershipIn(user, request.channel)
    const limit = request.limit ?? Protocol.PAGE
    const events = yield* Effect.mapError(journal.read(channel.name, rangeOf(request), limit), unavailable)
    life.unsafeWork(events.length * Price.kept)
    const there = yield* channels.describe(channel.name)
    return {
      type: "page",
      ref: request.ref,
      channel: nameText(channel.name),
      events: events.map(toEvent),
      first: there?.first ?? 1
    }
  })

/** Makes what lets so many search at a time, the others waiting in their order. */
export const makeSearches = (): Effect.Semaphore => Effect.unsafeMakeSemaphore(SEARCHES)

export const search = (
  { journal, searches }: Sources,
  { life }: Asker,
  { channel: label, limit = FOUND, ref, words }: Request<"search">
): Effect.Effect<Protocol.ServerMessage, RequestRefused> =>
  Effect.gen(function* () {
    const channel = label === undefined ? undefined : yield* Message.parseChannel(label)
    const searched = searches.withPermits(1)(journal.search({ channel, words, limit }))
    const found = yield* Effect.mapError(searched, unavailable)
    life.unsafeWork(found.length * Price.kept)
    const messages = found.map(({ channel, event }) => ({ channel: nameText(channel), ...toEvent(event) }))
    return { type: "found", ref, messages: messages as ReadonlyArray<Protocol.Found> }
  })

export const list = (
  { channels }: Sources,
  { life }: Asker,
  { from, ref }: Request<"list">
): Effect.Effect<Protocol.ServerMessage, RequestRefused> =>
  Effect.gen(function* () {
    const after = from === undefined ? undefined : yield* Message.parseChannel(from)
    const listed = yield* Effect.forEach(yield* channels.list(after), (name) =>
      Effect.map(
        channels.describe(name),
        (there): Protocol.ListedChannel => ({
          name: nameText(name),
          members: there?.members ?? 0,
          head: there?.head ?? 0
        })
      )
    )
    life.unsafeWork(listed.length * Price.kept)
    const last = listed.at(-1)
    return { type: "channels", ref, channels: listed, ...(last === undefined ? {} : { next: last.name }) }
  })
