/** The state of a conversation on a terminal, and the outputs of a step. Pure data. */
import { type ByteString, toText } from "../../../Domain/ByteString.ts"
import type { ServerDisconnected } from "../../../Domain/ChatError.ts"
import type { ClientName } from "../../../Domain/ClientName.ts"
import type { Completion } from "../Completion.ts"
import * as CurrentChannel from "../CurrentChannel.ts"
import type { Entry } from "../Entry.ts"
import * as History from "../History.ts"
import * as LineEditor from "../LineEditor.ts"
import * as Movements from "../Movements.ts"
import * as Presence from "../Presence.ts"
import * as Roster from "../Roster.ts"

/** An open question to the user, with the lines that it is about. */
export interface Question {
  readonly _tag: "Paste" | "Unsent" | "Meant"
  readonly lines: ReadonlyArray<string>
}

/**
 * The client enters a channel by itself: it has sent `/join` and `/create`, and one of them fails. `missing` means that
 * `/join` has failed; the next frame tells whether another client created the channel between the two.
 */
export interface Entering {
  readonly channel: ByteString
  /** It goes back into a channel after a reconnection. */
  readonly isBack: boolean
  readonly missing: boolean
  readonly attempt: number
}

/** A search that has begun. The line that was found is in the editor. */
export interface Searching {
  readonly query: string
  /** The index of the line that was found last, or the number of lines if none was. */
  readonly at: number
  /** The line that was being typed, for ^G. */
  readonly before: LineEditor.LineEditor
}

/** A `/join` without an argument: the user's own, or the client's behind a `/list`, and whether channels were named since. */
export type Barrier = "typed" | "nothing listed" | "listed"

export interface State {
  readonly name: ClientName
  /** The name as it is shown. */
  readonly me: string
  /** Ring the bell when somebody mentions the user. */
  readonly bell: boolean
  /** The terminal edits lines itself. */
  readonly plain: boolean
  /** Joins and leaves are told together when somebody speaks. */
  readonly quietJoins: boolean
  /** The desktop tells the user of mentions while another window has the focus. */
  readonly notify: boolean
  /** The background is to be asked for, which is done when the first key shows that the terminal is in use. */
  readonly asksBackground: boolean
  /** Whether the window has the focus, as far as the terminal tells. */
  readonly focused: boolean
  /** How many messages came while it had not. */
  readonly unread: number
  readonly link: "online" | "offline"
  /** The reason for which the server last refused the client. */
  readonly refusal: string | undefined
  readonly editor: LineEditor.LineEditor
  readonly history: History.History
  readonly completion: Completion | undefined
  readonly searching: Searching | undefined
  readonly question: Question | undefined
  /** The paste that was refused last, until another line is typed. */
  readonly refused: ReadonlyArray<string> | undefined
  /** The lines that could not be sent. */
  readonly unsent: ReadonlyArray<string>
  readonly currentChannel: CurrentChannel.CurrentChannel
  readonly entering: Entering | undefined
  readonly roster: Roster.Roster
  readonly presence: Presence.Presence
  readonly movements: Movements.Movements
  /** The names, as they are shown, of which the user wants to see nothing. */
  readonly ignored: ReadonlySet<string>
  /** The last line sent was `/list`, so names of channels may arrive. */
  readonly listing: boolean
  /** Whose `/join` without an argument the server has not answered yet, in order; see `Listing`. */
  readonly barriers: ReadonlyArray<Barrier>
}

export interface Settings {
  readonly name: ClientName
  readonly bell: boolean
  readonly plain: boolean
  readonly quietJoins: boolean
  readonly notify: boolean
  readonly asksBackground: boolean
  readonly history: ReadonlyArray<string>
}

export const initial = (settings: Settings): State => ({
  name: settings.name,
  me: toText(settings.name),
  bell: settings.bell,
  plain: settings.plain,
  quietJoins: settings.quietJoins,
  notify: settings.notify,
  asksBackground: settings.asksBackground,
  focused: true,
  unread: 0,
  link: "online",
  refusal: undefined,
  editor: LineEditor.empty,
  history: History.make(settings.history),
  completion: undefined,
  searching: undefined,
  question: undefined,
  refused: undefined,
  unsent: [],
  currentChannel: CurrentChannel.nowhere,
  entering: undefined,
  roster: Roster.empty,
  presence: Presence.empty,
  movements: Movements.none,
  ignored: new Set(),
  listing: false,
  barriers: []
})

/** What must be done after a step, in order. */
export type Output =
  | { readonly _tag: "Print"; readonly entry: Entry }
  /** Send what the client itself has to say. */
  | { readonly _tag: "Send"; readonly bytes: Uint8Array }
  /** Send a line that was typed. The event `Sent` or `Undelivered` tells what became of it. */
  | { readonly _tag: "SendLine"; readonly line: string; readonly bytes: Uint8Array }
  /** Append the line to the history file. */
  | { readonly _tag: "Remember"; readonly line: string }
  | { readonly _tag: "Clear" }
  | { readonly _tag: "Ring" }
  /** Have the desktop tell the user of a mention. */
  | { readonly _tag: "Notify"; readonly from: string; readonly text: string }
  /** Ask the terminal for its background. */
  | { readonly _tag: "AskBackground" }
  /** Draw for this background from now on. */
  | { readonly _tag: "Recolor"; readonly background: "dark" | "light" }
  | { readonly _tag: "Suspend" }
  /** Draw for the present size of the terminal from now on. */
  | { readonly _tag: "Resize" }
  | { readonly _tag: "Quit"; readonly reason: ServerDisconnected | undefined }

export type Step = readonly [State, ReadonlyArray<Output>]

export const notice = (text: string): Output => ({ _tag: "Print", entry: { _tag: "Notice", text } })

/** What the client itself answers, in several lines. */
export const told = (...lines: ReadonlyArray<string>): Output => ({ _tag: "Print", entry: { _tag: "Told", lines } })

/** Takes a step for each item, in order. */
export const forEach = <A>(state: State, items: Iterable<A>, step: (state: State, item: A) => Step): Step => {
  const outputs: Array<Output> = []
  let current = state
  for (const item of items) {
    const [next, made] = step(current, item)
    current = next
    outputs.push(...made)
  }
  return [current, outputs]
}
