/**
 * The client on a terminal: the fibers around the pure `Terminal/Conversation`.
 *
 * Some fibers offer events: the connection's (`Terminal/Connections`), the keyboard's and the terminal's
 * (`Terminal/Input`). One fiber takes them in order and performs what follows from each (`Terminal/Performer`).
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Mailbox from "effect/Mailbox"
import * as Scope from "effect/Scope"
import type { ChannelName } from "../Domain/ChannelName.ts"
import { ServerDisconnected } from "../Domain/ChatError.ts"
import type { ClientName } from "../Domain/ClientName.ts"
import type { Connection } from "../Net/Connection.ts"
import { type OutputClosed, Stdio } from "../Stdio.ts"
import { explain } from "./Connect.ts"
import * as Refusal from "./Refusal.ts"
import { follow, type Lost, type Open, reconnecting } from "./Terminal/Connections.ts"
import * as State from "./Terminal/Conversation/State.ts"
import { type Event, MAX_EVENTS } from "./Terminal/Event.ts"
import { HistoryFile } from "./Terminal/HistoryFile.ts"
import { changing, listening } from "./Terminal/Input.ts"
import * as Link from "./Terminal/Link.ts"
import type { LogFile } from "./Terminal/LogFile.ts"
import type { Protocol } from "./Terminal/Notification.ts"
import { perform } from "./Terminal/Performer.ts"
import type { Colors } from "./Terminal/Style.ts"
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
  /** `unknown` is asked for. */
  readonly colors: Colors
  /** How the desktop is told of mentions while another window has the focus; the title says what is unread. */
  readonly notifications: Protocol | undefined
  /** Print line by line, without moving the cursor. */
  readonly plain: boolean
  /** Tell joins and leaves together when somebody speaks. */
  readonly quietJoins: boolean
}

/** Converses over the connection that `open` makes, and over others, by `openAgain`, when it goes. */
export const run = (options: TerminalOptions, open: Open, openAgain: Open) =>
  Effect.gen(function* () {
    const scope = yield* Effect.acquireRelease(Scope.make(), (scope, exit) => Scope.close(scope, exit))
    const stdio = yield* Stdio
    // Before the terminal's layer is built: without a connection the terminal must stay as it was.
    const first = yield* Scope.extend(open, scope).pipe(
      Effect.tapError((error) => stdio.write(`${visible(explain(error))}\n`))
    )
    yield* Effect.provide(
      conversation(options, first, scope, openAgain),
      Terminal.layer({ raw: !options.plain, titled: options.notifications !== undefined })
    )
  }).pipe(Effect.scoped)

/** The same over a connection that is open. Its scope is closed when it has ended. */
export const conversation = (
  options: TerminalOptions,
  first: Connection,
  scope: Scope.CloseableScope,
  open: Open
): Effect.Effect<void, ServerDisconnected | OutputClosed, Terminal | HistoryFile | LogFile> =>
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
    const lost: Lost = (only, silence) => {
      const hint = silence === undefined ? undefined : Refusal.silenceHint(silence, options.encrypted)
      return [
        ...(hint === undefined ? [] : [{ _tag: "Noted", sentence: hint } as const]),
        options.reconnect ? { _tag: "Lost", error, only } : { _tag: "Failed", error, only }
      ]
    }
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
    const view = options.plain
      ? View.lineByLine(size)
      : View.withPrompt(size, options.colors, options.notifications !== undefined)
    const state = State.initial({
      ...options,
      notify: options.notifications !== undefined,
      asksBackground: options.colors === "unknown",
      history
    })
    yield* Effect.raceFirst(
      perform(link, view, state, events, options.notifications),
      Effect.zipRight(happening, Effect.never)
    )
  }).pipe(Effect.scoped)
