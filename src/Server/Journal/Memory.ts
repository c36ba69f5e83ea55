/**
 * The journal in memory: the last events of each channel (`Rings`). It ends with the process, so every start has epochs of
 * its own, and what a channel has had to give up is gone.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { type ChannelEvent, copy, type Epoch, last, type Sequence } from "../../Domain/ChannelEvent.ts"
import type { ChannelName } from "../../Domain/ChannelName.ts"
import { toTextOrLatin1 } from "../../Domain/Utf8.ts"
import * as Words from "../../Domain/Words.ts"
import { type ChannelLog, type Found, Journal, type JournalService, PAGE, type Query, type Range } from "../Journal.ts"
import { Rings } from "./Rings.ts"

/** An epoch that no other has, 60 bits of chance in letters and digits. */
export const newEpoch: Effect.Effect<Epoch> = Effect.map(
  Effect.all([Random.nextIntBetween(0, 2 ** 30), Random.nextIntBetween(0, 2 ** 30)]),
  (parts) => parts.map((part) => part.toString(36).padStart(6, "0")).join("") as Epoch
)

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

/** The events of a range, out of a run of them. */
export const select = (events: ReadonlyArray<ChannelEvent>, range: Range, limit: number) => {
  const most = Math.min(limit, PAGE)
  /** So many from a place on, or the first. */
  const from = (start: number) => events.slice(Math.max(0, start), Math.max(0, start) + most)
  const indexOf = (n: Sequence) => {
    const index = events.findIndex((event) => event.n >= n)
    return index < 0 ? events.length : index
  }
  switch (range._tag) {
    case "After":
      return from(indexOf(range.n + 1))
    case "Before":
      return events.slice(Math.max(0, indexOf(range.n) - most), indexOf(range.n))
    case "Around":
      return from(Math.min(indexOf(range.n) - Math.floor(most / 2), events.length - most))
    case "Since": {
      const index = events.findIndex((event) => event.at >= range.at)
      return index < 0 ? [] : from(index)
    }
    case "Last":
      return events.slice(-most)
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
        event._tag === "Message" && Words.find(toTextOrLatin1(event.text), phrases) !== undefined
          ? [{ channel: log.name, event }]
          : []
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
        return found
          .flat()
          .sort((one, other) => other.event.at - one.event.at || other.event.n - one.event.n)
          .slice(0, Math.min(limit, PAGE))
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
