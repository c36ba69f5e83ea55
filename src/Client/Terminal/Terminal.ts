/**
 * The terminal as a service: its keys, its size, its signals. Every way out leaves it as it was found: the scope, a crash
 * (the process's `exit` event comes then too), being stopped and being hung up on.
 */
import { writeSync } from "node:fs"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import type * as Stream from "effect/Stream"
import { type OutputClosed, Stdio } from "../../Stdio.ts"
import type { Size } from "./Screen.ts"

/** Something that happened to the terminal: another size; a signal to stop; its end, or a signal to quit. */
export type Change = "Resized" | "Stopped" | "HungUp"

export class Terminal extends Context.Tag("chat/Client/Terminal")<
  Terminal,
  {
    readonly size: Effect.Effect<Size>
    /** The bytes of the keyboard, to its end. */
    readonly input: Stream.Stream<Uint8Array>
    readonly write: (text: string) => Effect.Effect<void, OutputClosed>
    readonly changes: Queue.Dequeue<Change>
    /** Gives the terminal back, stops the program with its process group, and takes it again when it goes on. */
    readonly suspend: Effect.Effect<void>
  }
>() {
  /** `raw`: keys come one by one and the program draws what is typed; otherwise the terminal edits lines itself. */
  static readonly layer = (raw: boolean): Layer.Layer<Terminal, never, Stdio> =>
    Layer.scoped(
      this,
      Effect.gen(function* () {
        const stdio = yield* Stdio
        const changes = yield* Queue.unbounded<Change>()
        yield* signalsInto(changes, raw ? SIGNALS : withoutStop)
        if (raw) yield* Effect.acquireRelease(Effect.sync(enterRawMode), () => Effect.sync(restore))
        return {
          size: Effect.sync(size),
          input: stdio.input,
          write: stdio.write,
          changes,
          suspend: raw ? suspend : Effect.void
        }
      })
    )
}

const { stdin, stdout } = process

/** A terminal that does not know its size, or has none yet, is taken for the usual one. */
const size = (): Size => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 })

/** Pastes come in brackets, so that a newline in one is no Enter. */
const BRACKETED_PASTE = "\u001b[?2004h"

/** No brackets, wrapping as usual, plain text. */
const RESTORED = "\u001b[?2004l\u001b[?7h\u001b[0m"

/** Written at once and whole, for after it the process may be gone. */
const writeNow = (text: string): void => {
  try {
    writeSync(stdout.fd, text)
  } catch {
    // A terminal that is gone needs no restoring.
  }
}

/** A defect somewhere ends the process without the scopes; then the cursor may be anywhere in the prompt. */
const restoreOnExit = (): void => {
  restore()
  writeNow("\r\n")
}

const enterRawMode = (): void => {
  stdin.setRawMode(true)
  writeNow(BRACKETED_PASTE)
  process.on("exit", restoreOnExit)
}

const restore = (): void => {
  process.off("exit", restoreOnExit)
  writeNow(RESTORED)
  if (!stdin.destroyed) stdin.setRawMode(false)
}

const SIGNALS = {
  SIGWINCH: "Resized",
  SIGTSTP: "Stopped",
  SIGHUP: "HungUp",
  SIGQUIT: "HungUp"
} satisfies Partial<Record<NodeJS.Signals, Change>>

/** Where there is nothing to give back, the signal to stop does what it does to every program. */
const { SIGTSTP: _, ...withoutStop } = SIGNALS

const signalsInto = (changes: Queue.Queue<Change>, signals: Readonly<Record<string, Change>>) =>
  Effect.forEach(Object.entries(signals), ([signal, change]) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const listener = () => void changes.unsafeOffer(change)
        // Node learns the new size first, so what listens to the stream sees it and what listens to the signal may not.
        if (change === "Resized") stdout.on("resize", listener)
        else process.on(signal, listener)
        return listener
      }),
      (listener) =>
        Effect.sync(() => {
          stdout.off("resize", listener)
          process.off(signal, listener)
        })
    )
  )

/** How long a signal to this very process may take to arrive. */
const DELIVERY = Duration.millis(100)

/** Ends when the program goes on. In a session without job control nothing stops, so it does not wait for that alone. */
const stopped = Effect.async<void>((resume) => {
  const goesOn = () => resume(Effect.void)
  process.once("SIGCONT", goesOn)
  // The whole group, as the terminal's own ^Z does: a program that started this one is to stop with it.
  process.kill(0, "SIGTSTP")
  return Effect.sync(() => process.off("SIGCONT", goesOn))
}).pipe(Effect.timeoutTo({ duration: DELIVERY, onSuccess: () => undefined, onTimeout: () => undefined }))

/** Nobody listens to the signal meanwhile, so that it does what it does to every program. */
const suspend = Effect.acquireUseRelease(
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
      enterRawMode()
    })
)
