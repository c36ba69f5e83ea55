/**
 * Performs what follows from the events of a conversation, one after the other, and draws once for all that arrived together.
 * The fiber that runs this is the only one that writes to the terminal and to the log, and sends to the server.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Mailbox from "effect/Mailbox"
import * as Reply from "../../Dialect/Frames/Reply.ts"
import type { OutputClosed } from "../../Stdio.ts"
import { visible } from "../TerminalText.ts"
import type * as State from "./Conversation/State.ts"
import * as Conversation from "./Conversation.ts"
import * as Entry from "./Entry.ts"
import type { Event } from "./Event.ts"
import { type HistoryError, HistoryFile } from "./HistoryFile.ts"
import * as Link from "./Link.ts"
import { LogFile, type LogFileError } from "./LogFile.ts"
import * as Notification from "./Notification.ts"
import type { Line } from "./Screen.ts"
import { span } from "./Style.ts"
import { Terminal } from "./Terminal.ts"
import type * as View from "./View.ts"

/** What changes while events are handled. */
interface Running {
  /** The latest connection that the conversation has been told of. */
  link: Link.Link
  state: State.State
  view: View.View
  /** What has been drawn and not written, and the lines that have not been drawn. */
  text: string
  lines: Array<Line>
  /** The day of what was printed last: another is told first. */
  day: string
  /** What has been printed and not written to the log. */
  log: string
  /** What the user has been told about files that cannot be kept: each once. */
  readonly failures: Set<string>
  quit: Extract<State.Output, { readonly _tag: "Quit" }> | undefined
}

const RING = "\u0007"

/** The terminal answers with its colour as a `Key` of the kind `Report`, or not at all. */
const ASK_BACKGROUND = "\u001b]11;?\u001b\\"

/** How long the terminal may take for the last lines at a signal: while it is held (^S), it takes none. */
const LAST_LINES = Duration.seconds(1)

/**
 * Waits for an effect, but not for long, in a finalizer too: there its fibers belong to a scope and not to this fiber, which,
 * interrupted, would interrupt its children at once.
 */
const briefly = <E>(effect: Effect.Effect<void, E>): Effect.Effect<void> =>
  Effect.scopedWith((scope) =>
    Effect.gen(function* () {
      const over = yield* Deferred.make<void>()
      for (const end of [Effect.ignore(effect), Effect.sleep(LAST_LINES)]) {
        yield* Effect.zipRight(end, Deferred.succeed(over, undefined)).pipe(Effect.interruptible, Effect.forkIn(scope))
      }
      yield* Deferred.await(over)
    })
  )

/** Handles events until the user leaves; fails when the server is gone for good. */
export const perform = (
  link: Link.Link,
  view: View.View,
  state: State.State,
  events: Mailbox.Mailbox<Event>,
  notifications: Notification.Protocol | undefined
) =>
  Effect.gen(function* () {
    const terminal = yield* Terminal
    const history = yield* HistoryFile
    const log = yield* LogFile
    const day = Entry.dayOf(yield* Clock.currentTimeMillis)
    const running: Running = {
      link,
      state,
      view,
      text: "",
      lines: [],
      day,
      log: "",
      failures: new Set(),
      quit: undefined
    }

    const flush = Effect.suspend(() => {
      const text = running.text
      running.text = ""
      return text === "" ? Effect.void : terminal.write(text)
    })
    const draw = (drawn: readonly [View.View, string]) => {
      running.view = drawn[0]
      running.text += drawn[1]
      running.lines = []
    }
    const linesOf = state.plain ? Entry.toSpokenLines : Entry.toLines
    const print = (entry: Entry.Entry, now: number) => {
      const day = Entry.dayOf(now)
      if (day !== running.day) running.lines.push(...linesOf({ _tag: "Notice", text: day }, now))
      running.day = day
      running.lines.push(...linesOf(entry, now))
      running.log += Entry.toLog(entry, now)
    }

    const tellOnce = ({ message }: HistoryError | LogFileError, now: number): void => {
      if (!running.failures.has(message)) print({ _tag: "Notice", text: message }, now)
      running.failures.add(message)
    }
    const remember = (line: string, now: number) =>
      Effect.catchAll(history.append(line), (error) => Effect.sync(() => tellOnce(error, now)))
    const keepLog = Effect.gen(function* () {
      const text = running.log
      running.log = ""
      if (text === "") return
      const now = yield* Clock.currentTimeMillis
      yield* Effect.catchAll(log.append(text), (error) => Effect.sync(() => tellOnce(error, now)))
    })

    const performOne = (output: State.Output, now: number): Effect.Effect<void, OutputClosed> => {
      switch (output._tag) {
        case "Print":
          return Effect.sync(() => print(output.entry, now))
        case "Send":
          // Whether it was taken does not matter: where it was not, the loss of the connection follows.
          return Effect.sync(() => void Link.send(running.link, output.bytes))
        case "SendLine":
          return Effect.suspend(() => {
            const taken = Link.send(running.link, output.bytes)
            return handle({ _tag: taken ? "Sent" : "Undelivered", line: output.line }, now)
          })
        case "Remember":
          return remember(output.line, now)
        case "Ring":
          running.text += RING
          return Effect.void
        case "Notify":
          if (notifications !== undefined) running.text += Notification.mention(notifications, output.from, output.text)
          return Effect.void
        case "AskBackground":
          running.text += ASK_BACKGROUND
          return Effect.void
        case "Recolor":
          running.view = running.view.recolor(output.background)
          return Effect.void
        case "Clear":
          draw(running.view.clear())
          return Effect.void
        case "Resize":
          return Effect.map(terminal.size, (size) => {
            running.view = running.view.resize(size)
          })
        case "Suspend":
          draw(running.view.leave(running.lines))
          return Effect.zipRight(flush, terminal.suspend)
        case "Quit": {
          const sentences = output.reason === undefined ? [] : [visible(Reply.describe(output.reason))]
          running.log += sentences.map((text) => Entry.toLog({ _tag: "Notice", text }, now)).join("")
          draw(running.view.leave([...running.lines, ...sentences.map((text) => ({ spans: [span(text)], indent: 0 }))]))
          running.quit = output
          return flush
        }
      }
    }

    const handle = (event: Conversation.Event, now: number): Effect.Effect<void, OutputClosed> =>
      Effect.suspend(() => {
        const [next, outputs] = Conversation.update(running.state, event)
        running.state = next
        return Effect.forEach(
          outputs,
          (output) => (running.quit === undefined ? performOne(output, now) : Effect.void),
          {
            discard: true
          }
        )
      })

    // A signal interrupts this fiber: the prompt has to go, and the lines that wait have to be printed.
    yield* Effect.addFinalizer((exit) =>
      Effect.suspend(() => {
        if (!Exit.isInterrupted(exit)) return Effect.void
        draw(running.view.leave(running.lines))
        return Effect.zipRight(briefly(keepLog), briefly(flush))
      })
    )
    while (running.quit === undefined) {
      yield* keepLog
      draw(running.view.draw(running.lines, running.state))
      yield* flush
      const [arrived] = yield* events.takeAll
      const now = yield* Clock.currentTimeMillis
      for (const event of arrived) {
        if (running.quit !== undefined) break
        if (event._tag === "Reconnected") running.link = event.link
        yield* handle(event, now)
      }
    }
    yield* keepLog
    if (running.quit.reason !== undefined) yield* running.quit.reason
  }).pipe(Effect.scoped)
