/**
 * The console on a terminal: a line editor at the bottom, messages above it. What is half typed is drawn again below
 * each message. Loaded only when both standard streams are terminals.
 */
import * as readline from "node:readline"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Mailbox from "effect/Mailbox"
import { CLIENT_MESSAGE_PREFIX } from "../utils.ts"
import { Console } from "./Console.ts"
import * as Render from "./Render.ts"

const { stdin, stdout } = process

/** Restores the terminal when it is released. */
const editor = Effect.acquireRelease(
  Effect.sync(() => readline.createInterface({ input: stdin, output: stdout, prompt: CLIENT_MESSAGE_PREFIX })),
  (editor) => Effect.sync(() => editor.close())
)

/** Moves to where the prompt begins, which is above the cursor when the line has wrapped, and clears from there. */
const clearInput = (editor: readline.Interface): void => {
  readline.moveCursor(stdout, 0, -editor.getCursorPos().rows)
  readline.cursorTo(stdout, 0)
  readline.clearScreenDown(stdout)
}

/** Writes a text above the line being typed. */
const writeAbove = (editor: readline.Interface, text: string): void => {
  clearInput(editor)
  stdout.write(`${text}\n`)
  // The editor goes up by as many rows before it draws: none are left to go up by, and after a paste it counts wrong.
  Object.assign(editor, { prevRows: 0 })
  editor.prompt(true)
}

export const layer: Layer.Layer<Console> = Layer.scoped(
  Console,
  Effect.gen(function* () {
    const terminal = yield* editor
    const typed = yield* Mailbox.make<Uint8Array>()
    const encoder = new TextEncoder()
    terminal.on("line", (line) => typed.unsafeOffer(encoder.encode(line)))
    let open = true
    terminal.on("close", () => {
      open = false
      typed.unsafeDone(Exit.void)
    })
    /** The last lines may be handled after the editor has closed; from Node 24 on it throws when it draws then. */
    const draw = (drawing: () => void) =>
      Effect.sync(() => {
        if (open) drawing()
      })
    return {
      lines: Mailbox.toStream(typed),
      afterLines: Effect.sync(() => void stdout.write("\n")),
      prompt: draw(() => terminal.prompt()),
      show: (texts) => draw(() => writeAbove(terminal, Array.from(texts, Render.guard).join("\n"))),
      refuse: (sentence) => draw(() => writeAbove(terminal, sentence)),
      farewell: (sentence) =>
        Effect.sync(() => {
          clearInput(terminal)
          stdout.write(`${sentence}\n`)
        })
    }
  })
)
