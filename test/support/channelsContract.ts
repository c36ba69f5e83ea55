/**
 * What every layer of `Channels` must do, said against the tag. Users read frames or lines; the test ends the ticks. Each
 * case is run over a fresh layer, whose limits are {@link LIMITS}.
 */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Encoding } from "../../src/Dialect/Encoding.ts"
import { frameEncoding } from "../../src/Dialect/Frames/FrameEncoding.ts"
import { ByteString } from "../../src/Domain/ByteString.ts"
import type { ChannelName } from "../../src/Domain/ChannelName.ts"
import type { ClientName } from "../../src/Domain/ClientName.ts"
import { Channels, type Entry, LIST_PAGE } from "../../src/Server/Channels.ts"
import { Limits } from "../../src/Server/Limits.ts"
import { type Membership, User } from "../../src/Server/User.ts"
import { frame, texts } from "./frames.ts"
import { lineEncoding } from "./LineDialect.ts"
import { ManualTick } from "./ManualTick.ts"

export const LIMITS = { ...Limits.defaultValue(), channels: 2 * LIST_PAGE + 1, channelsPerConnection: 2 * LIST_PAGE }

const channel = (name: string) => ByteString(name) as ChannelName

/** A user, and what it has been sent since the last time. */
const join = (name: string, encoding: Encoding = frameEncoding) => {
  let received: Array<Uint8Array> = []
  const writer = { unsent: 0, unsafeSend: (bytes: Uint8Array) => void received.push(Uint8Array.from(bytes)) }
  const take = () => {
    const bytes = Buffer.concat(received)
    received = []
    return bytes
  }
  return {
    user: new User(ByteString(name) as ClientName, writer, encoding),
    frames: () => texts(take()),
    /** Without the times, which are the layer's affair. */
    lines: () =>
      take()
        .toString()
        .replace(/^(\d+) \d+ /gm, "$1 ")
        .split("\n")
        .slice(0, -1)
  }
}

const enter = (user: User, name: string, create: Entry["create"], leaving: Entry["leaving"] = user.memberships) =>
  Effect.flatMap(Channels, (channels) => channels.enter(user, channel(name), { create, leaving }))

const create = (user: User, name: string) => Effect.orDie(enter(user, name, "must"))

/** As a session says something: on the spot if that can be, and waiting otherwise. */
const say = (membership: Membership, text: string) =>
  Effect.flatMap(Channels, (channels) => {
    const bytes = Buffer.from(text)
    return channels.unsafeSay(membership, bytes) ? Effect.void : channels.say(membership, bytes)
  })

const endTick = Effect.flatMap(ManualTick, ({ end }) => end)

/** The tag of what an entry is refused for. */
const refusalOf = (entry: ReturnType<typeof enter>) => Effect.map(Effect.flip(entry), ({ _tag }) => _tag)

/** Ann and Bob read frames, Lin reads lines; all are in `a`. */
const trio = Effect.gen(function* () {
  const [ann, bob, lin] = [join("Ann"), join("Bob"), join("Lin", lineEncoding)]
  const [inAnn, inBob, inLin] = [
    yield* create(ann.user, "a"),
    yield* enter(bob.user, "a", "no"),
    yield* enter(lin.user, "a", "no")
  ]
  yield* endTick
  assert.deepEqual(ann.frames(), ["Bob has joined", "Lin has joined"])
  assert.deepEqual(bob.frames(), ["Lin has joined"])
  return { ann, bob, lin, inAnn, inBob, inLin }
})

