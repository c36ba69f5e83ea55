/**
 * The client on a terminal: the fibers around the pure `Terminal/Conversation`.
 *
 * Some fibers offer events: the connection's (`Terminal/Connections`), the keyboard's and the terminal's
 * (`Terminal/Input`). One fiber takes them in order, performs what follows from each, and draws once for all that arrived
 * together. That fiber alone writes to the terminal and sends to the server.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Mailbox from "effect/Mailbox"
import * as Scope from "effect/Scope"
import * as Reply from "../Dialect/Frames/Reply.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import { ServerDisconnected } from "../Domain/ChatError.ts"
import type { ClientName } from "../Domain/ClientName.ts"
import type { Connection } from "../Net/Connection.ts"
import { type OutputClosed, Stdio } from "../Stdio.ts"
import { explain } from "./Connect.ts"
import { follow, type Lost, type Open, reconnecting } from "./Terminal/Connections.ts"
import * as State from "./Terminal/Conversation/State.ts"
import * as Conversation from "./Terminal/Conversation.ts"
import * as Entry from "./Terminal/Entry.ts"
import { type Event, MAX_EVENTS } from "./Terminal/Event.ts"
import { HistoryFile } from "./Terminal/HistoryFile.ts"
import { changing, listening } from "./Terminal/Input.ts"
import * as Link from "./Terminal/Link.ts"
import type { Line } from "./Terminal/Screen.ts"
import { span } from "./Terminal/Style.ts"
import { Terminal } from "./Terminal/Terminal.ts"
import * as View from "./Terminal/View.ts"
import { visible } from "./TerminalText.ts"

export interface TerminalOptions {
  readonly name: ClientName
  /** As typed on the command line: the error texts contain them. */
  readonly host: string
  readonly port: string
  /** Whether the connection is encrypted. */
  readonly encrypted: boolean
  /** The channel to begin in, which is joined or created. */
  readonly channel?: ChannelName | undefined
  /** Connect again when the server goes away. */
  readonly reconnect: boolean
  /** Ring the bell when somebody mentions the user's name. */
  readonly bell: boolean
  readonly colored: boolean
  /** Print line by line, without moving the cursor. */
  readonly plain: boolean
  /** Tell joins and leaves together when somebody speaks. */
  readonly quietJoins: boolean
}

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
  /** Whether the user has been told that the history cannot be kept. */
  historyFails: boolean
  quit: Extract<State.Output, { readonly _tag: "Quit" }> | undefined
}

const RING = "\u0007"

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
const conversing = (link: Link.Link, view: View.View, state: State.State, events: Mailbox.Mailbox<Event>) =>
  Effect.gen(function* () {
    const terminal = yield* Terminal
    const file = yield* HistoryFile
    const day = Entry.dayOf(yield* Clock.currentTimeMillis)
    const running: Running = { link, state, view, text: "", lines: [], day, historyFails: false, quit: undefined }

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
    const remember = (line: string, now: number) =>
      Effect.catchAll(file.append(line), (error) => {
        if (running.historyFails) return Effect.void
        running.historyFails = true
        return perform(State.notice(error.message), now)
      })

    const linesOf = state.plain ? Entry.toSpokenLines : Entry.toLines
    const print = (entry: Entry.Entry, now: number) => {
      const day = Entry.dayOf(now)
      if (day !== running.day) running.lines.push(...linesOf({ _tag: "Notice", text: day }, now))
      running.day = day
      running.lines.push(...linesOf(entry, now))
    }

    const perform = (output: State.Output, now: number): Effect.Effect<void, OutputClosed> => {
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
          const sentence = output.reason === undefined ? [] : [visible(Reply.describe(output.reason))]
          draw(running.view.leave([...running.lines, ...sentence.map((text) => ({ spans: [span(text)], indent: 0 }))]))
          running.quit = output
          return flush
        }
      }
    }

    const handle = (event: Conversation.Event, now: number): Effect.Effect<void, OutputClosed> =>
      Effect.suspend(() => {
        const [next, outputs] = Conversation.update(running.state, event)
        running.state = next
        return Effect.forEach(outputs, (output) => (running.quit === undefined ? perform(output, now) : Effect.void), {
          discard: true
        })
      })

    // A signal interrupts this fiber: the prompt has to go, and the lines that wait have to be printed.
    yield* Effect.addFinalizer((exit) =>
      Effect.suspend(() => {
        if (!Exit.isInterrupted(exit)) return Effect.void
        draw(running.view.leave(running.lines))
        return briefly(flush)
      })
    )
    while (running.quit === undefined) {
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
    if (running.quit.reason !== undefined) yield* running.quit.reason
  }).pipe(Effect.scoped)

/** Converses over the connection that `open` makes, and over others, by `openAgain`, when it goes. */
export const run = (options: TerminalOptions, open: Open, openAgain: Open) =>
  Effect.gen(function* () {
    const scope = yield* Effect.acquireRelease(Scope.make(), (scope, exit) => Scope.close(scope, exit))
    const stdio = yield* Stdio
    // Before the terminal's layer is built: without a connection the terminal must stay as it was.
    const first = yield* Scope.extend(open, scope).pipe(
      Effect.tapError((error) => stdio.write(`${visible(explain(error))}\n`))
    )
    yield* Effect.provide(conversation(options, first, scope, openAgain), Terminal.layer(!options.plain))
  }).pipe(Effect.scoped)

/** The same over a connection that is open. Its scope is closed when it has ended. */
export const conversation = (
  options: TerminalOptions,
  first: Connection,
  scope: Scope.CloseableScope,
  open: Open
): Effect.Effect<void, ServerDisconnected | OutputClosed, Terminal | HistoryFile> =>
  Effect.gen(function* () {
    const terminal = yield* Terminal
    const file = yield* HistoryFile
    const events = yield* Mailbox.make<Event>(MAX_EVENTS)
    const link = Link.make(first)
    const error = new ServerDisconnected({ host: options.host, port: options.port })
    const history = yield* Effect.catchAll(file.load, (failure) =>
      Effect.as(events.offer({ _tag: "Noted", sentence: failure.message }), [])
    )
    const place = `${options.host}:${options.port}, ${options.encrypted ? "encrypted" : "not encrypted"}`
    yield* events.offer({ _tag: "Started", place, channel: options.channel })
    const lost: Lost = (only) => (options.reconnect ? { _tag: "Lost", error, only } : { _tag: "Failed", error })
    const connected = Effect.gen(function* () {
      yield* follow(link, true, lost, events)
      yield* Scope.close(scope, Exit.void)
      if (options.reconnect) yield* reconnecting(open, lost, events)
    })
    const happening = Effect.all([connected, listening(options.plain, events), changing(events)], {
      concurrency: "unbounded",
      discard: true
    })
    const size = yield* terminal.size
    const view = options.plain ? View.lineByLine(size, options.colored) : View.withPrompt(size, options.colored)
    const state = State.initial({ ...options, history })
    yield* Effect.raceFirst(conversing(link, view, state, events), Effect.zipRight(happening, Effect.never))
  }).pipe(Effect.scoped)
