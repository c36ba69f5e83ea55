import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as fc from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { holeBefore } from "../../../page/Log.ts"
import { toEvent } from "../../../src/Dialect/Web/Events.ts"
import type { ChatEvent } from "../../../src/Dialect/Web/Protocol.ts"
import type { ChannelName } from "../../../src/Domain/ChannelName.ts"
import * as JournalInMemory from "../../../src/Server/Journal/Memory.ts"
import { type ChannelLog, Journal, type JournalService } from "../../../src/Server/Journal.ts"
import { Limits } from "../../../src/Server/Limits.ts"
import { frame } from "../../support/frames.ts"
import * as Memory from "../../support/Memory.ts"
import type { MemoryPeer } from "../../support/MemoryPeer.ts"
import { PageClient } from "../../support/PageClient.ts"
import { messageId } from "../../support/WebPeer.ts"

/** How many sequences are tried; more by the environment, for a night. */
const RUNS = Number(process.env["RESUME_RUNS"] ?? 25)

/** Work, not waiting: seconds on a quiet machine. Only a hang takes so long. */
const HANG = 300_000 + 1000 * RUNS

const LAB = "lab" as ChannelName

/** Some frames behind: a page that stops reading is cut off within a run. */
const sendQueue = { soft: 2000, hard: 6000 }

/** A journal that outlives servers, as one on a disk does: the next one finds the channels of the one before. */
const makeJournal = Effect.gen(function* () {
  const context = yield* Effect.scoped(Layer.build(JournalInMemory.layer))
  const journal = Context.get(context, Journal) as JournalService
  const logs: Array<ChannelLog> = []
  return {
    ...journal,
    logs,
    unsafeCreate: (name: ChannelName) => {
      const log = journal.unsafeCreate(name)
      logs.push(log)
      return log
    }
  }
})

/** The server of the moment, which a test may start again, with what was kept or without it. */
const makeHouse = Effect.gen(function* () {
  const begin = (journal: JournalService) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(Memory.layer, scope).pipe(
        Effect.provideService(Journal, journal),
        Effect.provideService(Limits, { ...Limits.defaultValue(), sendQueue: { ...sendQueue, total: 1e9 } })
      )
      return { journal, memory: Context.get(context, Memory.Memory), stop: Scope.close(scope, Exit.void) }
    })
  let server = yield* begin(yield* makeJournal)
  return {
    get memory() {
      return server.memory
    },
    get journal() {
      return server.journal
    },
    restart: (isKept: boolean) =>
      Effect.gen(function* () {
        yield* server.stop
        server = yield* begin(isKept ? server.journal : yield* makeJournal)
      }),
    stop: Effect.suspend(() => server.stop)
  }
})

type House = Effect.Effect.Success<typeof makeHouse>

/** All that has happened in the channel, as its journal has it. */
const history = (journal: JournalService): Effect.Effect<ReadonlyArray<ChatEvent>> =>
  Effect.sync(() => {
    const log = journal.logs.find(({ name }) => name === LAB)
    return (log?.unsafeAfter(log.first - 1) ?? []).map(toEvent)
  })

const connect = ({ memory }: House, page: PageClient) =>
  Effect.gen(function* () {
    if (page.isWaiting) page.connect(yield* memory.open({ speaks: "web" }))
  })

/** Everybody connects, reads and has time, until nothing more happens. */
const calm = (house: House, pages: ReadonlyArray<PageClient>) =>
  Effect.gen(function* () {
    for (let round = 0; round < 12; round++) {
      for (const page of pages) {
        page.cutAfterWriting(Number.POSITIVE_INFINITY)
        if (page.peer !== undefined) page.peer.stalled = false
        yield* connect(house, page)
      }
      yield* house.memory.endTick
      for (const page of pages) page.receive()
    }
  })

