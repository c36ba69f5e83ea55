import * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Archive } from "../Client/Archive/Archive.ts"
import type { EventRecord } from "../Client/Archive/Record.ts"
import type { Format } from "../Client/Archive/Show.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import type { Phrase } from "../Domain/Words.ts"
import { Stdio } from "../Stdio.ts"
import * as Client from "./Client.ts"
import * as Failure from "./Failure.ts"
import * as Flag from "./Flag.ts"
import * as HistoryFlags from "./HistoryFlags.ts"
import * as Operand from "./Operand.ts"
import * as Signal from "./Signal.ts"
import * as Since from "./Since.ts"
import * as Subcommand from "./Subcommand.ts"

/** How many messages a search shows where nothing is said. */
const HITS = 100

interface Output {
  readonly json: boolean
  readonly phrases: ReadonlyArray<Phrase>
}

const variable = (name: string) => Effect.orElseSucceed(Config.string(name), () => "")

/** The rows of the screen for records, or their lines of JSON. */
const rendered = <E>(records: Stream.Stream<EventRecord, E>, { json, phrases }: Output) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const Record = yield* Effect.promise(() => import("../Client/Archive/Record.ts"))
      if (json) return Stream.map(records, Record.render)
      const Show = yield* Effect.promise(() => import("../Client/Archive/Show.ts"))
      const noColor = yield* variable("NO_COLOR")
      const { columns = 80, isTTY } = process.stdout
      const isColored = isTTY && noColor === "" && (yield* variable("TERM")) !== "dumb"
      const format: Format = {
        columns: isTTY ? columns : Number.POSITIVE_INFINITY,
        colors: isColored ? "unknown" : "none",
        phrases
      }
      return Stream.mapAccum(records, Show.nowhere, (place, { channel, event }) =>
        Show.event(place, channel, event, format)
      )
    })
  )

/** Prints, through the pager on a terminal. */
const print = <E>(text: Stream.Stream<string, E>, json: boolean) =>
  Effect.gen(function* () {
    const stdio = yield* Stdio
    // Not a write for each line.
    const parts = Stream.map(Stream.chunks(text), (lines) => Array.from(lines).join(""))
    const isPaged = process.stdout.isTTY && !json && (yield* variable("TERM")) !== "dumb"
    if (!isPaged) return yield* Stream.runForEach(parts, stdio.write)
    const { show } = yield* Effect.promise(() => import("../Client/Archive/Pager.ts"))
    yield* show((yield* variable("PAGER")) || "less", parts)
  })

const importFile = (folder: string, path: string) =>
  Effect.gen(function* () {
    const { run } = yield* HistoryFlags.load(() => import("../Client/Archive/Import.ts"))
    const input: Stream.Stream<Uint8Array, Failure.Failure> =
      path === "-"
        ? (yield* Stdio).input
        : (yield* FileSystem.FileSystem)
            .stream(path)
            .pipe(Stream.orElseFail(() => Failure.runtime(`${path} cannot be read.`)))
    const added = yield* Effect.mapError(run(folder, input), (error) =>
      error._tag === "Failure" ? error : Failure.runtime(error.message)
    )
    yield* Effect.logInfo(`${added} events have been added to the history in ${folder}`)
  })

const since = (text: string) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const time = Since.parse(text, now)
    return time === undefined
      ? Failure.usage(`--since is a time such as 2h, 7d, 12:00, 2026-01-31 or 2026-01-31T12:00, not '${text}'.`)
      : Effect.succeed(time)
  })

/** `chat history`: reads what a server has kept, beside the running server or without one. */
export const history = Subcommand.make(
  {
    name: "history",
    summary: "Read what was said",
    sample: "chat history --data DIR lab --last 100",
    description:
      "Shows what a server with --data has kept, while it runs or later: of one channel, or of all in the order in which it happened. On a terminal it pages.",
    forms: ["--data DIR [CHANNEL] [options]", "--data DIR --import FILE"],
    operands: { channel: Operand.optional("CHANNEL", "The channel; without it, all") },
    groups: [
      {
        title: "What",
        flags: {
          data: HistoryFlags.data,
          since: Flag.text("since", { value: "TIME", text: "From then on: 2h, 7d, 12:00, 2026-01-31" }),
          last: Flag.decoded(
            "last",
            { value: "N", text: "The last N; of a search the best" },
            HistoryFlags.count("last")
          ),
          search: Flag.text("search", { value: "WORDS", text: "Messages with all the words; rel* begins so" })
        }
      },
      {
        title: "Programs",
        flags: {
          json: Flag.toggle("json", "Print one JSON object a line, which says everything"),
          importFrom: Flag.text("import", {
            value: "FILE",
            text: "Read such lines back; -: standard input",
            completes: "files"
          })
        }
      }
    ],
    examples: [
      "chat history --data /var/lib/chat lab --since 2h",
      'chat history --data /var/lib/chat --search "release notes"',
      "chat history --data old --json | chat history --data new --import -"
    ]
  },
  (flags) =>
    Effect.gen(function* () {
      const named = yield* HistoryFlags.folder(flags.data)
      if (Option.isNone(named)) return yield* Failure.usage("Missing the folder of the history: --data DIR.")
      const folder = named.value
      if (Option.isSome(flags.importFrom)) return yield* importFile(folder, flags.importFrom.value)
      const channel = yield* Effect.transposeMapOption(flags.channel, Client.parseChannel)
      const selection = {
        channel: Option.getOrUndefined(channel),
        since: Option.getOrUndefined(yield* Effect.transposeMapOption(flags.since, since)),
        last: Option.getOrUndefined(flags.last)
      }
      const { open } = yield* HistoryFlags.load(() => import("../Client/Archive/Archive.ts"))
      const Words = yield* Effect.promise(() => import("../Domain/Words.ts"))
      const phrases = Option.match(flags.search, { onNone: () => [], onSome: Words.phrases })
      if (Option.isSome(flags.search) && phrases.length === 0) {
        return yield* Failure.usage("--search needs a word of letters or digits.")
      }
      const archive = yield* Effect.mapError(open(folder), (error) => Failure.runtime(error.message))
      const { json } = flags
      const events =
        phrases.length === 0
          ? archive.events(selection)
          : Stream.fromIterableEffect(archive.search(phrases, { ...selection, last: selection.last ?? HITS }))
      const text = rendered(events, { json, phrases })
      const whole = json && phrases.length === 0 ? Stream.concat(heads(archive, selection.channel), text) : text
      yield* Effect.mapError(print(whole, json), (error) =>
        error._tag === "HistoryError" ? Failure.runtime(error.message) : Failure.told
      )
    }).pipe(Effect.scoped, Signal.endsUnfinished)
)

/** The lines of the channels, which stand before those of their events. */
const heads = ({ heads }: Archive, channel: ChannelName | undefined) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { render } = yield* Effect.promise(() => import("../Client/Archive/Record.ts"))
      return Stream.fromIterable((yield* heads(channel)).map(render))
    })
  )
