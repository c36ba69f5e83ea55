/** What follows from a whole line: it is a local command, is sent, is kept, or answers a question. Pure. */
import * as Either from "effect/Either"
import * as Command from "../../../Dialect/Frames/Command.ts"
import * as Reply from "../../../Dialect/Frames/Reply.ts"
import type { ServerDisconnected } from "../../../Domain/ChatError.ts"
import * as Outgoing from "../../Outgoing.ts"
import * as CurrentChannel from "../CurrentChannel.ts"
import * as History from "../History.ts"
import * as LineEditor from "../LineEditor.ts"
import * as Roster from "../Roster.ts"
import * as Commands from "./Commands.ts"
import * as Help from "./Help.ts"
import * as Listing from "./Listing.ts"
import * as People from "./People.ts"
import { forEach, notice, type Output, type State, type Step, told } from "./State.ts"

/** How many unsent lines are kept, and how many lines a paste may have. */
export const MAX_LINES = 1000

/** What a sent line tells about the client itself: its next channel, and whether a list of channels may arrive. */
const follow = (state: State, line: string): State => {
  if (!line.startsWith("/")) return { ...state, listing: false }
  const parsed = Command.parse(new TextEncoder().encode(line))
  if (Either.isLeft(parsed)) {
    const next = parsed.left._tag === "JoinRequiresArgument" ? Listing.joinedNothing(state) : state
    return { ...next, listing: false }
  }
  const command = parsed.right
  if (command._tag === "List") return Listing.asked(state)
  const again = command.channel === CurrentChannel.channel(state.currentChannel)
  return {
    ...(again ? state : People.entered(state, command.channel)),
    listing: false,
    currentChannel: CurrentChannel.afterSending(state.currentChannel, command),
    roster: Roster.listed(state.roster, [command.channel])
  }
}

const isList = (line: string): boolean => /^\/list(\s|$)/.test(line)

/** Sends a line, as it was typed; nothing is believed about it before it has been sent. */
const sendLine = (state: State, line: string): Step =>
  Either.match(Outgoing.frames(new TextEncoder().encode(line), state.name), {
    onLeft: (error): Step => [state, [notice(Reply.describe(error))]],
    onRight: (frames): Step => {
      const all = isList(line) ? [...frames, Listing.barrier] : frames
      return [state, [{ _tag: "SendLine", line, bytes: Buffer.concat(all) }]]
    }
  })

/** A line has been sent. */
export const sent = (state: State, line: string): Step => {
  const [next, moved] = People.tellMovements(state)
  return [follow(next, line), [...moved, { _tag: "Print", entry: { _tag: "Own", text: line } }]]
}

/** Keeps a line that could not be sent, and shows that it is unsent. */
export const keepLine = (state: State, line: string): Step =>
  state.unsent.length < MAX_LINES
    ? [{ ...state, unsent: [...state.unsent, line] }, [{ _tag: "Print", entry: { _tag: "Unsent", text: line } }]]
    : [state, [notice(`${MAX_LINES} lines are unsent: this one is not kept.`)]]

const say = (state: State, line: string): Step =>
  state.link === "online" ? sendLine(state, line) : keepLine(state, line)

const count = (lines: ReadonlyArray<string>): string => (lines.length === 1 ? "1 line" : `${lines.length} lines`)

const ask = (state: State, question: NonNullable<State["question"]>): Step => [{ ...state, question }, []]

/** The text of a question. */
export const questionText = ({ _tag, lines }: NonNullable<State["question"]>): string => {
  switch (_tag) {
    case "Paste":
      return `Send ${count(lines)}? [y/n] `
    case "Unsent":
      return `Send ${count(lines)} typed offline? [y/n, ^C: later] `
    case "Meant":
      return `Did you mean that? [y, n: send it as typed, ^C: neither] `
  }
}

/** Ends the conversation, and tells how many unsent lines are lost. */
export const leave = (state: State, reason?: ServerDisconnected): Step => {
  const unsent = state.unsent.length === 0 ? [] : [notice(`Not sent: ${count(state.unsent)}.`)]
  return [state, [...unsent, { _tag: "Quit", reason }]]
}

