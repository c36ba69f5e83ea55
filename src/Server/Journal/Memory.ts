/**
 * The journal in memory: the last events of each channel (`Rings`). It ends with the process, so every start has epochs of
 * its own, and what a channel has had to give up is gone.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type ChannelEvent, copy, type Epoch, last, type Sequence } from "../../Domain/ChannelEvent.ts"
import type { ChannelName } from "../../Domain/ChannelName.ts"
import * as Words from "../../Domain/Words.ts"
import { type ChannelLog, type Found, Journal, type JournalService, type Query } from "../Journal.ts"
import { newEpoch } from "./Epoch.ts"
import { Rings } from "./Rings.ts"
import { newest, select } from "./Selection.ts"

/** A channel's numbers and topic, whoever keeps its events. */
export class LogInMemory implements ChannelLog {
  topic: Uint8Array = new Uint8Array(0)

  constructor(
    readonly name: ChannelName,
    readonly epoch: Epoch,
    private readonly rings: Rings<ChannelName>,
    public head: Sequence = 0
  ) {}

  get first(): Sequence {
    return this.rings.first(this.name) ?? this.head + 1
  }

  unsafeNext(): Sequence {
    return this.head + 1
  }

  unsafeAppend(event: ChannelEvent): void {
    const kept = copy(event)
    this.rings.append(this.name, kept)
    this.head = last(kept)
    if (kept._tag === "Topic") this.topic = kept.text
  }

  unsafeAfter(n: Sequence): ReadonlyArray<ChannelEvent> | undefined {
    if (n === this.head) return []
    return this.rings.from(this.name, n + 1)
  }
}

export const layer: Layer.Layer<Journal> = Layer.effect(
  Journal,
  Effect.gen(function* () {
    const rings = new Rings<ChannelName>()
    const logs = new Map<ChannelName, LogInMemory>()
    // One for all channels: they all begin with this start.
    const epoch = yield* newEpoch

    const eventsOf = (log: LogInMemory | undefined) => log?.unsafeAfter(log.first - 1) ?? []

    const foundIn = (log: LogInMemory, phrases: ReadonlyArray<Words.Phrase>): ReadonlyArray<Found> =>
      eventsOf(log).flatMap((event) =>
        event._tag === "Message" && Words.areIn(event.text, phrases) ? [{ channel: log.name, event }] : []
      )

    const search = ({ channel, limit, words }: Query) =>
      Effect.gen(function* () {
        const phrases = Words.phrases(words)
        if (phrases.length === 0) return []
        const searched = channel === undefined ? [...logs.values()] : [logs.get(channel) ?? []].flat()
        // A channel in a turn of the event loop: a thousand messages take some milliseconds.
        const found = yield* Effect.forEach(searched, (log) =>
          Effect.zipRight(
            Effect.sleep(0),
            Effect.sync(() => foundIn(log, phrases))
          )
        )
        return newest(found.flat(), limit)
      })

    return {
      logs: [],
      unsafeCreate: (name) => {
        const log = new LogInMemory(name, epoch, rings)
        logs.set(name, log)
        return log
      },
      read: (channel, range, limit) => Effect.sync(() => select(eventsOf(logs.get(channel)), range, limit)),
      search,
      status: Effect.succeed({ _tag: "Keeping" })
    } satisfies JournalService
  })
)
