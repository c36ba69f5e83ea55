/** The bottom of the terminal as a conversation has it: the channel, the line being typed, or an open question. Pure. */
import { toBytes } from "../../Domain/ByteString.ts"
import { visible, visibleBytes } from "../TerminalText.ts"
import type { State } from "./Conversation/State.ts"
import { questionText } from "./Conversation/Submit.ts"
import * as CurrentChannel from "./CurrentChannel.ts"
import type * as Screen from "./Screen.ts"
import { span } from "./Style.ts"

/** A longer name of a channel would leave no room to type. */
const MAX_CHANNEL = 24

/** The channel and the state of the connection. */
export const status = (state: State): string => {
  const channel = CurrentChannel.channel(state.currentChannel)
  const name = channel === undefined ? "(no channel)" : visibleBytes(toBytes(channel))
  const short = name.length > MAX_CHANNEL ? `${[...name].slice(0, MAX_CHANNEL - 1).join("")}…` : name
  return state.link === "online" ? short : `${short} (${state.link})`
}

/** How many of the lines in question are shown. */
const MAX_PREVIEW = 5

export const make = (state: State): Screen.Prompt => {
  const { editor, question, searching } = state
  if (question === undefined) {
    const label = searching === undefined ? `${status(state)}> ` : `search: ${visible(searching.query)}: `
    return {
      above: [],
      before: [span(label, "bold"), span(editor.before.join(""))],
      after: [span(editor.after.join(""))]
    }
  }
  const lines = question._tag === "Meant" ? question.lines.slice(0, 1) : question.lines
  const shown = lines.slice(0, MAX_PREVIEW).map((line) => [span(`| ${visible(line)}`, "quiet")])
  const more = lines.length - shown.length
  return {
    above: more > 0 ? [...shown, [span(`| … and ${more} more`, "quiet")]] : shown,
    before: [span(questionText(question), "bold")],
    after: []
  }
}

/** The title of the window: how much was said since the user has looked, and where. */
export const title = (state: State): string =>
  `${state.unread === 0 ? "" : `(${state.unread}) `}${status(state)} - chat`

/** What the prompt would tell, for people who see none: to be printed whenever it changes. */
export const spoken = (state: State): string => {
  if (state.question !== undefined) return questionText(state.question).trim()
  const channel = CurrentChannel.channel(state.currentChannel)
  const place = channel === undefined ? "No channel" : `Channel: ${visibleBytes(toBytes(channel))}`
  return state.link === "online" ? place : `${place} (${state.link})`
}
