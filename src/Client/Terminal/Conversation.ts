/**
 * A conversation on a terminal: every event, how it changes the state, and the outputs that follow from it. Pure; the
 * fibers around it are in `Client/TerminalClient`.
 */

import * as Reply from "../../Dialect/Frames/Reply.ts"
import type { ByteString } from "../../Domain/ByteString.ts"
import type { ServerDisconnected } from "../../Domain/ChatError.ts"
import * as Refusal from "../Refusal.ts"
import { visibleBytes } from "../TerminalText.ts"
import * as Keys from "./Conversation/Keys.ts"
import * as Receive from "./Conversation/Receive.ts"
import { forEach, notice, type Output, type State, type Step } from "./Conversation/State.ts"
import * as Submit from "./Conversation/Submit.ts"
import * as CurrentChannel from "./CurrentChannel.ts"
import type { Key } from "./Key.ts"
import * as Movements from "./Movements.ts"
import * as Presence from "./Presence.ts"

export type Event =
  | { readonly _tag: "Pressed"; readonly keys: ReadonlyArray<Key> }
  /** A whole line, from a terminal that edits lines itself. */
  | { readonly _tag: "Entered"; readonly line: string }
  | { readonly _tag: "InputEnded" }
  /** A line that was to be sent has been sent. */
  | { readonly _tag: "Sent"; readonly line: string }
  /** A line that was to be sent could not be sent. */
  | { readonly _tag: "Undelivered"; readonly line: string }
  /** There is a new connection. */
  | { readonly _tag: "Reconnected" }
  | { readonly _tag: "Arrived"; readonly texts: ReadonlyArray<Uint8Array> }
  /**
   * The connection has ended and the client tries to connect again. `only` is the text that came over it, if it was a
   * single one. While the conversation is offline, this is about a connection that was refused before it was announced.
   */
  | { readonly _tag: "Lost"; readonly error: ServerDisconnected; readonly only: Uint8Array | undefined }
  /** The same where the client does not connect again. */
  | { readonly _tag: "Failed"; readonly error: ServerDisconnected; readonly only: Uint8Array | undefined }
  /** The first connection is there. `place` is the server and how it is spoken to, `channel` the one to begin in. */
  | { readonly _tag: "Started"; readonly place: string; readonly channel: ByteString | undefined }
  /** A sentence for the user about the client itself. */
  | { readonly _tag: "Noted"; readonly sentence: string }
  /** The terminal has another size. */
  | { readonly _tag: "Resized" }
  /** The program has got the terminal's signal to stop. */
  | { readonly _tag: "Stopped" }

const started = (state: State, place: string, channel: ByteString | undefined): Step => {
  if (channel === undefined) {
    const next = "/list names the channels, /join NAME or /create NAME enters one, /help says more."
    return [state, [notice(`Connected to ${place}. ${next}`)]]
  }
  const [next, outputs] = Receive.enter(state, channel, false)
  return [next, [notice(`Connected to ${place}. /help says what you can type.`), ...outputs]]
}

const reconnected = (state: State): Step => {
  const online: State = { ...state, link: "online", refusal: undefined }
  const channel = CurrentChannel.channel(state.currentChannel)
  const [next, outputs] = channel === undefined ? [online, []] : Receive.enter(online, channel, true)
  const unsent = state.unsent.length === 0 ? "" : " Enter on an empty line asks what to do with what is unsent."
  return [next, [notice(`Connected again.${unsent}`), ...outputs]]
}

const offline = (state: State, refusal: string | undefined): State => ({
  ...state,
  link: "offline",
  refusal,
  // The channel to go back into.
  currentChannel: CurrentChannel.confirmedIn(CurrentChannel.channel(state.currentChannel)),
  entering: undefined,
  listing: false,
  barriers: [],
  // Who leaves meanwhile is not seen.
  presence: Presence.empty,
  movements: Movements.none
})

/** Leaves, with what may help. */
const failed = (state: State, error: ServerDisconnected, only: Uint8Array | undefined): Step => {
  const hint = only === undefined ? undefined : Refusal.hint(only)
  const [left, outputs] = Submit.leave(state, error)
  return [left, hint === undefined ? outputs : [notice(hint), ...outputs]]
}

const lost = (state: State, error: ServerDisconnected, only: Uint8Array | undefined): Step => {
  const refusal = only === undefined ? state.refusal : visibleBytes(only)
  // While online, the text has been shown as it arrived. A reason that stays the same is shown once.
  const isNews = state.link === "offline" && refusal !== undefined && refusal !== state.refusal
  const news: ReadonlyArray<Output> = isNews ? [notice(refusal)] : []
  if (only !== undefined && Refusal.isPermanent(only)) {
    const [left, outputs] = failed(state, error, only)
    return [left, [...news, ...outputs]]
  }
  if (state.link === "offline") return [{ ...state, refusal }, news]
  return [offline(state, refusal), [notice(`${Reply.describe(error)}. Trying to connect again.`)]]
}

export const update = (state: State, event: Event): Step => {
  switch (event._tag) {
    case "Pressed":
      return forEach(state, event.keys, Keys.press)
    case "Entered":
      if (state.question === undefined) return Submit.submit(state, event.line)
      return Submit.answer(state, state.question, event.line.trim())
    case "InputEnded":
      return Submit.leave(state)
    case "Sent":
      return Submit.sent(state, event.line)
    case "Undelivered":
      return Submit.keepLine(state, event.line)
    case "Reconnected":
      return reconnected(state)
    case "Arrived":
      return forEach(state, event.texts, Receive.receive)
    case "Lost":
      return lost(state, event.error, event.only)
    case "Failed":
      return failed(state, event.error, event.only)
    case "Started":
      return started(state, event.place, event.channel)
    case "Noted":
      return [state, [notice(event.sentence)]]
    case "Resized":
      return [state, [{ _tag: "Resize" }]]
    case "Stopped":
      return [state, [{ _tag: "Suspend" }]]
  }
}
