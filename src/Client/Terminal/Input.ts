/** What the user does at a terminal, as events. */
import * as Effect from "effect/Effect"
import type * as Mailbox from "effect/Mailbox"
import * as Stream from "effect/Stream"
import { lines } from "../Lines.ts"
import { visibleBytes } from "../TerminalText.ts"
import type { Event } from "./Event.ts"
import * as Key from "./Key.ts"
import { Terminal } from "./Terminal.ts"

/** The keys that are pressed, or the lines that are entered where the terminal edits them. */
const typed = (input: Stream.Stream<Uint8Array>, plain: boolean): Stream.Stream<Event> =>
  plain
    ? Stream.map(lines(input), (line) => ({ _tag: "Entered", line: visibleBytes(line) }))
    : input.pipe(
        Stream.mapAccum(Key.empty, Key.feed),
        Stream.map((keys) => ({ _tag: "Pressed", keys }))
      )

/** Tells what is typed, and when the keyboard has ended. */
export const listening = (plain: boolean, events: Mailbox.Mailbox<Event>) =>
  Effect.gen(function* () {
    const terminal = yield* Terminal
    yield* Stream.runForEach(typed(terminal.input, plain), (event) => events.offer(event))
    yield* events.offer({ _tag: "InputEnded" })
  })

/** Tells what becomes of the terminal. */
export const changing = (events: Mailbox.Mailbox<Event>) =>
  Effect.gen(function* () {
    const terminal = yield* Terminal
    while (true) {
      const change = yield* terminal.changes
      yield* events.offer({ _tag: change === "HungUp" ? "InputEnded" : change })
    }
  })
