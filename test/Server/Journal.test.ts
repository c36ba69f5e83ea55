/** One contract over every journal, and what a channel gives its journal. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import { frameEncoding } from "../../src/Dialect/Frames/FrameEncoding.ts"
import { ByteString } from "../../src/Domain/ByteString.ts"
import type { AuthorId } from "../../src/Domain/ChannelEvent.ts"
import type { ClientName } from "../../src/Domain/ClientName.ts"
import * as ChannelsInMemory from "../../src/Server/Channels/Memory.ts"
import { Channels, type Entrance, type Entry } from "../../src/Server/Channels.ts"
import * as JournalInMemory from "../../src/Server/Journal/Memory.ts"
import { RING } from "../../src/Server/Journal/Rings.ts"
import * as JournalOnDisk from "../../src/Server/Journal/Sqlite.ts"
import { Journal, type JournalService } from "../../src/Server/Journal.ts"
import { Turns } from "../../src/Server/Turns.ts"
import { type Membership, User } from "../../src/Server/User.ts"
import { temporaryPath } from "../process/support/TemporaryPath.ts"
import { channel, journal, journalContract, keeping, plain } from "../support/journalContract.ts"
import { lineEncoding } from "../support/LineDialect.ts"
import { ManualTick } from "../support/ManualTick.ts"

/** On disk, in a folder of its own; mostly read before it is written. */
const onDisk = Layer.unwrapScoped(Effect.map(temporaryPath, (folder) => JournalOnDisk.layer(keeping(folder))))

/** The same, read after a restart of the journal. */
const restarted = Layer.scoped(
  Journal,
  Effect.gen(function* () {
    const folder = yield* temporaryPath
    const scope = yield* Scope.make()
    const outer = yield* Effect.scope
    const build = (scope: Scope.Scope) =>
      Effect.flatMap(Layer.buildWithScope(JournalOnDisk.layer(keeping(folder)), scope), (context) =>
        Effect.provide(journal, context)
      )
    const first = yield* build(scope)
    const second = yield* Effect.cached(Effect.zipRight(Scope.close(scope, Exit.void), build(outer)))
    return {
      ...first,
      read: (...asked) => Effect.flatMap(Effect.orDie(second), ({ read }) => read(...asked)),
      search: (query) => Effect.flatMap(Effect.orDie(second), ({ search }) => search(query))
    } satisfies JournalService
  })
)

const layers = [
  { name: "in memory", layer: JournalInMemory.layer },
  { name: "on disk", layer: onDisk },
  { name: "on disk, after a restart,", layer: restarted }
]

describe.each(layers)("a journal $name", ({ layer }) => {
  for (const [name, run] of Object.entries(journalContract)) it.live(name, () => Effect.provide(run, layer))
})

const inMemory = ChannelsInMemory.layer.pipe(
  Layer.provide(Turns.layer),
  Layer.provide(ManualTick.tick),
  Layer.provideMerge(ManualTick.layer)
)
const channels = Layer.provideMerge(inMemory, JournalInMemory.layer)

/** A user that reads lines, and what it has been sent since the last time, without the times. */
const join = (name: string, id?: AuthorId) => {
  let received = ""
  const unsafeSend = (bytes: Uint8Array) => {
    received += Buffer.from(bytes)
  }
  return {
    user: new User(ByteString(name) as ClientName, { unsent: 0, unsafeSend }, lineEncoding, undefined, id),
    lines: () => {
      const lines = received
        .replace(/^(\d+) \d+ /gm, "$1 ")
        .split("\n")
        .slice(0, -1)
      received = ""
      return lines
    }
  }
}

const enter = (user: User, entry: Partial<Entry> = {}) =>
  Effect.flatMap(Channels, (channels) => channels.enter(user, channel("a"), { create: "may", leaving: [], ...entry }))

const say = (membership: Membership, text: string) =>
  Effect.map(Channels, ({ unsafeSay }) => void unsafeSay(membership, Buffer.from(text)))

const endTick = Effect.flatMap(ManualTick, ({ end }) => end)

