/** A channel's events: what arrives is put where it belongs, once. Pure. */
import type { ChatEvent } from "../src/Dialect/Web/Protocol.ts"
import { type Channel, lastOf } from "./Model.ts"

/** Rows that are kept while the end is being looked at, and how many go at a time above that: a frame's worth of work. */
export const KEPT = 600
const STEP = 200

/** Puts events among those that are loaded: in their order, none twice. */
export const merge = (
  loaded: ReadonlyArray<ChatEvent>,
  arrived: ReadonlyArray<ChatEvent>
): ReadonlyArray<ChatEvent> => {
  const [first] = arrived
  const last = loaded.at(-1)
  if (first === undefined) return loaded
  if (last === undefined || first.n > last.n) return [...loaded, ...arrived]
  const byNumber = new Map([...loaded, ...arrived].map((event) => [event.n, event]))
  for (const event of loaded) byNumber.set(event.n, event)
  return [...byNumber.values()].sort((one, other) => one.n - other.n)
}

/** Lets go of the oldest, which can be read again. */
export const trim = (events: ReadonlyArray<ChatEvent>): ReadonlyArray<ChatEvent> =>
  events.length > KEPT + STEP ? events.slice(events.length - KEPT) : events

export interface Taken {
  readonly channel: Channel
  /** The events that are new. */
  readonly fresh: ReadonlyArray<ChatEvent>
  /** A number is missing: what follows was not taken. */
  readonly hasHole: boolean
}

/** Takes the next events of a channel: `n` must be one more than the last; what is known is dropped. */
export const take = (channel: Channel, events: ReadonlyArray<ChatEvent>): Taken => {
  const fresh: Array<ChatEvent> = []
  const members = new Map(channel.members)
  let { last } = channel
  let hasHole = false
  for (const event of events) {
    if (lastOf(event) <= last) continue
    if (event.n > last + 1) {
      hasHole = true
      break
    }
    last = lastOf(event)
    fresh.push(event)
    if (event.n <= channel.membersAt) continue
    if (event.type === "joined") members.set(event.by, event.from)
    if (event.type === "left") members.delete(event.by)
  }
  const said = new Set(fresh.flatMap((event) => (event.type === "message" && event.id ? [event.id] : [])))
  return {
    fresh,
    hasHole,
    channel: {
      ...channel,
      last,
      members,
      events: merge(channel.events, fresh),
      // One's own message has come back: it was said.
      outgoing: said.size === 0 ? channel.outgoing : channel.outgoing.filter(({ id }) => !said.has(id)),
      topic: fresh.reduce((topic, event) => (event.type === "topic" ? event.text : topic), channel.topic)
    }
  }
}

/** The numbers between two loaded events that are not loaded, or before the first one. */
export interface Hole {
  readonly from: number
  readonly to: number
}

/** What is missing in front of an event. */
export const holeBefore = (previous: ChatEvent | undefined, event: ChatEvent): Hole | undefined => {
  const from = previous === undefined ? 1 : lastOf(previous) + 1
  return event.n > from ? { from, to: event.n - 1 } : undefined
}

/** How many messages of others are unread. */
export const unread = ({ events, read }: Channel, by: string): number => {
  let count = 0
  for (let at = events.length - 1; at >= 0; at--) {
    const event = events[at] as ChatEvent
    if (event.n <= read) break
    if (event.type === "message" && event.by !== by) count++
  }
  return count
}

/** Whether a text speaks to somebody, whose name stands in it as a word. */
export const mentions = (text: string, name: string): boolean => {
  const at = text.toLowerCase().indexOf(name.toLowerCase())
  if (name === "" || at < 0) return false
  const isLetter = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character)
  return !isLetter(text[at - 1]) && !isLetter(text[at + name.length])
}

export const hasMention = ({ events, read }: Channel, by: string, name: string): boolean =>
  events.some((event) => event.n > read && event.type === "message" && event.by !== by && mentions(event.text, name))
