/**
 * A history of any size: how long it takes to fill, and then to open, to read and to search; and that memory stays flat.
 * `node bench/history.mjs FOLDER [EVENTS]`.
 */
import * as Effect from "effect/Effect"
import type { AuthorId, Epoch } from "../src/Domain/ChannelEvent.ts"
import type { ChannelName } from "../src/Domain/ChannelName.ts"
import type { ClientName } from "../src/Domain/ClientName.ts"
import * as Words from "../src/Domain/Words.ts"
import { MOST_EVENTS, Packer } from "../src/History/Block.ts"
import * as Store from "../src/History/Store.ts"

const CHANNELS = 100
/** Blocks of a batch. */
const BATCH = 100
const vocabulary = Array.from({ length: 20_000 }, (_, at) => `w${((at * 2_654_435_761) % 2 ** 32).toString(36)}`)

/** Twelve words, common ones more often; one message in a hundred thousand has the rare one. */
const text = (n: number): Uint8Array => {
  const words = Array.from({ length: 12 }, () => vocabulary[Math.floor(Math.random() ** 3 * vocabulary.length)])
  return Buffer.from(`${words.join(" ")}${n % 100_000 === 0 ? " needle" : ""}`)
}

const megabytes = () => Math.round(process.memoryUsage.rss() / 1e6)

const timed = <A, E>(name: string, action: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const before = performance.now()
    const result = yield* action
    console.log(`${name}: ${(performance.now() - before).toFixed(1)} ms`)
    return result
  })

const fill = (store: Store.Store, events: number) =>
  Effect.gen(function* () {
    const heads = new Array<number>(CHANNELS).fill(0)
    const author = { by: "run-1" as AuthorId, from: "Ann" as ClientName }
    const channels = heads.map((_, id) => ({
      id: id + 1,
      name: `c${id}` as ChannelName,
      epoch: "epoch" as Epoch,
      topic: new Uint8Array(0),
      reserved: events
    }))
    yield* store.write({ at: 0, channels, blocks: [] })
    for (let written = 0, next = 0; written < events; ) {
      const blocks = Array.from({ length: BATCH }, () => {
        const channel = next++ % CHANNELS
        const first = (heads[channel] ?? 0) + 1
        const packer = new Packer(first, written)
        for (let at = 0; at < MOST_EVENTS; at++, written++) {
          packer.add({ _tag: "Message", n: first + at, at: written, ...author, text: text(written) })
        }
        heads[channel] = first + MOST_EVENTS - 1
        return { ...packer.block, channel: channel + 1 }
      })
      yield* store.write({ at: written, channels: [], blocks })
      while (yield* store.index(undefined));
      if (next % (20 * BATCH) === 0) console.log(`${written} events, ${megabytes()} MB`)
    }
  })

const search = (store: Store.Store, words: string, limit: number) =>
  Effect.gen(function* () {
    const asked = { channel: undefined, phrases: Words.phrases(words) }
    let found = 0
    let step = yield* store.search({ search: asked, cursor: undefined })
    for (found += step.hits.length; step.next !== undefined && found < limit; found += step.hits.length) {
      step = yield* store.search({ search: asked, cursor: step.next })
    }
    return found
  })

export const run = (folder: string, events: number): Promise<void> =>
  Effect.gen(function* () {
    const use = <A, E>(action: (store: Store.Store) => Effect.Effect<A, E>) =>
      Effect.scoped(Effect.flatMap(Store.make(folder, "normal"), action))
    yield* use((store) =>
      Effect.zipRight(store.open(1), Effect.zipRight(timed("fill", fill(store, events)), store.finish(undefined)))
    )
    yield* use((store) =>
      Effect.gen(function* () {
        const channels = yield* timed("open", store.open(1))
        const [channel] = channels
        if (channel === undefined) return
        for (const _ of [1, 2, 3]) {
          yield* timed("last 100", store.before({ channel, n: channel.head + 1, limit: 100 }))
        }
        for (const words of ["needle", vocabulary[0] ?? "", `${vocabulary[0]} ${vocabulary[5000]}`, "absent"]) {
          const found = yield* timed(`search of '${words}'`, search(store, words, 100))
          console.log(`  ${found} found`)
        }
      })
    )
  }).pipe(Effect.runPromise)