export const channelsContract: Record<string, Effect.Effect<void, unknown, Channels | ManualTick>> = {
  "lets one of several who create a channel at once make it": Effect.gen(function* () {
    const users = Array.from({ length: 5 }, (_, index) => join(`m${index}`))
    const tried = yield* Effect.forEach(users, ({ user }) => Effect.either(enter(user, "a", "must")), {
      concurrency: "unbounded"
    })
    assert.equal(tried.filter(Either.isRight).length, 1)
    assert.ok(tried.every((entry) => Either.isRight(entry) || entry.left._tag === "ChannelExists"))
  }),

  "enters a channel that exists, one that may be new, and no other": Effect.gen(function* () {
    const ann = join("Ann")
    assert.equal(yield* refusalOf(enter(ann.user, "a", "no")), "NoChannelExists")
    assert.equal((yield* enter(ann.user, "a", "may")).channel.name, "a")
    const bob = join("Bob")
    yield* enter(bob.user, "a", "may")
    yield* enter(bob.user, "a", "no")
    yield* endTick
    assert.deepEqual(ann.frames(), ["Bob has joined", "Bob has left", "Bob has joined"])
  }),

  "changes nothing by an entry that it refuses": Effect.gen(function* () {
    const { ann, bob, inBob } = yield* trio
    assert.equal(yield* refusalOf(enter(bob.user, "b", "no")), "NoChannelExists")
    assert.equal(yield* refusalOf(enter(bob.user, "a", "must")), "ChannelExists")
    assert.deepEqual(bob.user.memberships, [inBob])
    yield* say(inBob, "still here")
    yield* endTick
    assert.deepEqual(ann.frames(), ["[Bob] still here"])
  }),

  "tells the channel that a user leaves and then the one that it enters, and the mover nothing": Effect.gen(
    function* () {
      const { ann, bob, lin } = yield* trio
      const eve = join("Eve")
      yield* create(eve.user, "b")
      yield* enter(bob.user, "b", "no")
      yield* endTick
      assert.deepEqual([ann.frames(), eve.frames(), bob.frames()], [["Bob has left"], ["Bob has joined"], []])
      assert.deepEqual(lin.lines(), ["4 a Bob leaves"])
    }
  ),

  "relays to every member in one order, to the author only where its encoding echoes": Effect.gen(function* () {
    const { ann, bob, inAnn, inBob, inLin, lin } = yield* trio
    yield* say(inAnn, "one")
    yield* say(inLin, "two")
    yield* endTick
    yield* say(inBob, "three")
    yield* endTick
    assert.deepEqual(ann.frames(), ["[Lin] two", "[Bob] three"])
    assert.deepEqual(bob.frames(), ["[Ann] one", "[Lin] two"])
    assert.deepEqual(lin.lines(), ["4 a <Ann> one", "5 a <Lin> two", "6 a <Bob> three"])
  }),

  "keeps a user in several channels, each with its own order": Effect.gen(function* () {
    const { inAnn, lin } = yield* trio
    const inB = yield* enter(lin.user, "b", "may", [])
    yield* say(inB, "here")
    yield* say(inAnn, "there")
    yield* endTick
    assert.deepEqual(lin.lines().sort(), ["2 b <Lin> here", "4 a <Ann> there"])
    assert.equal(lin.user.memberships.length, 2)
  }),

  "sends a reply after all that the user is owed, in every channel": Effect.gen(function* () {
    const { ann, bob, inAnn, inBob, lin } = yield* trio
    const inB = yield* enter(lin.user, "b", "may", [])
    yield* say(inAnn, "one")
    yield* say(inB, "two")
    bob.user.reply(frame("reply"))
    lin.user.reply(Buffer.from("reply\n"))
    assert.deepEqual(bob.frames(), ["[Ann] one", "reply"])
    assert.deepEqual(lin.lines(), ["4 a <Ann> one", "2 b <Lin> two", "reply"])
    yield* say(inBob, "three")
    yield* endTick
    assert.deepEqual([ann.frames(), bob.frames(), lin.lines()], [["[Bob] three"], [], ["5 a <Bob> three"]])
  }),

  "announces each leave once, and a member that has left is sent what it was owed and no more": Effect.gen(
    function* () {
      const { leave } = yield* Channels
      const { ann, bob, inAnn, inBob } = yield* trio
      yield* say(inAnn, "before")
      yield* leave(inBob)
      yield* leave(inBob)
      yield* say(inAnn, "after")
      yield* endTick
      assert.deepEqual([ann.frames(), bob.frames()], [["Bob has left"], ["[Ann] before"]])
      assert.deepEqual(bob.user.memberships, [])
    }
  ),

  "keeps a channel that its last member has left": Effect.gen(function* () {
    const { leave } = yield* Channels
    const ann = join("Ann")
    yield* leave(yield* create(ann.user, "a"))
    assert.equal(yield* refusalOf(enter(ann.user, "a", "must")), "ChannelExists")
    yield* enter(join("Bob").user, "a", "no")
  }),

  "lists the names in the order of their bytes, page by page": Effect.gen(function* () {
    const { list } = yield* Channels
    const { user } = join("Ann")
    const names = Array.from({ length: 2 * LIST_PAGE }, (_, index) => `${(index * 7919) % 1000} \xe9`)
    for (const name of names) yield* create(user, name)
    const pages: Array<ReadonlyArray<string>> = [yield* list(undefined)]
    for (let page = pages[0] ?? []; page.length > 0; pages.push(page)) {
      page = yield* list(page.at(-1) as ChannelName)
    }
    assert.deepEqual(
      pages.map(({ length }) => length),
      [LIST_PAGE, LIST_PAGE, 0]
    )
    assert.deepEqual(pages.flat(), [...names].sort())
  }),

  "bounds the channels that one user creates, and those that all create": Effect.gen(function* () {
    const [ann, bob] = [join("Ann"), join("Bob")]
    for (let index = 0; index < LIMITS.channelsPerConnection; index++) {
      yield* say(yield* create(ann.user, `${index}`), "hi")
    }
    assert.equal(yield* refusalOf(enter(ann.user, "one more", "may")), "ChannelQuotaUsed")
    yield* create(bob.user, "last")
    assert.equal(yield* refusalOf(enter(bob.user, "one more", "must")), "ChannelsFull")
    assert.equal((yield* enter(ann.user, "last", "may")).channel.name, "last")
  }),

  "forgets a channel in which nobody is and nobody ever spoke, where a new one has no room": Effect.gen(function* () {
    const { list } = yield* Channels
    const [ann, bob] = [join("Ann"), join("Bob")]
    const inKept = yield* create(ann.user, "kept")
    yield* say(inKept, "hi")
    yield* create(ann.user, "joined")
    yield* create(ann.user, "forgotten")
    yield* enter(bob.user, "joined", "no")
    for (let count = 3; count < LIMITS.channelsPerConnection; count++) yield* create(ann.user, `z${count}`)
    for (let count = LIMITS.channelsPerConnection; count <= LIMITS.channels; count++)
      yield* create(bob.user, `z${count}`)
    assert.deepEqual((yield* list(undefined)).slice(0, 2), ["joined", "kept"])
    assert.equal(yield* refusalOf(enter(ann.user, "forgotten", "no")), "NoChannelExists")
    assert.equal((yield* enter(ann.user, "kept", "no")).channel.name, "kept")
  }),

  "announces no leave after it has been shut down": Effect.gen(function* () {
    const { leave, shutDown } = yield* Channels
    const { ann, bob, inAnn, inBob } = yield* trio
    yield* say(inAnn, "the last word")
    yield* shutDown
    yield* leave(inBob)
    yield* endTick
    assert.deepEqual([ann.frames(), bob.frames()], [[], ["[Ann] the last word"]])
  })
}
