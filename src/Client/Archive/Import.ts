/**
 * Reads an export back into a folder: into an empty one, which then is as the other was, or into one that has an older part of
 * the same history. What is there already stays as it is, so reading the same lines twice changes nothing.
 */
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import type { Epoch } from "../../Domain/ChannelEvent.ts"
import * as Event from "../../Domain/ChannelEvent.ts"
import type { ChannelName } from "../../Domain/ChannelName.ts"
import * as Database from "../../History/Database.ts"
import { HistoryError } from "../../History/HistoryError.ts"
import * as Reading from "../../History/Reading.ts"
import * as Searching from "../../History/Searching.ts"
import { WriteQueue } from "../../History/WriteQueue.ts"
import * as Writing from "../../History/Writing.ts"
import { lines } from "../Lines.ts"
import * as Record from "./Record.ts"

/** A line that is none of an export, by its number, from 1. */
export class WrongLine extends Data.TaggedError("WrongLine")<{ readonly number: number }> {
  override get message(): string {
    return `Line ${this.number} is no line of an exported history.`
  }
}

/** How many lines are written at a time. */
const BATCH = 5000

interface Known {
  readonly id: number
  readonly name: ChannelName
  readonly epoch: Epoch
  topic: Uint8Array
  head: Event.Sequence
  reserved: Event.Sequence
}

/** What the folder has by now, and what the next batch adds. */
class Gathering {
  readonly channels = new Map<ChannelName, Known>()
  private changed = new Set<Known>()
  private readonly queue = new WriteQueue<Known>(Number.POSITIVE_INFINITY)
  added = 0

  constructor(
    kept: ReadonlyArray<Reading.KeptChannel>,
    private readonly newEpoch: () => Epoch
  ) {
    for (const channel of kept) this.channels.set(channel.name, { ...channel })
  }

  /** Returns false for a channel that has other events under the same numbers. */
  take(record: Record.Record): boolean {
    if ("head" in record) {
      const { epoch, head, topic } = record.head
      const channel = this.channel(record.channel, epoch)
      if (channel.epoch !== epoch) return false
      if (head >= channel.head) channel.topic = topic
      channel.reserved = Math.max(channel.reserved, head)
      this.changed.add(channel)
      return true
    }
    const channel = this.channel(record.channel)
    const { event } = record
    if (event.n <= channel.head) return true
    if (event.n !== channel.head + 1) this.queue.append(channel, hole(channel.head + 1, event))
    this.queue.append(channel, event)
    channel.head = Event.last(event)
    channel.reserved = Math.max(channel.reserved, channel.head)
    this.changed.add(channel)
    this.added++
    return true
  }

  batch(at: Event.Millis): Writing.Batch {
    const channels = Array.from(this.changed)
    const taken = this.queue.take(Number.POSITIVE_INFINITY)
    this.changed = new Set()
    this.queue.drop(taken.length)
    return { at, channels, blocks: taken.map(({ block, log }) => ({ ...block, channel: log.id })) }
  }

  private channel(name: ChannelName, epoch?: Epoch): Known {
    const known = this.channels.get(name)
    if (known !== undefined) return known
    const id = 1 + Math.max(0, ...Array.from(this.channels.values(), ({ id }) => id))
    const made: Known = { id, name, epoch: epoch ?? this.newEpoch(), topic: new Uint8Array(0), head: 0, reserved: 0 }
    this.channels.set(name, made)
    return made
  }
}

/** What stands for the numbers that are missing before an event. */
const hole = (n: Event.Sequence, { at, n: next }: Event.ChannelEvent): Event.Gap => ({
  _tag: "Gap",
  n,
  at,
  to: next - 1
})

const parse = (line: Uint8Array, number: number) =>
  Either.mapLeft(Record.parse(new TextDecoder().decode(line)), () => new WrongLine({ number }))

/** Returns how many events have been added. */
export const run = <E>(folder: string, input: Stream.Stream<Uint8Array, E>) =>
  Effect.gen(function* () {
    yield* Database.lock(folder)
    const database = yield* Database.openForWriting(folder, "normal")
    const random = yield* Random.nextIntBetween(0, 2 ** 48)
    let made = 0
    const gathering = new Gathering(
      yield* Reading.channelsOf(database),
      () => `${random.toString(36)}-${++made}` as Epoch
    )
    const write = Effect.gen(function* () {
      const batch = gathering.batch(yield* Clock.currentTimeMillis)
      yield* Writing.write(database, batch)
      while (yield* Searching.index(database));
    })
    yield* lines(input).pipe(
      Stream.zipWithIndex,
      Stream.filter(([line]) => line.length > 0),
      Stream.mapEffect(([line, at]) => parse(line, at + 1)),
      Stream.grouped(BATCH),
      Stream.runForEach((records) =>
        Effect.gen(function* () {
          const other = Chunk.findFirst(records, (record) => !gathering.take(record))
          if (other._tag === "Some") {
            const problem = `has another channel of the same name as ${JSON.stringify(other.value.channel)}`
            return yield* new HistoryError({ path: folder, problem })
          }
          yield* write
        })
      )
    )
    return gathering.added
  }).pipe(Effect.scoped)
