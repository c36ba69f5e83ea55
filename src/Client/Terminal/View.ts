/**
 * How a conversation is drawn: with a prompt at the bottom and messages above it, or line by line, for terminals that
 * cannot move the cursor and for screen readers. Pure: each drawing returns the next view and one string to write.
 */
import type { State } from "./Conversation/State.ts"
import * as Layout from "./Layout.ts"
import * as Notification from "./Notification.ts"
import * as Prompt from "./Prompt.ts"
import * as Screen from "./Screen.ts"
import { type Colors, paintAll, span } from "./Style.ts"

type Drawn = readonly [View, string]

export interface View {
  /** Draws new lines, and the prompt of the state after them. */
  readonly draw: (lines: ReadonlyArray<Screen.Line>, state: State) => Drawn
  /** Draws last lines, before the program ends or stops. */
  readonly leave: (lines: ReadonlyArray<Screen.Line>) => Drawn
  readonly clear: () => Drawn
  readonly resize: (size: Screen.Size) => View
  /** Draws for this background from now on. */
  readonly recolor: (colors: Colors) => View
}

/** `title` is the one that the window has; undefined for one that must be set, null where none is to be. */
const edited = (screen: Screen.Screen, title: string | undefined | null): View => {
  const view: View = {
    draw: (lines, state) => {
      const painted = Screen.paint(screen, lines, Prompt.make(state))
      const now = title === null ? null : Prompt.title(state)
      return now === null || now === title
        ? [view, painted]
        : [edited(screen, now), `${Notification.title(now)}${painted}`]
    },
    // The terminal is restored, and with it the title.
    leave: (lines) => [title === null ? view : edited(screen, undefined), Screen.leave(screen, lines)],
    clear: () => [view, Screen.CLEAR],
    resize: (size) => edited({ ...screen, size }, title),
    recolor: (colors) => edited({ ...screen, colors }, title)
  }
  return view
}

/** With a prompt, and if it is `titled` with a title of the window. */
export const withPrompt = (size: Screen.Size, colors: Colors, titled: boolean): View =>
  edited({ size, colors }, titled ? undefined : null)

const plain = ({ columns, rows }: Screen.Size, said: string | undefined): View => {
  const write = (lines: ReadonlyArray<Screen.Line>): string =>
    lines
      .flatMap(({ indent, spans }) => Layout.wrap(spans, columns, indent))
      .map((row) => `${paintAll(row, "none")}\n`)
      .join("")
  return {
    draw: (lines, state) => {
      const now = Prompt.spoken(state)
      const changed = now === said ? [] : [{ spans: [span(now)], indent: 3 }]
      return [plain({ columns, rows }, now), write([...lines, ...changed])]
    },
    leave: (lines) => [plain({ columns, rows }, said), write(lines)],
    clear: () => [plain({ columns, rows }, said), ""],
    resize: (size) => plain(size, said),
    recolor: () => plain({ columns, rows }, said)
  }
}

/** Line by line, without colours, which say nothing to a screen reader. */
export const lineByLine = (size: Screen.Size): View => plain(size, undefined)