/** The local commands. The server never sees them. */
const local: Readonly<Record<string, (state: State, argument: string) => Step>> = {
  "/help": (state) => [state, [told(...(state.plain ? Help.plain : Help.edited))]],
  "/names": People.names,
  "/ignore": People.ignore,
  "/unignore": People.unignore,
  "/quit": (state) => leave(state),
  "/exit": (state) => leave(state),
  "/clear": (state) => [state, [{ _tag: "Clear" }]]
}

/** A line that was typed while no question is open. An empty one is not sent: it asks about the unsent lines. */
export const submit = (state: State, line: string): Step => {
  const cleared = {
    ...state,
    refused: undefined,
    editor: LineEditor.set(state.editor, ""),
    history: History.add(state.history, line)
  }
  const remembered: ReadonlyArray<Output> = History.keeps(line) ? [{ _tag: "Remember", line }] : []
  const then = ([next, outputs]: Step): Step => [next, [...outputs, ...remembered]]
  const [word = ""] = line.split(" ", 1)
  const command = local[word]
  if (command !== undefined) return then(command(cleared, line.slice(word.length)))
  const meant = Commands.correct(line)
  if (meant !== undefined) return then(ask(cleared, { _tag: "Meant", lines: [meant, line] }))
  if (line.trim() !== "") return then(say(cleared, line))
  if (state.link !== "online" || state.unsent.length === 0) return [cleared, []]
  return ask(cleared, { _tag: "Unsent", lines: state.unsent })
}

/** A pasted line is a message: a space before a slash keeps it from being a command. */
const asMessage = (line: string): string => (line.startsWith("/") ? ` ${line}` : line)

const accept = (state: State, question: NonNullable<State["question"]>): Step => {
  const asked = { ...state, question: undefined }
  if (question._tag === "Paste") {
    return forEach({ ...asked, editor: LineEditor.set(state.editor, "") }, question.lines.map(asMessage), say)
  }
  if (question._tag === "Meant") return submit(asked, question.lines[0] ?? "")
  if (state.link !== "online") return [asked, [notice("The server is away: they stay unsent.")]]
  return forEach({ ...asked, unsent: [] }, question.lines, sendLine)
}

const decline = (state: State, question: NonNullable<State["question"]>): Step => {
  const asked = { ...state, question: undefined }
  if (question._tag === "Paste") {
    return [{ ...asked, refused: question.lines }, [notice(`Not sent: ${count(question.lines)}. Up brings them back.`)]]
  }
  if (question._tag === "Meant") return say(asked, question.lines[1] ?? "")
  return [{ ...asked, unsent: [] }, [notice(`Dropped ${count(question.lines)}.`)]]
}

/** An answer to the question. Anything but yes and no leaves it open. */
export const answer = (state: State, question: NonNullable<State["question"]>, word: string): Step => {
  if (/^y(es)?$/i.test(word)) return accept(state, question)
  if (/^no?$/i.test(word)) return decline(state, question)
  return [state, []]
}

/** Asks again about the paste that was refused last. */
export const recallPaste = (state: State, lines: ReadonlyArray<string>): Step =>
  ask({ ...state, refused: undefined }, { _tag: "Paste", lines })

/** Closes the question without an answer: nothing is sent, and unsent lines stay unsent. */
export const postpone = (state: State): Step =>
  state.question?._tag === "Paste" ? decline(state, state.question) : [{ ...state, question: undefined }, []]

/** A paste. One line is inserted; for several the user is asked first. */
export const paste = (state: State, text: string, tooLong: boolean): Step => {
  const lines = text.replaceAll("\t", "    ").split(/\r\n?|\n/)
  const whole = lines.filter((line) => line.trim() !== "")
  if (tooLong || whole.length > MAX_LINES)
    return [state, [notice("That is too much to paste: nothing of it is taken.")]]
  const [only = ""] = whole
  if (whole.length <= 1) return [{ ...state, editor: LineEditor.insert(state.editor, only) }, []]
  const [first = "", ...others] = whole
  const last = others.pop() ?? ""
  const { after, before } = state.editor
  const joined = [`${before.join("")}${first}`, ...others, `${last}${after.join("")}`]
  // The lines are sent as the editor would show them.
  return ask(state, {
    _tag: "Paste",
    lines: joined.map((line) => LineEditor.text(LineEditor.set(LineEditor.empty, line)))
  })
}