describe("a channel with a journal", () => {
  it.effect("gives it each event with its number, time and author, whatever its members read", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1000)
      const ann = join("Ann", "ann's id" as AuthorId)
      const bob = new User(ByteString("Bob") as ClientName, { unsent: 0, unsafeSend: () => {} }, frameEncoding)
      const inAnn = yield* enter(ann.user)
      const inBob = yield* enter(bob)
      const chunk = Buffer.from("hello")
      const { leave, unsafeSay } = yield* Channels
      unsafeSay(inBob, chunk)
      chunk.fill("x")
      yield* endTick
      yield* TestClock.setTime(2000)
      yield* leave(inAnn)
      const events = yield* (yield* journal).read(channel("a"), { _tag: "Last" }, 10)
      const [, second] = events
      assert.ok(second?._tag === "Joined" && second.by === bob.id && /^[0-9a-z]+-\d+$/.test(second.by))
      assert.deepEqual(events.map(plain), [
        { _tag: "Joined", n: 1, at: 1000, by: "ann's id", from: "Ann" },
        { _tag: "Joined", n: 2, at: 1000, by: bob.id, from: "Bob" },
        { _tag: "Message", n: 3, at: 1000, by: bob.id, from: "Bob", text: "hello" },
        { _tag: "Left", n: 4, at: 2000, by: "ann's id", from: "Ann" }
      ])
    }).pipe(Effect.provide(channels))
  )

  it.effect("tells who comes back what it has missed, with neither a hole nor a double before what comes next", () =>
    Effect.gen(function* () {
      const [ann, bob] = [join("Ann"), join("Bob")]
      const inAnn = yield* enter(ann.user)
      yield* say(inAnn, "two")
      yield* say(inAnn, "three")
      yield* endTick
      // In the middle of a turn: what happened before in it is missed, what happens later in it is delivered.
      yield* say(inAnn, "four")
      const back = join("Bob")
      const onEntered = ({ head, missed }: Entrance) => {
        const numbers = missed?.map(({ n }) => n).join(" ")
        back.user.reply(Buffer.from(`missed ${numbers} of ${head}\n`))
      }
      yield* enter(back.user, { after: 2, onEntered })
      yield* say(inAnn, "six")
      yield* endTick
      assert.deepEqual(back.lines(), ["missed 3 4 5 of 5", "6 a <Ann> six"])
      assert.deepEqual(bob.lines(), [])
    }).pipe(Effect.provide(channels))
  )

  it.effect("tells who enters what there is, and who was away for too long that it must read first", () =>
    Effect.gen(function* () {
      const entrances: Array<Entrance> = []
      const onEntered = (entrance: Entrance) => void entrances.push(entrance)
      const inAnn = yield* enter(join("Ann").user, { onEntered })
      for (let n = 2; n <= RING + 5; n++) yield* say(inAnn, `${n}`)
      yield* enter(join("Bob").user, { after: 1, onEntered })
      yield* enter(join("Eve").user, { after: RING, onEntered })
      const [log] = [(yield* journal).unsafeCreate(channel("other"))]
      assert.deepEqual(
        entrances.map(({ epoch, first, head, missed }) => [epoch === log.epoch, first, head, missed?.length]),
        [
          [true, 1, 1, 0],
          [true, 7, RING + 6, undefined],
          [true, 8, RING + 7, 7]
        ]
      )
    }).pipe(Effect.provide(channels))
  )

  it.effect("is told nothing where there is none", () =>
    Effect.gen(function* () {
      const entrances: Array<Entrance> = []
      const ann = join("Ann")
      yield* enter(ann.user, { after: 0, onEntered: (entrance) => void entrances.push(entrance) })
      assert.equal(yield* Journal, undefined)
      assert.equal(ann.user.id, undefined)
      assert.deepEqual(
        entrances.map(({ epoch, first, head, missed }) => [epoch, first, head, missed]),
        [[undefined, 2, 1, undefined]]
      )
    }).pipe(Effect.provide(inMemory))
  )
})
