/** What every layer of `Journal` must do, said against the tag. Each case is run over a fresh layer. */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import { ByteString } from "../../src/Domain/ByteString.ts"
import type { AuthorId, ChannelEvent, Message, MessageId } from "../../src/Domain/ChannelEvent.ts"
import type { ChannelName } from "../../src/Domain/ChannelName.ts"
import type { ClientName } from "../../src/Domain/ClientName.ts"
import * as Store from "../../src/History/Store.ts"
import { RING } from "../../src/Server/Journal/Rings.ts"
import type { SqliteOptions } from "../../src/Server/Journal/Sqlite.ts"
import { type ChannelLog, Journal, type JournalService, PAGE, type Range } from "../../src/Server/Journal.ts"

export const channel = (name: string) => ByteString(name) as ChannelName

const author = { by: "run-1" as AuthorId, from: ByteString("Ann \xe9") as ClientName }

export const message = (n: number, text: string | Uint8Array, at = 1000 * n): Message => ({
  _tag: "Message",
  n,
  at,
  ...author,
  text: typeof text === "string" ? Buffer.from(text) : text
})

/** The event, with bytes that compare. */
export const plain = (event: ChannelEvent) =>
  "text" in event ? { ...event, text: Buffer.from(event.text).toString("latin1") } : event

/** The next message in a log. */
export const say = (log: ChannelLog, text: string | Uint8Array, at?: number): void =>
  log.unsafeAppend(message(log.unsafeNext(at ?? 0), text, at))

export const journal: Effect.Effect<JournalService> = Effect.flatMap(Journal, (journal) =>
  journal === undefined ? Effect.dieMessage("there is no journal") : Effect.succeed(journal)
)

/** How a journal on disk is opened, if nothing else is the matter. */
export const keeping = (folder: string): SqliteOptions => ({
  folder,
  durability: "normal",
  days: undefined,
  events: undefined,
  hasReaders: true,
  store: Store.make
})

/** A channel in which so many messages were said, each of which is its number. */
const counted = (name: string, count: number) =>
  Effect.map(journal, ({ unsafeCreate }) => {
    const log = unsafeCreate(channel(name))
    for (let n = 1; n <= count; n++) say(log, `${n}`)
    return log
  })

const numbers = (name: string, range: Range, limit = PAGE) =>
  Effect.gen(function* () {
    const events = yield* (yield* journal).read(channel(name), range, limit)
    for (const event of events) {
      assert.deepEqual(plain(event), plain(message(event.n, `${event.n}`)))
    }
    return events.map(({ n }) => n)
  })

const found = (words: string, name?: string, limit = PAGE) =>
  Effect.gen(function* () {
    const { search } = yield* journal
    const found = yield* search({ channel: name === undefined ? undefined : channel(name), words, limit })
    return found.map(({ channel, event }) => `${channel}: ${Buffer.from(event.text)}`)
  })

const sequence = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at)

