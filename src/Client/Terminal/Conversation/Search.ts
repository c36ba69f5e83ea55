/** ^R, as in readline: finds a line typed before by a part of it. Pure. */
import * as Grapheme from "../Grapheme.ts"
import type { Key } from "../Key.ts"
import * as LineEditor from "../LineEditor.ts"
import type { Searching, State, Step } from "./State.ts"

export const begin = (state: State): Step => [
  { ...state, searching: { query: "", at: state.history.lines.length, before: state.editor } },
  []
]

/** Finds the latest line with the query before the given index. If there is none, the line shown stays. */
const find = (state: State, searching: Searching, from: number): Step => {
  const at = state.history.lines.slice(0, from).findLastIndex((line) => line.includes(searching.query))
  const found = searching.query === "" ? undefined : state.history.lines[at]
  if (found === undefined) return [{ ...state, searching }, []]
  return [{ ...state, searching: { ...searching, at }, editor: LineEditor.set(state.editor, found) }, []]
}

const abandon = (state: State, { before }: Searching): Step => [{ ...state, searching: undefined, editor: before }, []]

const shorten = (state: State, searching: Searching): Step => {
  const query = Grapheme.clusters(searching.query).slice(0, -1).join("")
  return find(state, { ...searching, query }, state.history.lines.length)
}

/** A key of the search; undefined for any other, which ends the search and then edits the line that was found. */
export const press = (state: State, searching: Searching, key: Key): Step | undefined => {
  if (key._tag === "Paste" || key._tag === "Report") return undefined
  if (key._tag === "Text") return find(state, { ...searching, query: searching.query + key.text }, searching.at + 1)
  switch (key.name) {
    case "C-r":
      return find(state, searching, searching.at)
    case "Backspace":
      return shorten(state, searching)
    case "C-g":
    case "C-c":
      return abandon(state, searching)
    default:
      return undefined
  }
}
