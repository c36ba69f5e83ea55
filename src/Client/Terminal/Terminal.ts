/**
 * The terminal as a service: its keys, its size, its signals.
 *
 * Invariant: the terminal is restored however the program ends or stops. The scope restores it at a normal end and at a
 * signal, a listener for the process's `exit` event at a crash, and `suspend` before the program stops.
 */
import { writeSync } from "node:fs"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import type * as Stream from "effect/Stream"
import { type OutputClosed, Stdio } from "../../Stdio.ts"
import * as Notification from "./Notification.ts"
import type { Size } from "./Screen.ts"

/** The terminal has another size, the program was told to stop, or the terminal is gone or the program told to quit. */
export type Change = "Resized" | "Stopped" | "HungUp"

export class Terminal extends Context.Tag("chat/Client/Terminal")<
  Terminal,
  {
    readonly size: Effect.Effect<Size>
    /** The bytes of the keyboard, to its end. */
    readonly input: Stream.Stream<Uint8Array>
    readonly write: (text: string) => Effect.Effect<void, OutputClosed>
    readonly changes: Queue.Dequeue<Change>
    /** Restores the terminal, stops the process group, and enters raw mode again when the program continues. */
    readonly suspend: Effect.Effect<void>
  }
>() {
  /**
   * With `raw` keys come one by one and the program draws what is typed; otherwise the terminal edits lines itself. With `titled`
   * the program sets the title of the window, and is told when that has the focus.
   */
  static readonly layer = ({ raw, titled }: Modes): Layer.Layer<Terminal, never, Stdio> =>
    Layer.scoped(
      this,
      Effect.gen(function* () {
        const stdio = yield* Stdio
        const changes = yield* Queue.unbounded<Change>()
        yield* signalsInto(changes, raw ? SIGNALS : withoutStop)
        const mode = rawMode(titled)
        if (raw) yield* Effect.acquireRelease(Effect.sync(mode.enter), () => Effect.sync(mode.restore))
        return {
          size: Effect.sync(size),
          input: stdio.input,
          write: stdio.write,
          changes,
          suspend: raw ? suspend(mode) : Effect.void
        }
      })
    )
}

export interface Modes {
  readonly raw: boolean
  readonly titled: boolean
}

/** A terminal whose size is not known is assumed to have the usual one. */
const size = (): Size => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 })

/**
 * Pastes come in brackets, so a newline in a paste is not taken for Enter. The cursor is hidden, because the one to be seen
 * is drawn (`Screen`).
 */
const ENTERED = "\u001b[?2004h\u001b[?25l"

/** No bracketed pastes, the cursor back, wrapping on, plain text. */
const RESTORED = "\u001b[?2004l\u001b[?25h\u001b[?7h\u001b[0m"

/** Writes synchronously, because the process may end right after it. */
const writeNow = (text: string): void => {
  try {
    writeSync(process.stdout.fd, text)
  } catch {
    // The terminal is gone: there is nothing to restore.
  }
}

interface RawMode {
  readonly enter: () => void
  readonly restore: () => void
}

const rawMode = (titled: boolean): RawMode => {
  const restore = (): void => {
    process.off("exit", restoreOnExit)
    writeNow(titled ? `${RESTORED}${Notification.END}` : RESTORED)
    if (!process.stdin.destroyed) process.stdin.setRawMode(false)
  }
  /** A crash ends the process without closing scopes: the prompt is still there, below the cursor. */
  const restoreOnExit = (): void => {
    restore()
    writeNow("\r\u001b[J")
  }
  const enter = (): void => {
    process.stdin.setRawMode(true)
    writeNow(titled ? `${ENTERED}${Notification.BEGIN}` : ENTERED)
    process.on("exit", restoreOnExit)
  }
  return { enter, restore }
}

const SIGNALS = {
  SIGWINCH: "Resized",
  SIGTSTP: "Stopped",
  SIGHUP: "HungUp",
  SIGQUIT: "HungUp"
} satisfies Partial<Record<NodeJS.Signals, Change>>

/** Without raw mode there is nothing to restore, so SIGTSTP keeps its default action. */
const { SIGTSTP: _, ...withoutStop } = SIGNALS

const signalsInto = (changes: Queue.Queue<Change>, signals: Readonly<Record<string, Change>>) =>
  Effect.forEach(Object.entries(signals), ([signal, change]) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const listener = () => void changes.unsafeOffer(change)
        // A listener for SIGWINCH may run before Node knows the new size; the event of the stream comes after it.
        if (change === "Resized") process.stdout.on("resize", listener)
        else process.on(signal, listener)
        return listener
      }),
      (listener) =>
        Effect.sync(() => {
          process.stdout.off("resize", listener)
          process.off(signal, listener)
        })
    )
  )

/** How long a signal to this process itself may take to arrive. */
const DELIVERY = Duration.millis(100)

/** Stops the program, and ends when it continues. Without job control nothing stops, therefore the timeout. */
const stopped = Effect.async<void>((resume) => {
  const onContinue = () => resume(Effect.void)
  process.once("SIGCONT", onContinue)
  // The whole process group, as ^Z of the terminal does: a program that started this one must stop with it.
  process.kill(0, "SIGTSTP")
  return Effect.sync(() => process.off("SIGCONT", onContinue))
}).pipe(Effect.timeoutTo({ duration: DELIVERY, onSuccess: () => undefined, onTimeout: () => undefined }))

/** The listeners for SIGTSTP are removed while it is sent, so that it has its default action. */
const suspend = ({ enter, restore }: RawMode) =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      restore()
      const listeners = process.listeners("SIGTSTP")
      process.removeAllListeners("SIGTSTP")
      return listeners
    }),
    () => stopped,
    (listeners) =>
      Effect.sync(() => {
        for (const listener of listeners) process.on("SIGTSTP", listener)
        enter()
      })
  )
