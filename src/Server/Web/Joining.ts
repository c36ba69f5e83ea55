/**
 * How a client of the web enters a channel: with what happened after the last event that it knows, or with the last
 * events where it knows none, or has missed too many.
 *
 * Invariant: what it is sent has no hole and nothing twice, from `entered.from` on. A long stretch is read from the
 * journal before the user is a member, a page in each turn of the event loop; the last one comes from memory in the step in
 * which it becomes one, so nothing lies between it and the first event that is delivered.
 */
import * as Effect from "effect/Effect"
import { person, textOf, toEvent } from "../../Dialect/Web/Events.ts"
import * as Protocol from "../../Dialect/Web/Protocol.ts"
import * as WebSocketFrame from "../../Dialect/Web/WebSocketFrame.ts"
import { type ChannelEvent, last, type Sequence } from "../../Domain/ChannelEvent.ts"
import type { ChannelName } from "../../Domain/ChannelName.ts"
import { type RequestRefused, TooManyChannels } from "../../Domain/ChatError.ts"
import type { ConnectionError } from "../../Net/ConnectionError.ts"
import type { Description, Entrance } from "../Channels.ts"
import { Price } from "../Turns.ts"
import type { Presence } from "./Presences.ts"
import type { Asker, Sources } from "./Questions.ts"

/** Events that somebody is sent who knows none: some screens of a page. */
const RECENT = 100

/** Missed events that are sent unasked; who has missed more is sent the last and asks for the others. */
const MOST_MISSED = 1000

/** Pages that are read of a channel that goes on meanwhile, before it is entered with a hole. */
const ROUNDS = 20

/** The size of a frame of events from which on the next ones go into another one, in characters. */
const FRAME_LENGTH = 64_000

export interface Joiner extends Asker {
  readonly presence: Presence
}

interface Request {
  readonly channel: ChannelName
  /** The channel as the client writes it. */
  readonly label: string
  readonly create: boolean
  readonly after: Sequence | undefined
  readonly epoch: string | undefined
}

/** Where to go on from. */
interface Plan {
  readonly resume: Protocol.Resume
  /** The last event that the client has been sent, or that is held. */
  readonly after: Sequence
  /** What was read and must be sent behind `entered`. */
  readonly held: ReadonlyArray<ChannelEvent>
}

const recent = ({ first, head }: Description): Sequence => Math.max(first - 1, head - RECENT, 0)

const planFor = (request: Request, there: Description | undefined): Plan => {
  const knows = request.after !== undefined && request.epoch !== undefined
  const begin = there === undefined ? 0 : recent(there)
  if (!knows) return { resume: "fresh", after: begin, held: [] }
  if (there === undefined || request.epoch !== there.epoch || request.after > there.head) {
    return { resume: "reset", after: begin, held: [] }
  }
  if (request.after < there.first - 1 || there.head - request.after > MOST_MISSED) {
    return { resume: "truncated", after: Math.max(begin, request.after), held: [] }
  }
  return { resume: "complete", after: request.after, held: [] }
}

/** The frames of some events; the last one says that what comes next happens as it comes, where that is so. */
const frames = (channel: string, events: ReadonlyArray<ChannelEvent>, isLive: boolean): ReadonlyArray<Buffer> => {
  const made: Array<Buffer> = []
  let begun: Array<string> = []
  let length = 0
  const end = (live: string) => {
    made.push(
      WebSocketFrame.text(`{"type":"events","channel":${JSON.stringify(channel)}${live},"events":[${begun.join(",")}]}`)
    )
    begun = []
    length = 0
  }
  for (const event of events) {
    const json = JSON.stringify(toEvent(event))
    if (begun.length === Protocol.PAGE || length + json.length > FRAME_LENGTH) end("")
    begun.push(json)
    length += json.length
  }
  if (isLive) end(`,"live":true`)
  else if (begun.length > 0) end("")
  return made
}

const membersOf = (entrance: Entrance): Pick<Protocol.Entered, "members" | "more"> => {
  const members: Array<Protocol.Person> = []
  let more = 0
  for (const { id, name } of entrance.members()) {
    if (members.length < Protocol.MEMBERS) members.push(person(id, name))
    else more++
  }
  return { members, more }
}