/** The page shows a part of the history, at the same numbers as everybody, without a hole and up to the last event. */
const checkShown = (page: PageClient, truth: ReadonlyArray<ChatEvent>) => {
  const { events, last, status } = page.channel(LAB)
  assert.deepEqual([status, last], ["live", truth.at(-1)?.n])
  const [first] = events
  assert.deepEqual(
    events,
    truth.filter(({ n }) => n >= (first?.n ?? Number.POSITIVE_INFINITY))
  )
}

const client = fc.integer({ min: 0, max: 2 })
const bytes = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 2000 }))
const kind = <Kind extends string>(kind: Kind) => fc.constant(kind)

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: kind("say"), client, lines: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("courseSays") }) },
  { weight: 8, arbitrary: fc.record({ kind: kind("tick") }) },
  { weight: 8, arbitrary: fc.record({ kind: kind("read"), client }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("cutReading"), client, bytes }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("cutWriting"), client, bytes }) },
  { weight: 6, arbitrary: fc.record({ kind: kind("connect"), client }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("stall"), client }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("wait"), seconds: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("restart"), isKept: fc.boolean() }) }
)

type Step = typeof step extends fc.Arbitrary<infer A> ? A : never

const run = (steps: ReadonlyArray<Step>) =>
  Effect.gen(function* () {
    const house = yield* makeHouse
    const pages = ["Ann", "Bob", "Cy"].map((name) => new PageClient(name, LAB))
    yield* calm(house, pages)
    let course: MemoryPeer | undefined
    let said = 0
    /** What was said since the last time when everything was lost. */
    let expected: Array<string> = []
    for (const one of steps) {
      const page = "client" in one ? pages[one.client] : undefined
      switch (one.kind) {
        case "say": {
          const text = Array.from({ length: one.lines }, (_, line) => `m${said} ${line}`).join("\n")
          page?.submit(`m${said++}`, text)
          expected.push(text)
          break
        }
        case "courseSays": {
          if (course === undefined) {
            course = yield* house.memory.open()
            course.arrive(Buffer.concat([frame("Panda"), frame("/create lab"), frame("/join lab")]))
          }
          course.arrive(frame("hello"))
          break
        }
        case "read":
          page?.receive()
          break
        case "cutReading":
          page?.cutAfterReading(one.bytes)
          break
        case "cutWriting":
          page?.cutAfterWriting(one.bytes)
          break
        case "connect":
          if (page !== undefined) yield* connect(house, page)
          break
        case "stall":
          if (page?.peer !== undefined) page.peer.stalled = true
          break
        case "wait":
          yield* TestClock.adjust(`${one.seconds} seconds`)
          yield* house.memory.endTick
          break
        case "restart": {
          // What everybody still waits for is said in the new server alone.
          yield* house.restart(one.isKept)
          course = undefined
          for (const other of pages) other.receive()
          if (!one.isKept) expected = pages.flatMap((other) => other.channel(LAB).outgoing.map(({ text }) => text))
          break
        }
        case "tick":
          yield* house.memory.endTick
      }
      yield* house.memory.settle
    }
    yield* calm(house, pages)
    const truth = yield* history(house.journal)
    for (const page of pages) {
      checkShown(page, truth)
      assert.deepEqual(page.channel(LAB).outgoing, [])
    }
    const texts = truth.flatMap((event) => (event.type === "message" && event.from !== "Panda" ? [event.text] : []))
    assert.deepEqual([...texts].sort(), [...expected].sort(), "each is said once")
    const present = [...pages.map(({ name }) => name), ...(course === undefined ? [] : ["Panda"])].sort()
    for (const page of pages) assert.deepEqual([...page.channel(LAB).members.values()].sort(), present)
    yield* house.stop
  })

/** `count` messages of the course in a channel, with the ticks in which they are delivered. */
const talk = ({ memory }: House, count: number) =>
  Effect.gen(function* () {
    const panda = yield* memory.open()
    panda.arrive(Buffer.concat([frame("Panda"), frame("/join lab")]))
    for (let said = 0; said < count; said++) {
      panda.arrive(frame(`${said}`))
      if (said % 100 === 0) yield* memory.endTick
    }
    yield* memory.endTick
    return panda
  })

