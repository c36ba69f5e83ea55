/**
 * What `/list` brings. A server without channels does not answer it, so the client sends a *barrier* behind it: a `/join`
 * without an argument, whose error always comes and is not shown. When it comes and no channel was named, there is none. Pure.
 */
import * as Frame from "../../../Dialect/Frames/Frame.ts"
import { type ByteString, toBytes } from "../../../Domain/ByteString.ts"
import type { Incoming } from "../../Incoming.ts"
import { visibleBytes } from "../../TerminalText.ts"
import * as Roster from "../Roster.ts"
import { type Barrier, notice, type State, type Step } from "./State.ts"

/** How many barriers may be open: servers of others may not answer them. */
const MAX_BARRIERS = 16

/** What is sent behind the line. */
export const barrier: Uint8Array = Frame.encode(new TextEncoder().encode("/join"))

const opened = (state: State, barrier: Barrier): State => ({
  ...state,
  barriers: [...state.barriers, barrier].slice(-MAX_BARRIERS)
})

/** A `/list` has been sent, and a barrier behind it. */
export const asked = (state: State): State => ({ ...opened(state, "nothing listed"), listing: true })

/** The user's own `/join` without an argument has been sent: its error is shown. */
export const joinedNothing = (state: State): State => opened(state, "typed")

/** Something was named that may be channels. */
export const listed = (state: State, names: ReadonlyArray<ByteString>): State => {
  const barriers = state.barriers.map((barrier) => (barrier === "nothing listed" ? "listed" : barrier))
  return { ...state, barriers, roster: state.listing ? Roster.listed(state.roster, names) : state.roster }
}

/** The step for the answer to a `/join` without an argument, which is shown if the user typed it; undefined for other frames. */
export const receive = (state: State, incoming: Incoming): Step | undefined => {
  if (incoming._tag !== "JoinRequiresArgument") return undefined
  const [barrier, ...barriers] = state.barriers
  const next = { ...state, barriers }
  switch (barrier) {
    case "nothing listed":
      return [next, [notice("There are no channels: /create NAME makes one.")]]
    case "listed":
      return [next, []]
    default:
      return [next, [{ _tag: "Print", entry: { _tag: "Answer", lines: [visibleBytes(toBytes(incoming.text))] } }]]
  }
}
