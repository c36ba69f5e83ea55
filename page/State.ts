/** What an input changes, and what is to be done about it: pure, and so tested without a browser. */
import type { ServerMessage } from "../src/Dialect/Web/Protocol.ts"
import type { Hole } from "./Log.ts"
import {
  type Channel,
  currentChannel,
  type Effect,
  isOnline,
  type Outgoing,
  type Panel,
  type Profile,
  type State,
  withChannel
} from "./Model.ts"
import { askFor, close, jump, look, open, search } from "./Reading.ts"
import { receive, type Step } from "./Receive.ts"

export type Input =
  | { readonly _tag: "Received"; readonly message: ServerMessage }
  /** `isRemembered`: the password is kept for the next visit. */
  | { readonly _tag: "Entered"; readonly profile: Profile; readonly isRemembered: boolean }
  | { readonly _tag: "Opened" }
  /** The connection has ended, with the code of a WebSocket; `chance` spreads the attempts, from 0 to 1. */
  | { readonly _tag: "Closed"; readonly code: number; readonly now: number; readonly chance: number }
  | { readonly _tag: "ReturnedHere"; readonly session: string }
  /** `draft`: what was half written there, on an earlier visit. */
  | { readonly _tag: "WentTo"; readonly channel: string; readonly create: boolean; readonly draft?: string }
  | { readonly _tag: "Left"; readonly channel: string }
  | { readonly _tag: "Typed"; readonly text: string }
  | { readonly _tag: "Submitted"; readonly id: string; readonly now: number }
  | { readonly _tag: "Retried"; readonly id: string }
  | { readonly _tag: "Discarded"; readonly id: string }
  | { readonly _tag: "Scrolled"; readonly isAtEnd: boolean }
  | { readonly _tag: "Seen"; readonly isVisible: boolean }
  | { readonly _tag: "AskedFor"; readonly hole: Hole }
  | { readonly _tag: "Searched"; readonly words: string; readonly everywhere: boolean }
  | { readonly _tag: "JumpedTo"; readonly channel: string; readonly n: number }
  | { readonly _tag: "Reached" }
  | { readonly _tag: "Showed"; readonly panel: Panel }
  | { readonly _tag: "Notifies"; readonly isOn: boolean }
  | { readonly _tag: "Noticed" }

/** Milliseconds until the first attempt to come back, at the most; it doubles with every one. */
const FIRST_WAIT = 1000
const LONGEST_WAIT = 30_000

const none: ReadonlyArray<Effect> = []

const submit = (state: State, id: string, now: number): Step => {
  const channel = currentChannel(state)
  const text = channel?.draft.replace(/\s+$/, "") ?? ""
  if (channel === undefined || text.trim() === "" || text.length > state.limits.text) return [state, none]
  const outgoing: Outgoing = { id, text, at: now, failure: undefined }
  const next = withChannel(state, {
    ...channel,
    draft: "",
    newAfter: undefined,
    read: channel.last,
    outgoing: [...channel.outgoing, outgoing]
  })
  const sent: ReadonlyArray<Effect> =
    isOnline(state) && channel.status === "live"
      ? [{ _tag: "Send", message: { type: "send", channel: channel.name, id, text } }]
      : none
  return [
    { ...next, isAtEnd: true },
    [...sent, { _tag: "SaveDraft", channel: channel.name, text: "" }, { _tag: "SaveOutgoing" }]
  ]
}

const retry = (state: State, id: string): Step => {
  const channel = currentChannel(state)
  const sent = channel?.outgoing.find((outgoing) => outgoing.id === id)
  if (channel === undefined || sent === undefined) return [state, none]
  const outgoing = channel.outgoing.map((other) => (other === sent ? { ...sent, failure: undefined } : other))
  const again: ReadonlyArray<Effect> =
    isOnline(state) && channel.status === "live"
      ? [{ _tag: "Send", message: { type: "send", channel: channel.name, id, text: sent.text } }]
      : none
  return [withChannel(state, { ...channel, outgoing }), [...again, { _tag: "SaveOutgoing" }]]
}

