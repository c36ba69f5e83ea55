/**
 * What the page knows. It is changed by `State.update` alone, a pure function.
 *
 * Invariant: a channel's events are in the order of their numbers, each number once; where numbers are missing between two,
 * the events between them are not loaded.
 */
import type { ChatEvent, ClientMessage, Found, ListedChannel } from "../src/Dialect/Web/Protocol.ts"

export interface Profile {
  readonly name: string
  /** The secret of this tab's session. */
  readonly session: string
  readonly password: string | undefined
}

/** A message of one's own that has not been seen in the channel yet. */
export interface Outgoing {
  readonly id: string
  readonly text: string
  readonly at: number
  /** Why it was refused; undefined: it is on its way. */
  readonly failure: string | undefined
}

export interface Channel {
  readonly name: string
  /** `waiting`: to be entered; `catching`: what was missed arrives; `absent`: there is no such channel. */
  readonly status: "waiting" | "catching" | "live" | "absent"
  readonly epoch: string | undefined
  /** The number of the last event that has arrived in order. */
  readonly last: number
  /** The number of the oldest event that can be read. */
  readonly first: number
  readonly events: ReadonlyArray<ChatEvent>
  readonly topic: string
  readonly outgoing: ReadonlyArray<Outgoing>
  /** Who is there, by id. */
  readonly members: ReadonlyMap<string, string>
  /** Members that the server did not name. */
  readonly unnamed: number
  /** Events up to here are in `members`. */
  readonly membersAt: number
  /** The number of the last event that was read. */
  readonly read: number
  /** The epoch of that number, where it is from an earlier visit. */
  readonly readEpoch: string | undefined
  /** Where the line "new" is: above the first event after this number. */
  readonly newAfter: number | undefined
  readonly draft: string
  /** Whether older events are on their way, and the request for them. */
  readonly loading: number | undefined
}

export type Link =
  /** No name is known, or it was refused. */
  | { readonly _tag: "Stopped"; readonly problem: string | undefined; readonly asks: "name" | "password" | "return" }
  | { readonly _tag: "Connecting"; readonly attempt: number }
  | { readonly _tag: "Online" }
  /** The server goes, and has said in how many milliseconds to come back. */
  | { readonly _tag: "Ending"; readonly retryAfter: number }
  | { readonly _tag: "Waiting"; readonly attempt: number; readonly until: number }

export type Panel = "none" | "channels" | "people" | "search" | "switcher" | "help"

export interface State {
  readonly profile: Profile | undefined
  readonly link: Link
  /** The public id of this session. */
  readonly by: string
  readonly channels: ReadonlyMap<string, Channel>
  readonly current: string | undefined
  readonly panel: Panel
  readonly listed: ReadonlyArray<ListedChannel>
  readonly search: { readonly words: string; readonly ref: number; readonly found: ReadonlyArray<Found> | undefined }
  /** An event to be scrolled to, once. */
  readonly target: { readonly channel: string; readonly n: number } | undefined
  /** Whether the end of the current channel is on the page, and whether the page is seen. */
  readonly isAtEnd: boolean
  readonly isVisible: boolean
  readonly limits: { readonly text: number }
  readonly notifies: boolean
  readonly nextRef: number
  /** What a request that failed says, for a moment. */
  readonly notice: string | undefined
}

/** What is to be done about an input. */
export type Effect =
  | { readonly _tag: "Send"; readonly message: ClientMessage }
  | { readonly _tag: "Connect"; readonly delay: number }
  /** Ends the connection, to begin anew where a hole was seen. */
  | { readonly _tag: "Break" }
  | { readonly _tag: "SaveChannels" }
  | { readonly _tag: "SaveDraft"; readonly channel: string; readonly text: string }
  | { readonly _tag: "SaveOutgoing" }
  | { readonly _tag: "SaveProfile"; readonly isRemembered: boolean }
  | { readonly _tag: "Announce"; readonly text: string }
  | { readonly _tag: "Notify"; readonly channel: string; readonly title: string; readonly body: string }
  | { readonly _tag: "ShowPath"; readonly channel: string | undefined }

export const emptyChannel = (name: string, kept: Partial<Channel> = {}): Channel => ({
  name,
  status: "waiting",
  epoch: undefined,
  last: 0,
  first: 1,
  events: [],
  topic: "",
  outgoing: [],
  members: new Map(),
  unnamed: 0,
  membersAt: 0,
  read: 0,
  readEpoch: undefined,
  newAfter: undefined,
  draft: "",
  loading: undefined,
  ...kept
})

export const initial = (kept: Partial<State> = {}): State => ({
  profile: undefined,
  link: { _tag: "Stopped", problem: undefined, asks: "name" },
  by: "",
  channels: new Map(),
  current: undefined,
  panel: "none",
  listed: [],
  search: { words: "", ref: 0, found: undefined },
  target: undefined,
  isAtEnd: true,
  isVisible: true,
  limits: { text: 4000 },
  notifies: false,
  nextRef: 1,
  notice: undefined,
  ...kept
})

export const currentChannel = (state: State): Channel | undefined =>
  state.current === undefined ? undefined : state.channels.get(state.current)

export const isOnline = ({ link }: State): boolean => link._tag === "Online"

/** Whether somebody sees what is new in a channel as it comes. */
export const isSeen = (state: State, channel: string): boolean =>
  state.current === channel && state.isAtEnd && state.isVisible

export const withChannel = (state: State, channel: Channel): State => ({
  ...state,
  channels: new Map(state.channels).set(channel.name, channel)
})

/** The number of the last event that an event stands for. */
export const lastOf = (event: ChatEvent): number => (event.type === "gap" ? event.to : event.n)