/** What the client is sent as it becomes a member, and how many events and people that tells of. */
const welcome = (label: string, plan: Plan, entrance: Entrance) => {
  const events = entrance.missed === undefined ? [] : [...plan.held, ...entrance.missed]
  const entered: Protocol.Entered = {
    type: "entered",
    channel: label,
    epoch: entrance.epoch ?? "",
    head: entrance.head,
    first: entrance.first,
    from: events[0]?.n ?? entrance.head + 1,
    resume: entrance.missed === undefined && plan.resume === "complete" ? "truncated" : plan.resume,
    topic: textOf(entrance.topic),
    ...membersOf(entrance)
  }
  const bytes = Buffer.concat([WebSocketFrame.text(JSON.stringify(entered)), ...frames(label, events, true)])
  return { bytes, count: events.length + entered.members.length }
}

export const join = (
  { channels, journal }: Sources,
  { life, presence, user }: Joiner,
  request: Request
): Effect.Effect<void, RequestRefused | ConnectionError> => {
  const { channel, label } = request

  /** A membership of the same person: over an earlier connection, or over this one. */
  const ownMembership = () =>
    presence.waitingIn(channel) ?? user.memberships.find((membership) => membership.channel.name === channel)

  /** The messages that the session has said may be sent again by a page that does not know. */
  const rememberOwn = (events: ReadonlyArray<ChannelEvent>): void => {
    for (const event of events) {
      if (event._tag === "Message" && event.by === presence.id && event.id !== undefined) presence.remember(event.id)
    }
  }

  const enter = (plan: Plan) =>
    Effect.suspend((): Effect.Effect<void, RequestRefused> => {
      const resuming = ownMembership()
      if (resuming === undefined && user.memberships.length >= Protocol.CHANNELS) {
        return new TooManyChannels({ limit: Protocol.CHANNELS })
      }
      return Effect.map(
        channels.enter(user, channel, {
          create: request.create ? "may" : "no",
          leaving: [],
          after: plan.after,
          resuming,
          onEntered: (entrance) => {
            const { bytes, count } = welcome(label, plan, entrance)
            life.unsafeWork(count * Price.kept)
            user.reply(bytes)
          }
        }),
        () => {
          if (resuming !== undefined) presence.settle(resuming)
        }
      )
    })

  /** Reads the next page of what was missed. */
  const read = (plan: Plan, there: Description) =>
    Effect.match(journal.read(channel, { _tag: "After", n: plan.after }, Protocol.PAGE), {
      // Who comes to talk talks, without the history.
      onFailure: (): Plan => ({ resume: "truncated", after: there.head, held: [] }),
      onSuccess: (events): Plan => {
        const end = events.at(-1)
        if (end === undefined) return { resume: "truncated", after: there.head, held: plan.held }
        rememberOwn(events)
        life.unsafeWork(events.length * Price.kept)
        if (plan.resume !== "complete") return { ...plan, after: last(end), held: [...plan.held, ...events] }
        user.reply(Buffer.concat(frames(label, events, false)))
        return { ...plan, after: last(end) }
      }
    })

  const goOn = (plan: Plan, round: number): Effect.Effect<void, RequestRefused | ConnectionError> =>
    Effect.flatMap(channels.describe(channel), (there) => {
      if (there === undefined) return enter(plan)
      const missed = there.unsafeAfter(plan.after)
      if (missed !== undefined && missed.length <= Protocol.PAGE) return enter(plan)
      if (round === ROUNDS) return enter({ resume: "truncated", after: recent(there), held: [] })
      return read(plan, there).pipe(
        Effect.tap(() => Effect.zipRight(life.turn, life.connection.drained)),
        Effect.flatMap((next) => goOn(next, round + 1))
      )
    })

  return Effect.flatMap(channels.describe(channel), (there) => {
    if (there !== undefined) rememberOwn(there.unsafeAfter(Math.max(0, there.first - 1)) ?? [])
    return goOn(planFor(request, there), 0)
  })
}