const closed = (state: State, code: number, now: number, chance: number): Step => {
  if (state.link._tag === "Stopped") return [state, none]
  if (code === 4400) {
    return [
      {
        ...state,
        link: { _tag: "Stopped", problem: "The page and the server differ: load it again.", asks: "return" }
      },
      none
    ]
  }
  const attempt = state.link._tag === "Connecting" || state.link._tag === "Waiting" ? state.link.attempt : 0
  const delay =
    state.link._tag === "Ending" ? state.link.retryAfter : chance * Math.min(FIRST_WAIT * 2 ** attempt, LONGEST_WAIT)
  const channels = [...state.channels.values()].map(
    (channel): Channel => ({
      ...channel,
      status: channel.status === "absent" ? "absent" : "waiting",
      loading: undefined
    })
  )
  return [
    {
      ...state,
      link: { _tag: "Waiting", attempt: attempt + 1, until: now + delay },
      channels: new Map(channels.map((channel) => [channel.name, channel]))
    },
    [{ _tag: "Connect", delay }]
  ]
}

export const update = (state: State, input: Input): Step => {
  switch (input._tag) {
    case "Received":
      return receive(state, input.message)
    case "Entered":
      return [
        { ...state, profile: input.profile, link: { _tag: "Connecting", attempt: 0 } },
        [
          { _tag: "SaveProfile", isRemembered: input.isRemembered },
          { _tag: "Connect", delay: 0 }
        ]
      ]
    case "Opened": {
      const { profile } = state
      if (profile === undefined) return [state, none]
      const { name, password, session } = profile
      const secret = password === undefined || password === "" ? {} : { password }
      return [state, [{ _tag: "Send", message: { type: "hello", name, session, ...secret } }]]
    }
    case "Closed":
      return closed(state, input.code, input.now, input.chance)
    case "ReturnedHere": {
      if (state.profile === undefined) return [state, none]
      return update(state, {
        _tag: "Entered",
        isRemembered: false,
        profile: { ...state.profile, session: input.session }
      })
    }
    case "WentTo":
      return open(state, input.channel, input.create, input.draft)
    case "Left":
      return close(state, input.channel)
    case "Typed": {
      const channel = currentChannel(state)
      if (channel === undefined) return [state, none]
      const { text } = input
      return [withChannel(state, { ...channel, draft: text }), [{ _tag: "SaveDraft", channel: channel.name, text }]]
    }
    case "Submitted":
      return submit(state, input.id, input.now)
    case "Retried":
      return retry(state, input.id)
    case "Discarded": {
      const channel = currentChannel(state)
      if (channel === undefined) return [state, none]
      const outgoing = channel.outgoing.filter(({ id }) => id !== input.id)
      return [withChannel(state, { ...channel, outgoing }), [{ _tag: "SaveOutgoing" }]]
    }
    case "Scrolled":
      return look({ ...state, isAtEnd: input.isAtEnd, target: input.isAtEnd ? undefined : state.target })
    case "Seen":
      return look({ ...state, isVisible: input.isVisible })
    case "AskedFor":
      return askFor(state, input.hole)
    case "Searched":
      return search(state, input.words, input.everywhere)
    case "JumpedTo":
      return jump(state, input.channel, input.n)
    case "Reached":
      return [{ ...state, target: undefined }, none]
    case "Showed": {
      const lists = input.panel === "switcher" && isOnline(state)
      return [
        { ...state, panel: input.panel, notice: undefined },
        lists ? [{ _tag: "Send", message: { type: "list", ref: 0 } }] : none
      ]
    }
    case "Notifies":
      return [{ ...state, notifies: input.isOn }, [{ _tag: "SaveProfile", isRemembered: false }]]
    case "Noticed":
      return [{ ...state, notice: undefined }, none]
  }
}
