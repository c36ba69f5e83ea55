/** The options of the server's history on disk. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Failure from "./Failure.ts"
import * as Flag from "./Flag.ts"

/** A number of days or events: at least 1. */
export const count = (name: string) =>
  Schema.compose(Schema.String.pipe(Schema.pattern(/^[1-9]\d{0,8}$/)), Schema.NumberFromString).pipe(
    Schema.annotations({
      message: ({ actual }) => ({
        message: `--${name} is a whole number from 1 to 999999999, not '${actual}'.`,
        override: true
      })
    })
  )

const durabilities = ["normal", "full"] as const

/** Where the history is that is read. */
export const data = Flag.text("data", {
  value: "DIR",
  text: "Where the history is",
  variable: "CHAT_DATA",
  completes: "files"
})

export const group = {
  title: "History",
  flags: {
    data: Flag.text("data", {
      value: "DIR",
      text: "Keep what is said, in this folder",
      variable: "CHAT_DATA",
      completes: "files"
    }),
    historyDays: Flag.decoded(
      "history-days",
      { value: "N", text: "Forget what is older", default: "keep it" },
      count("history-days")
    ),
    historyEvents: Flag.decoded(
      "history-events",
      { value: "N", text: "Of each channel keep the last", default: "all" },
      count("history-events")
    ),
    durability: Flag.choice("durability", { value: "LEVEL", text: "full: nothing is lost by power loss" }, durabilities)
  }
} as const

interface HistoryFlags {
  readonly data: Option.Option<string>
  readonly historyDays: Option.Option<number>
  readonly historyEvents: Option.Option<number>
  readonly durability: (typeof durabilities)[number]
}

/** The folder that the option or the variable names. */
export const folder = (given: Option.Option<string>): Effect.Effect<Option.Option<string>, Failure.Failure> =>
  Effect.gen(function* () {
    const named = Option.isSome(given) ? given : yield* Effect.orDie(Config.option(Config.string("CHAT_DATA")))
    if (Option.contains(named, "")) return yield* Failure.usage("The folder of the history must not be empty.")
    return named
  })

/** Loads what reads and writes the history; its native part is there for the systems that npm has it for. */
export const load = <A>(load: () => Promise<A>): Effect.Effect<A, Failure.Failure> =>
  Effect.tryPromise({
    try: load,
    catch: (cause) => {
      const [reason] = String(cause instanceof Error ? cause.message : cause).split("\n", 1)
      return Failure.runtime(`--data needs the package libsql for this system: ${reason}.`)
    }
  })

/** The journal that the options ask for: on disk; in memory, if there is somebody to read it; or none. */
export const journal = (
  flags: HistoryFlags,
  hasReaders: boolean
): Effect.Effect<Layer.Layer<never, Failure.Failure>, Failure.Failure> =>
  Effect.gen(function* () {
    const named = yield* folder(flags.data)
    if (Option.isNone(named)) {
      const isLimited = Option.isSome(flags.historyDays) || Option.isSome(flags.historyEvents)
      if (isLimited || flags.durability !== "normal") return yield* Failure.usage("A history needs --data DIR.")
      return hasReaders ? (yield* Effect.promise(() => import("../Server/Journal/Memory.ts"))).layer : Layer.empty
    }
    const { layer } = yield* Effect.promise(() => import("../Server/Journal/Sqlite.ts"))
    const { make } = yield* Effect.promise(() => import("../History/RemoteStore.ts"))
    const options = {
      folder: named.value,
      durability: flags.durability,
      days: Option.getOrUndefined(flags.historyDays),
      events: Option.getOrUndefined(flags.historyEvents),
      hasReaders,
      // Beside the bundle, of which this is a part.
      store: make(require.resolve("./history.cjs"))
    }
    return Layer.mapError(layer(options), (error) => Failure.runtime(error.message))
  })
