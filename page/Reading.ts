/** What somebody does who reads: goes to a channel, leaves it, looks at what is new, asks for what is old. Pure. */
import * as Log from "./Log.ts"
import {
  type Channel,
  currentChannel,
  type Effect,
  emptyChannel,
  isOnline,
  isSeen,
  type State,
  withChannel
} from "./Model.ts"
import { joinRequest, type Step } from "./Receive.ts"

const none: ReadonlyArray<Effect> = []

export const open = (state: State, name: string, create: boolean, draft = ""): Step => {
  const known = state.channels.get(name)
  const before = currentChannel(state)
  const left = before === undefined ? state : withChannel(state, { ...before, newAfter: undefined })
  const channel = known ?? emptyChannel(name, { draft })
  const hasNew = Log.unread(channel, state.by) > 0
  const opened: Channel = {
    ...channel,
    status: channel.status === "absent" ? "waiting" : channel.status,
    newAfter: hasNew ? channel.read : undefined,
    read: Math.max(channel.read, channel.last)
  }
  const next: State = { ...withChannel(left, opened), current: name, panel: "none", isAtEnd: true }
  const isAsked = isOnline(state) && opened.status === "waiting" && (known === undefined || channel.status === "absent")
  const asked: ReadonlyArray<Effect> = isAsked ? [joinRequest(opened, create)] : []
  return [next, [...asked, { _tag: "SaveChannels" }, { _tag: "ShowPath", channel: name }]]
}

export const close = (state: State, name: string): Step => {
  const channels = new Map(state.channels)
  channels.delete(name)
  const [current] = state.current === name ? [...channels.keys()] : [state.current]
  const parted: ReadonlyArray<Effect> = isOnline(state)
    ? [{ _tag: "Send", message: { type: "leave", channel: name } }]
    : none
  return [
    { ...state, channels, current },
    [...parted, { _tag: "SaveChannels" }, { _tag: "SaveOutgoing" }, { _tag: "ShowPath", channel: current }]
  ]
}

/** Asks for the events of a hole, from its end, because that is where a reader comes from. */
export const askFor = (state: State, hole: Log.Hole): Step => {
  const channel = currentChannel(state)
  if (channel === undefined || channel.loading !== undefined || !isOnline(state)) return [state, none]
  const ref = state.nextRef + 1
  const limit = Math.min(200, Math.max(1, hole.to - hole.from + 1))
  return [
    { ...withChannel(state, { ...channel, loading: ref }), nextRef: ref },
    [{ _tag: "Send", message: { type: "history", ref, channel: channel.name, before: hole.to + 1, limit } }]
  ]
}

export const jump = (state: State, name: string, n: number): Step => {
  const [next, effects] = open(state, name, false)
  const target = { channel: name, n }
  const channel = next.channels.get(name)
  const ref = next.nextRef + 1
  const found: State = { ...next, target, nextRef: ref, isAtEnd: false }
  if (channel?.events.some((event) => event.n === n)) return [found, effects]
  return [
    found,
    [...effects, { _tag: "Send", message: { type: "history", ref, channel: name, around: n, limit: 100 } }]
  ]
}

/** Somebody may see now what is new. */
export const look = (state: State): Step => {
  const channel = currentChannel(state)
  if (channel === undefined || !isSeen(state, channel.name) || channel.read === channel.last) return [state, none]
  const newAfter = Log.unread(channel, state.by) > 0 ? channel.read : channel.newAfter
  return [withChannel(state, { ...channel, read: channel.last, newAfter }), [{ _tag: "SaveChannels" }]]
}

/** Looks for words, in the current channel or in all of them. */
export const search = (state: State, words: string, everywhere: boolean): Step => {
  const ref = state.nextRef + 1
  const begun = { words, ref, found: undefined }
  if (words.trim() === "") return [{ ...state, search: { ...begun, found: [] } }, none]
  const where = everywhere || state.current === undefined ? {} : { channel: state.current }
  return [
    { ...state, search: begun, nextRef: ref },
    [{ _tag: "Send", message: { type: "search", ref, words, ...where } }]
  ]
}
