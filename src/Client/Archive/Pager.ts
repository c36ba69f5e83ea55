/** Shows text in the user's pager (`PAGER`, else `less`), as other programs do that print more than a screen. */
import { spawn } from "node:child_process"
import * as Effect from "effect/Effect"
import { constVoid } from "effect/Function"
import * as Stream from "effect/Stream"

/** What `less` does where the user has not said it: end at once where all fits the screen, show colours, leave the text there. */
const LESS = "FRX"

const start = (command: string) =>
  Effect.async<{ readonly child: ReturnType<typeof spawn>; readonly ended: Promise<void> } | undefined>((resume) => {
    const child = spawn("sh", ["-c", command], {
      stdio: ["pipe", "inherit", "inherit"],
      env: { LESS, ...process.env }
    })
    // It is left before everything is written.
    child.stdin?.on("error", constVoid)
    const ended = new Promise<void>((resolve) => child.on("close", () => resolve()))
    child.on("spawn", () => resume(Effect.succeed({ child, ended })))
    child.on("error", () => resume(Effect.succeed(undefined)))
  })

/** Writes the text to the pager until it ends or is left. Signals from the keyboard are the pager's, not ours. */
export const show = <E>(command: string, text: Stream.Stream<string, E>): Effect.Effect<void, E> =>
  Effect.flatMap(start(command), (started) => {
    if (started === undefined) return Effect.void
    const { child, ended } = started
    const write = (part: string) =>
      Effect.async<void>((resume) => {
        child.stdin?.write(part, () => resume(Effect.void))
      })
    return Stream.runForEach(text, write).pipe(
      Effect.zipRight(Effect.sync(() => void child.stdin?.end())),
      Effect.raceFirst(Effect.promise(() => ended)),
      Effect.zipLeft(Effect.promise(() => ended)),
      Effect.ensuring(Effect.sync(() => void child.stdin?.end())),
      Effect.uninterruptible
    )
  })
