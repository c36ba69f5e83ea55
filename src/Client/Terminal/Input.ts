/** What the user does at a terminal, as events. */
import * as Effect from "effect/Effect"
import type * as Mailbox from "effect/Mailbox"
import * as Stream from "effect/Stream"
import { lines } from "../Lines.ts"
import { visibleBytes } from "../TerminalText.ts"
import type { Event } from "./Event.ts"
import * as Key from "./Key.ts"
import { Terminal } from "./Terminal.ts"

/** Says what keys are pressed, or what lines are entered where the terminal edits them. */
export const listening = (plain: boolean, events: Mailbox.Mailbox<Event>) =>
  Effect.gen(function* () {
    const terminal = yield* Terminal
    if (plain) {
      yield* Stream.runForEach(lines(terminal), (line) => events.offer({ _tag: "Entered", line: visibleBytes(line) }))
    } else {
      let pending = Key.empty
      yield* Effect.ignore(
        Effect.forever(
          Effect.flatMap(terminal.read, (chunk) => {
            const [rest, keys] = Key.feed(pending, chunk)
            pending = rest
            return events.offer({ _tag: "Pressed", keys })
          })
        )
      )
    }
    yield* events.offer({ _tag: "InputEnded" })
  })

/** Says what becomes of the terminal. */
export const changing = (events: Mailbox.Mailbox<Event>) =>
  Effect.gen(function* () {
    const terminal = yield* Terminal
    while (true) {
      const change = yield* terminal.changes
      yield* events.offer({ _tag: change === "HungUp" ? "InputEnded" : change })
    }
  })
