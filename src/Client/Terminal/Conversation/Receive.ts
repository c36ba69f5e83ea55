/** What follows from a frame of the server: what is shown, and what it tells about the current channel. Pure. */
import { type ByteString, toBytes } from "../../../Domain/ByteString.ts"
import { enterFrames } from "../../Connect.ts"
import * as Incoming from "../../Incoming.ts"
import { visibleBytes } from "../../TerminalText.ts"
import * as CurrentChannel from "../CurrentChannel.ts"
import * as Roster from "../Roster.ts"
import * as Listing from "./Listing.ts"
import * as People from "./People.ts"
import { notice, type Output, type State, type Step } from "./State.ts"

const shown = (text: ByteString): string => visibleBytes(toBytes(text))

const answer = (...lines: ReadonlyArray<ByteString>): Output => ({
  _tag: "Print",
  entry: { _tag: "Answer", lines: lines.map(shown) }
})

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}_]/u.test(character)

/** Whether a text contains a name as a word of its own, in any case. */
export const mentions = (text: string, name: string): boolean => {
  const [inText, wanted] = [text.toLowerCase(), name.toLowerCase()]
  for (let at = inText.indexOf(wanted); at >= 0; at = inText.indexOf(wanted, at + 1)) {
    if (!isWord(inText[at - 1]) && !isWord(inText[at + wanted.length])) return true
  }
  return false
}

/** How often another client may create the channel between our two commands before we give up. */
const MAX_ATTEMPTS = 3

/** Enters a channel that may not exist. Exactly one of two commands fails, and which one tells what happened. */
export const enter = (state: State, channel: ByteString, isBack: boolean, attempt = 1): Step => [
  {
    ...People.entered(state, channel),
    currentChannel: CurrentChannel.confirmedIn(channel),
    entering: { channel, isBack, missing: false, attempt }
  },
  enterFrames(channel).map((bytes) => ({ _tag: "Send", bytes }))
]

/** The step for an answer to entering, which is not shown as it is; undefined if the frame is something else. */
const entered = (state: State, incoming: Incoming.Incoming): Step | undefined => {
  const { entering } = state
  if (entering === undefined) return undefined
  const { attempt, channel, isBack, missing } = entering
  const done = { ...state, entering: undefined }
  if (incoming._tag === "NoChannelExists" && incoming.channel === channel && !missing) {
    return [
      { ...state, entering: { ...entering, missing: true } },
      [
        notice(
          isBack ? `${shown(channel)} was gone: it is made anew.` : `${shown(channel)} is new: you have created it.`
        )
      ]
    ]
  }
  if (incoming._tag === "ChannelExists" && incoming.channel === channel) {
    if (!missing) return [done, [notice(`${isBack ? "Back" : "You are"} in ${shown(channel)}.`)]]
    if (attempt < MAX_ATTEMPTS) return enter(done, channel, isBack, attempt + 1)
    return [{ ...done, currentChannel: CurrentChannel.nowhere }, [notice(`Not in ${shown(channel)}: try /join.`)]]
  }
  return undefined
}

const said = (state: State, from: ByteString, text: ByteString): Step => {
  if (People.isIgnored(state, from)) return [state, []]
  const mentionsMe = mentions(shown(text), state.me)
  const print: Output = { _tag: "Print", entry: { _tag: "Said", from, text, mentionsMe } }
  const [next, moved] = People.tellMovements(People.spoke(state, from))
  const ring: ReadonlyArray<Output> = mentionsMe && state.bell ? [{ _tag: "Ring" }] : []
  const notify: ReadonlyArray<Output> =
    mentionsMe && state.notify && !state.focused ? [{ _tag: "Notify", from: shown(from), text: shown(text) }] : []
  const unread = state.focused ? 0 : state.unread + 1
  return [{ ...next, unread }, [...moved, print, ...ring, ...notify]]
}

const handle = (state: State, incoming: Incoming.Incoming): Step => {
  switch (incoming._tag) {
    case "Message":
      return said(state, incoming.from, incoming.text)
    case "Joined":
      return People.joined(state, incoming.name)
    case "Left":
      return People.left(state, incoming.name)
    case "Unattributed":
      return [state, [notice(shown(incoming.text))]]
    case "Listed":
      return [Listing.listed(state, incoming.lines), [answer(...incoming.lines)]]
    default:
      return [
        { ...state, currentChannel: CurrentChannel.afterAnswer(state.currentChannel, incoming) },
        [answer(incoming.text)]
      ]
  }
}

export const receive = (state: State, text: Uint8Array): Step => {
  const incoming = Incoming.parse(text, Roster.bracketed(state.roster))
  const answered = entered(state, incoming) ?? Listing.receive(state, incoming)
  if (answered !== undefined) return answered
  // Any other frame after the failed `/join` means that `/create` has succeeded.
  return handle(state.entering?.missing ? { ...state, entering: undefined } : state, incoming)
}
