/** What a message of the server changes, and what is to be done about it. Pure. */
import type { ChatEvent, Entered, Refused, ServerMessage } from "../src/Dialect/Web/Protocol.ts"
import * as Log from "./Log.ts"
import { type Channel, type Effect, emptyChannel, isSeen, type State, withChannel } from "./Model.ts"

export type Step = readonly [State, ReadonlyArray<Effect>]

/** Asks to enter a channel, from where the page's knowledge of it ends. */
export const joinRequest = ({ epoch, last, name }: Channel, create: boolean): Effect => ({
  _tag: "Send",
  message: {
    type: "join",
    channel: name,
    ...(create ? { create } : {}),
    ...(epoch === undefined ? {} : { after: last, epoch })
  }
})

const sendRequest = (channel: string, id: string, text: string): Effect => ({
  _tag: "Send",
  message: { type: "send", channel, id, text }
})

/** Says again what is on its way: a message that was said already has the same id, and is said once. */
const resend = ({ name, outgoing }: Channel): ReadonlyArray<Effect> =>
  outgoing.flatMap(({ failure, id, text }) => (failure === undefined ? [sendRequest(name, id, text)] : []))

const entered = (state: State, message: Entered): Step => {
  const known = state.channels.get(message.channel) ?? emptyChannel(message.channel)
  const isNew = message.resume === "fresh" || message.resume === "reset"
  const wasElsewhere = known.read === 0 || (known.epoch ?? known.readEpoch) !== message.epoch
  const read = wasElsewhere ? message.head : Math.min(known.read, message.head)
  const channel: Channel = {
    ...known,
    status: "catching",
    epoch: message.epoch,
    first: message.first,
    topic: message.topic,
    members: new Map(message.members.map(({ by, from }) => [by, from])),
    unnamed: message.more,
    membersAt: message.head,
    // Where something is missing, what follows begins behind the hole.
    last: message.resume === "complete" ? known.last : message.from - 1,
    events: isNew ? [] : known.events,
    read,
    readEpoch: message.epoch,
    newAfter: wasElsewhere ? undefined : isNew && read < message.head ? read : known.newAfter,
    loading: undefined
  }
  return [withChannel(state, channel), []]
}

/** What somebody who looks elsewhere is told of new messages. */
const notices = (state: State, channel: Channel, fresh: ReadonlyArray<ChatEvent>): ReadonlyArray<Effect> => {
  const name = state.profile?.name ?? ""
  return fresh.flatMap((event): ReadonlyArray<Effect> => {
    if (event.type !== "message" || event.by === state.by) return []
    const seen = isSeen(state, channel.name)
    const spoken: Effect = { _tag: "Announce", text: `${event.from}: ${event.text}` }
    if (!Log.mentions(event.text, name)) return seen ? [spoken] : []
    const notice: Effect = {
      _tag: "Notify",
      channel: channel.name,
      title: `${event.from} in ${channel.name}`,
      body: event.text
    }
    return seen ? [spoken] : [notice]
  })
}

const events = (state: State, message: Extract<ServerMessage, { type: "events" }>): Step => {
  const known = state.channels.get(message.channel)
  if (known === undefined) return [state, []]
  const wasLive = known.status === "live"
  const taken = Log.take(known, message.events)
  if (taken.hasHole) return [withChannel(state, taken.channel), [{ _tag: "Break" }]]
  const isLive = message.live === true
  const seen = isSeen(state, known.name)
  const { last } = taken.channel
  const channel: Channel = {
    ...taken.channel,
    status: isLive ? "live" : known.status,
    read: seen ? last : known.read,
    events: seen ? Log.trim(taken.channel.events) : taken.channel.events
  }
  const sent = isLive && !wasLive ? resend(channel) : []
  const saved: ReadonlyArray<Effect> = channel.outgoing === known.outgoing ? [] : [{ _tag: "SaveOutgoing" }]
  const read: ReadonlyArray<Effect> = channel.read === known.read ? [] : [{ _tag: "SaveChannels" }]
  return [
    withChannel(state, channel),
    [...sent, ...saved, ...read, ...(wasLive ? notices(state, channel, taken.fresh) : [])]
  ]
}

const page = (state: State, message: Extract<ServerMessage, { type: "page" }>): Step => {
  const channel = state.channels.get(message.channel)
  if (channel === undefined) return [state, []]
  const arrived = message.events.filter(({ n }) => n <= channel.last)
  return [
    withChannel(state, {
      ...channel,
      events: Log.merge(channel.events, arrived),
      first: message.first,
      loading: channel.loading === message.ref ? undefined : channel.loading
    }),
    []
  ]
}

const withOutgoing = (state: State, channel: Channel, outgoing: Channel["outgoing"]): Step => [
  withChannel(state, { ...channel, outgoing }),
  [{ _tag: "SaveOutgoing" }]
]

const refused = (state: State, message: Refused): Step => {
  const { code, text } = message
  if (code === "password") return [{ ...state, link: { _tag: "Stopped", problem: text, asks: "password" } }, []]
  if (code === "name") return [{ ...state, link: { _tag: "Stopped", problem: text, asks: "name" } }, []]
  if (code === "replaced") return [{ ...state, link: { _tag: "Stopped", problem: text, asks: "return" } }, []]
  const channel = message.channel === undefined ? undefined : state.channels.get(message.channel)
  if (channel !== undefined && message.id !== undefined) {
    const outgoing = channel.outgoing.map((sent) => (sent.id === message.id ? { ...sent, failure: text } : sent))
    return withOutgoing(state, channel, outgoing)
  }
  if (channel !== undefined && code === "no_channel") return [withChannel(state, { ...channel, status: "absent" }), []]
  return [{ ...state, notice: text }, []]
}

export const receive = (state: State, message: ServerMessage): Step => {
  if (!("type" in message)) return [state, []]
  switch (message.type) {
    case "welcome": {
      const channels = [...state.channels.values()].map((channel): Channel => ({ ...channel, status: "waiting" }))
      const next: State = {
        ...state,
        by: message.by,
        link: { _tag: "Online" },
        limits: message.limits,
        channels: new Map(channels.map((channel) => [channel.name, channel]))
      }
      // One that was entered before is entered again even where the server has forgotten it.
      const joins = channels.map((channel) => joinRequest(channel, channel.readEpoch !== undefined))
      return [next, [...joins, { _tag: "Send", message: { type: "list", ref: 0 } }]]
    }
    case "entered": {
      const [next, effects] = entered(state, message)
      return [next, [...effects, { _tag: "SaveChannels" }]]
    }
    case "events":
      return events(state, message)
    case "page":
      return page(state, message)
    case "found":
      return message.ref === state.search.ref
        ? [{ ...state, search: { ...state.search, found: message.messages } }, []]
        : [state, []]
    case "channels": {
      const listed = message.ref === 0 ? message.channels : [...state.listed, ...message.channels]
      const more = message.next
      const next: ReadonlyArray<Effect> =
        more === undefined || listed.length > 1000
          ? []
          : [{ _tag: "Send", message: { type: "list", ref: 1, from: more } }]
      return [{ ...state, listed }, next]
    }
    case "ack": {
      const channel = state.channels.get(message.channel)
      if (channel === undefined) return [state, []]
      return withOutgoing(
        state,
        channel,
        channel.outgoing.filter(({ id }) => id !== message.id)
      )
    }
    case "refused":
      return refused(state, message)
    case "bye":
      return [{ ...state, link: { _tag: "Ending", retryAfter: message.retryAfter } }, []]
    case "parted":
    case "pong":
      return [state, []]
  }
}