const away = (count: number, check: (page: PageClient, house: House) => Effect.Effect<void>) =>
  Effect.gen(function* () {
    const house = yield* makeHouse
    const page = new PageClient("Ann", LAB)
    yield* calm(house, [page])
    page.cutAfterReading(0)
    yield* talk(house, count)
    yield* calm(house, [page])
    yield* check(page, house)
    yield* house.stop
  }).pipe(Effect.provide(TestContext.TestContext))

describe("what a page is sent, whatever becomes of its connection", () => {
  it(
    "has no hole, nothing twice and one order: connections cut at any byte, slow readers, restarts with and without what was kept",
    () =>
      fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120, size: "max" }), (steps) =>
          Effect.runPromise(run(steps).pipe(Effect.provide(TestContext.TestContext)))
        ),
        { numRuns: RUNS }
      ),
    HANG
  )

  it("is all that was missed, in several frames, while it is no more than a thousand events", () =>
    Effect.runPromise(
      away(700, (page, house) =>
        Effect.map(history(house.journal), (truth) => {
          checkShown(page, truth)
          assert.equal(page.channel(LAB).events.length, truth.length)
        })
      )
    ))

  it("says what is missing where it is more, and gives that on request as far as it is kept", () =>
    Effect.runPromise(
      away(1050, (page, house) =>
        Effect.gen(function* () {
          const truth = yield* history(house.journal)
          const holes = () => {
            const { events } = page.channel(LAB)
            return events.flatMap((event, at) => holeBefore(events[at - 1], event) ?? [])
          }
          const [hole] = holes()
          assert.deepEqual(hole, { from: 2, to: 952 })
          assert.deepEqual(page.channel(LAB).events.slice(1), truth.slice(-100))
          for (let asked = 0; asked < 5; asked++) {
            const missing = holes().at(-1)
            if (missing !== undefined) page.input({ _tag: "AskedFor", hole: missing })
            yield* calm(house, [page])
          }
          const { events, first } = page.channel(LAB)
          // The ring holds the last thousand; what was before is lost for good, and is said so.
          assert.deepEqual(holes(), [{ from: 2, to: first - 1 }])
          assert.deepEqual(events.slice(1), truth)
        })
      )
    ))

  it("goes on below a loud channel, without a hole, for who reads while others talk", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const house = yield* makeHouse
        const page = new PageClient("Ann", LAB)
        yield* calm(house, [page])
        page.cutAfterReading(0)
        const panda = yield* talk(house, 700)
        yield* connect(house, page)
        for (let said = 0; said < 50; said++) {
          panda.arrive(frame(`meanwhile ${said}`))
          yield* house.memory.endTick
          page.receive()
        }
        yield* calm(house, [page])
        checkShown(page, yield* history(house.journal))
        yield* house.stop
      }).pipe(Effect.provide(TestContext.TestContext))
    ))

  it("reaches a connection that took its session from an older one, and the older one no more", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const house = yield* makeHouse
        const [ann, bob] = [new PageClient("Ann", LAB), new PageClient("Bob", LAB)]
        yield* calm(house, [ann, bob])
        const older = ann.peer as MemoryPeer
        // A replayed secret: the page's connection ends, with a word.
        const thief = new PageClient("Ann", LAB)
        yield* calm(house, [thief])
        ann.receive()
        assert.deepEqual(ann.state.link, {
          _tag: "Stopped",
          problem: "You have connected again elsewhere.",
          asks: "return"
        })
        assert.ok(older.closed)
        bob.submit("after", "hello")
        yield* calm(house, [thief, bob])
        const truth = yield* history(house.journal)
        checkShown(thief, truth)
        // Nobody has been told of anything: the same person is there.
        assert.deepEqual(
          truth.map(({ type }) => type),
          ["joined", "joined", "message"]
        )
        assert.equal(messageId("after"), truth.at(-1)?.type === "message" ? Reflect.get(truth[2] ?? {}, "id") : "")
        yield* house.stop
      }).pipe(Effect.provide(TestContext.TestContext))
    ))
})
