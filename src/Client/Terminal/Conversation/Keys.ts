/** What a key does: to the open question, the search, the completion, the line or the history. Pure. */
import * as Completion from "../Completion.ts"
import * as History from "../History.ts"
import type { Key } from "../Key.ts"
import * as LineEditor from "../LineEditor.ts"
import * as Search from "./Search.ts"
import { notice, type State, type Step } from "./State.ts"
import * as Submit from "./Submit.ts"

const complete = (state: State, step: 1 | -1): Step => {
  const begun = state.completion ?? Completion.begin(state.editor, state.roster)
  if (begun === undefined) {
    const channels = /^\/(join|create) /.test(LineEditor.text(state.editor)) && state.roster.channels.size === 0
    return [state, channels ? [notice("No channel names seen yet: /list asks the server.")] : []]
  }
  const completion = Completion.turn(begun, step)
  return [{ ...state, completion, editor: Completion.apply(completion, state.editor) }, []]
}

const recall = (state: State, found: readonly [History.History, string] | undefined): Step =>
  found === undefined
    ? [state, []]
    : [{ ...state, history: found[0], editor: LineEditor.set(state.editor, found[1]) }, []]

/** The line before, or first the paste that has just been refused. */
const older = (state: State): Step =>
  state.refused === undefined
    ? recall(state, History.older(state.history, LineEditor.text(state.editor)))
    : Submit.recallPaste(state, state.refused)

const cancel = (state: State): Step =>
  LineEditor.isEmpty(state.editor)
    ? Submit.leave(state)
    : [{ ...state, editor: LineEditor.set(state.editor, ""), history: History.make(state.history.lines) }, []]

const endOrDelete = (state: State): Step =>
  LineEditor.isEmpty(state.editor)
    ? Submit.leave(state)
    : [{ ...state, editor: LineEditor.press(state.editor, "C-d") ?? state.editor }, []]

const actions: Readonly<Record<string, (state: State) => Step>> = {
  Enter: (state) => Submit.submit(state, LineEditor.text(state.editor)),
  "C-c": cancel,
  "C-d": endOrDelete,
  "C-z": (state) => [state, [{ _tag: "Suspend" }]],
  "C-l": (state) => [state, [{ _tag: "Clear" }]],
  Up: older,
  "C-p": older,
  Down: (state) => recall(state, History.newer(state.history, LineEditor.text(state.editor))),
  "C-n": (state) => recall(state, History.newer(state.history, LineEditor.text(state.editor))),
  "C-r": Search.begin,
  Tab: (state) => complete(state, 1),
  BackTab: (state) => complete(state, -1)
}

/** While a question is open, a key answers it, postpones it, or is one of the two that always work. */
const whileAsked = (state: State, question: NonNullable<State["question"]>, key: Key): Step => {
  if (key._tag === "Text") return Submit.answer(state, question, key.text.slice(0, 1))
  if (key._tag !== "Named") return [state, []]
  if (["C-c", "C-g", "C-d"].includes(key.name)) return Submit.postpone(state)
  return key.name === "C-z" || key.name === "C-l" ? (actions[key.name]?.(state) ?? [state, []]) : [state, []]
}

const pressed = (state: State, name: string): Step => {
  const action = actions[name]
  if (action !== undefined) return action(state)
  const editor = LineEditor.press(state.editor, name)
  return editor === undefined ? [state, []] : [{ ...state, editor }, []]
}

const reported = (state: State, report: Extract<Key, { readonly _tag: "Report" }>["report"]): Step => {
  switch (report) {
    case "FocusIn":
      return [{ ...state, focused: true, unread: 0 }, []]
    case "FocusOut":
      return [{ ...state, focused: false }, []]
    case "Dark":
      return [state, [{ _tag: "Recolor", background: "dark" }]]
    case "Light":
      return [state, [{ _tag: "Recolor", background: "light" }]]
  }
}

/** The answer to a question that came later than the end of the program would be typed into the user's shell. */
const firstKey = (state: State, key: Key): Step => {
  const [next, outputs] = press({ ...state, asksBackground: false }, key)
  const leaves = outputs.some(({ _tag }) => _tag === "Quit")
  return [next, leaves ? outputs : [{ _tag: "AskBackground" }, ...outputs]]
}

export const press = (state: State, key: Key): Step => {
  if (key._tag === "Report") return reported(state, key.report)
  if (state.asksBackground) return firstKey(state, key)
  if (state.question !== undefined) return whileAsked(state, state.question, key)
  if (state.searching !== undefined) {
    return Search.press(state, state.searching, key) ?? press({ ...state, searching: undefined }, key)
  }
  const continues = key._tag === "Named" && (key.name === "Tab" || key.name === "BackTab")
  const current = continues ? state : { ...state, completion: undefined }
  switch (key._tag) {
    case "Text":
      return [{ ...current, editor: LineEditor.insert(current.editor, key.text) }, []]
    case "Paste":
      return Submit.paste(current, key.text, key.tooLong)
    case "Named":
      return pressed(current, key.name)
  }
}