export const journalContract: Record<string, Effect.Effect<void, unknown>> = {
  "gives a channel numbers from 1, an epoch and nothing else at first": Effect.gen(function* () {
    const { read, unsafeCreate } = yield* journal
    const log = unsafeCreate(channel("a"))
    assert.deepEqual([log.name, log.head, log.first, log.topic.length, log.unsafeAfter(0)], ["a", 0, 1, 0, []])
    assert.match(log.epoch, /^[0-9a-z]{12}$/)
    assert.deepEqual(yield* read(channel("a"), { _tag: "Last" }, 10), [])
    assert.deepEqual(yield* read(channel("unknown"), { _tag: "After", n: 0 }, 10), [])
  }),

  "keeps every kind of event as it was, in the order of the numbers": Effect.gen(function* () {
    const { read, unsafeCreate } = yield* journal
    const log = unsafeCreate(channel("caf\xe9"))
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    const events: ReadonlyArray<ChannelEvent> = [
      { _tag: "Joined", n: 1, at: 5, ...author },
      { ...message(2, bytes, 6) },
      { _tag: "Message", n: 3, at: 6, ...author, text: Buffer.from("with an id"), id: "k3Zq_-09" as MessageId },
      { _tag: "Topic", n: 4, at: 7, ...author, text: Uint8Array.of(0xff, 0) },
      message(5, "", 7),
      { _tag: "Left", n: 6, at: 1_700_000_000_000, ...author }
    ]
    for (const event of events) log.unsafeAppend(event)
    const read_ = yield* read(log.name, { _tag: "After", n: 0 }, 10)
    assert.deepEqual(read_.map(plain), events.map(plain))
    assert.deepEqual([log.head, log.first, Array.from(log.topic)], [6, 1, [0xff, 0]])
  }),

  "reads after a number, before it, around it, from a time on, and the last": Effect.gen(function* () {
    yield* counted("a", 30)
    assert.deepEqual(yield* numbers("a", { _tag: "After", n: 28 }), [29, 30])
    assert.deepEqual(yield* numbers("a", { _tag: "After", n: 0 }, 3), [1, 2, 3])
    assert.deepEqual(yield* numbers("a", { _tag: "After", n: 30 }), [])
    assert.deepEqual(yield* numbers("a", { _tag: "Before", n: 4 }), [1, 2, 3])
    assert.deepEqual(yield* numbers("a", { _tag: "Before", n: 20 }, 2), [18, 19])
    assert.deepEqual(yield* numbers("a", { _tag: "Before", n: 1 }), [])
    assert.deepEqual(yield* numbers("a", { _tag: "Around", n: 10 }, 5), [8, 9, 10, 11, 12])
    assert.deepEqual(yield* numbers("a", { _tag: "Around", n: 1 }, 5), [1, 2, 3, 4, 5])
    assert.deepEqual(yield* numbers("a", { _tag: "Around", n: 30 }, 5), [26, 27, 28, 29, 30])
    assert.deepEqual(yield* numbers("a", { _tag: "Since", at: 27_500 }), [28, 29, 30])
    assert.deepEqual(yield* numbers("a", { _tag: "Since", at: 27_000 }, 2), [27, 28])
    assert.deepEqual(yield* numbers("a", { _tag: "Since", at: 30_001 }), [])
    assert.deepEqual(yield* numbers("a", { _tag: "Last" }, 2), [29, 30])
  }),

  "reads no more than a page at a time": Effect.gen(function* () {
    yield* counted("a", PAGE + 50)
    assert.deepEqual(yield* numbers("a", { _tag: "After", n: 10 }, 10_000), sequence(11, PAGE + 10))
    assert.deepEqual(yield* numbers("a", { _tag: "Last" }, 10_000), sequence(51, PAGE + 50))
    assert.deepEqual(yield* numbers("a", { _tag: "Before", n: 240 }, 10_000), sequence(40, 239))
  }),

  "gives at once what happened after a number that is not long ago, and says where it cannot": Effect.gen(function* () {
    const log = yield* counted("a", 5)
    assert.deepEqual(
      log.unsafeAfter(2)?.map(({ n }) => n),
      [3, 4, 5]
    )
    assert.deepEqual(log.unsafeAfter(5), [])
    assert.equal(log.unsafeAfter(6), undefined)
    for (let n = 6; n <= RING + 10; n++) say(log, `${n}`)
    assert.equal(log.unsafeAfter(9), undefined)
    assert.equal(log.unsafeAfter(10)?.length, RING)
  }),

  "copies what it keeps": Effect.gen(function* () {
    const { read, unsafeCreate } = yield* journal
    const log = unsafeCreate(channel("a"))
    const [text, topic] = [Buffer.from("one"), Buffer.from("cats")]
    log.unsafeAppend({ ...message(1, text) })
    log.unsafeAppend({ _tag: "Topic", n: log.unsafeNext(2000), at: 2000, ...author, text: topic })
    text.fill("x")
    topic.fill("x")
    const texts = (yield* read(channel("a"), { _tag: "Last" }, 2)).map((event) => plain(event))
    assert.deepEqual(
      texts.map((event) => "text" in event && event.text),
      ["one", "cats"]
    )
    assert.equal(Buffer.from(log.topic).toString(), "cats")
  }),

  "keeps channels apart": Effect.gen(function* () {
    const { unsafeCreate } = yield* journal
    const [a, b] = [unsafeCreate(channel("a")), unsafeCreate(channel("b"))]
    say(a, "1")
    say(b, "1")
    say(a, "2")
    assert.deepEqual([yield* numbers("a", { _tag: "Last" }), yield* numbers("b", { _tag: "Last" })], [[1, 2], [1]])
  }),

  "finds messages with all the words, as people type them, the newest first": Effect.gen(function* () {
    const { unsafeCreate } = yield* journal
    const [a, b] = [unsafeCreate(channel("a")), unsafeCreate(channel("b"))]
    say(a, "The release of Über 2 is late.", 1000)
    say(b, "no über release, says the Straße", 2000)
    say(a, "東京タワーに行きました", 3000)
    say(a, Buffer.from("caf\xe9 au lait", "latin1"), 4000)
    say(a, "releases e-mail(s) to a.b", 5000)
    assert.deepEqual(yield* found("UBER release"), [
      "b: no über release, says the Straße",
      "a: The release of Über 2 is late."
    ])
    assert.deepEqual(yield* found("über"), yield* found("U\u0308BER"))
    assert.deepEqual(yield* found("über", "a"), ["a: The release of Über 2 is late."])
    assert.deepEqual(yield* found("strasse"), ["b: no über release, says the Straße"])
    assert.deepEqual(yield* found("京タ"), ["a: 東京タワーに行きました"])
    assert.deepEqual(yield* found("京ワ"), [])
    assert.equal((yield* found("café")).length, 1)
    assert.deepEqual(yield* found("e-mail"), ["a: releases e-mail(s) to a.b"])
    assert.deepEqual(yield* found("mail-e"), [])
    assert.equal((yield* found("rele*")).length, 3)
    assert.equal((yield* found("rele*", undefined, 1)).length, 1)
    assert.deepEqual(yield* found("release", "unknown"), [])
    for (const nothing of ["", "   ", "!?", '"', "*"]) assert.deepEqual(yield* found(nothing), [])
    for (const syntax of ['late"', "late OR", "NOT late", "late AND (", "text:late", "-late", "^late"]) {
      const plain = syntax.replace(/OR|NOT|AND|text/, "")
      assert.equal((yield* found(syntax)).length, plain === syntax ? 1 : 0)
    }
  }),

  "finds every message by each of its words, whatever characters it is of": Effect.gen(function* () {
    const { unsafeCreate } = yield* journal
    const texts = fc.sample(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), { numRuns: 100, seed: 1 })
    const log = unsafeCreate(channel("a"))
    for (const text of texts) say(log, text)
    for (const text of texts) {
      for (const piece of text.split(/\s+/)) {
        if (!/[\p{L}\p{N}]/u.test(piece)) continue
        assert.ok((yield* found(piece)).includes(`a: ${Buffer.from(text)}`), JSON.stringify([text, piece]))
      }
    }
  }),

  "says that it keeps what happens": Effect.gen(function* () {
    assert.deepEqual(yield* (yield* journal).status, { _tag: "Keeping" })
  })
}
