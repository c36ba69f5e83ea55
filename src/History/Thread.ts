/** The program of the thread that has the history on disk: answers questions about it until its process wants no more. */
import { workerData } from "node:worker_threads"
import * as WorkerRunner from "@effect/platform/WorkerRunner"
import * as NodeWorkerRunner from "@effect/platform-node/NodeWorkerRunner"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { HistoryError } from "./HistoryError.ts"
import { type Failure, type PackedBatch, type Question, type ThreadOptions, unpack } from "./RemoteStore.ts"

const { durability, folder }: ThreadOptions = workerData

/** Loads the native part too, which may not be there for this system: that is an answer, and no end of the thread. */
const load = Effect.tryPromise({
  try: () => import("./Store.ts"),
  catch: (cause) => {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split("\n", 1)
    return new HistoryError({ path: folder, problem: `needs the package libsql for this system: ${reason}` })
  }
})

const answers = Layer.unwrapScoped(
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const loaded = yield* Effect.cached(
      Effect.flatMap(load, ({ make }) => Effect.provideService(make(folder, durability), Scope.Scope, scope))
    )
    return WorkerRunner.layer(
      ({ given, name }: Question) =>
        Effect.flatMap(loaded, (store) => {
          const question = store[name] as (given: unknown) => Effect.Effect<unknown, Failure>
          return question(name === "write" ? unpack(given as PackedBatch) : given)
        }),
      // A class would arrive as an error without what it says.
      { encodeError: (_, { path, problem }) => Effect.succeed({ path, problem }) }
    )
  })
)

// Nobody looks at spans, and the library makes one with a stack for every statement.
Effect.runFork(Effect.withTracerEnabled(WorkerRunner.launch(Layer.provide(answers, NodeWorkerRunner.layer)), false))
