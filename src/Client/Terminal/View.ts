/**
 * How a conversation is drawn: with a prompt at the bottom and messages above it, or line by line, for terminals that
 * cannot move the cursor and for screen readers. Pure: each drawing returns the next view and one string to write.
 */
import type { State } from "./Conversation/State.ts"
import * as Layout from "./Layout.ts"
import * as Prompt from "./Prompt.ts"
import * as Screen from "./Screen.ts"
import { paintAll, span } from "./Style.ts"

type Drawn = readonly [View, string]

export interface View {
  /** Draws new lines, and the prompt of the state after them. */
  readonly draw: (lines: ReadonlyArray<Screen.Line>, state: State) => Drawn
  /** Draws last lines, before the program ends or stops. */
  readonly leave: (lines: ReadonlyArray<Screen.Line>) => Drawn
  readonly clear: () => Drawn
  readonly resize: (size: Screen.Size) => View
}

const edited = (screen: Screen.Screen): View => {
  const view: View = {
    draw: (lines, state) => [view, Screen.paint(screen, lines, Prompt.make(state))],
    leave: (lines) => [view, Screen.leave(screen, lines)],
    clear: () => [view, Screen.CLEAR],
    resize: (size) => edited({ ...screen, size })
  }
  return view
}

/** With a prompt. */
export const withPrompt = (size: Screen.Size, colored: boolean): View => edited({ size, colored })

const plain = ({ columns, rows }: Screen.Size, colored: boolean, said: string | undefined): View => {
  const write = (lines: ReadonlyArray<Screen.Line>): string =>
    lines
      .flatMap(({ indent, spans }) => Layout.wrap(spans, columns, indent))
      .map((row) => `${paintAll(row, colored)}\n`)
      .join("")
  return {
    draw: (lines, state) => {
      const now = Prompt.spoken(state)
      const changed = now === said ? [] : [{ spans: [span(now)], indent: 3 }]
      return [plain({ columns, rows }, colored, now), write([...lines, ...changed])]
    },
    leave: (lines) => [plain({ columns, rows }, colored, said), write(lines)],
    clear: () => [plain({ columns, rows }, colored, said), ""],
    resize: (size) => plain(size, colored, said)
  }
}

/** Line by line. */
export const lineByLine = (size: Screen.Size, colored: boolean): View => plain(size, colored, undefined)
