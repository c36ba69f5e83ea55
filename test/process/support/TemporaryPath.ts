import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A path with nothing there, in a folder that goes with the scope. Short: a Unix socket's may have some 100 bytes. */
export const temporaryPath: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "chat-"))),
  (folder) => Effect.promise(() => rm(folder, { force: true, recursive: true }))
).pipe(Effect.map((folder) => join(folder, "s")))
