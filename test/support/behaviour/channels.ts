/** What the protocol says of channels: members, commands, replies. */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { NOT_IN_CHANNEL } from "../frames.ts"
import { heard } from "../Peer.ts"
import type { Transport } from "../Transport.ts"
import { connect, hear, join, pair, say } from "./conversing.ts"

export const channels: Record<string, Effect.Effect<void, never, Transport | Scope.Scope>> = {
  "relays a text to the others in the channel and to nobody else": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    const bob = yield* join("Bob", "/create other")
    assert.deepEqual(yield* say(panda, "Hello world!"), [])
    assert.deepEqual(yield* hear(alice, bob, panda), [["[Panda] Hello world!"], [], []])
  }),

  "tells the old channel of a leave and the new one of a join, and the mover nothing": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    const bob = yield* join("Bob", "/create other")
    assert.deepEqual(yield* say(alice, "/join other"), [])
    assert.deepEqual(yield* hear(panda, bob), [["Alice has left"], ["Alice has joined"]])
    assert.deepEqual(yield* say(bob, "/create third"), [])
    assert.deepEqual(yield* hear(panda, alice), [[], ["Bob has left"]])
  }),

  "takes joining one's own channel as a move and delivers each message once afterwards": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    assert.deepEqual(yield* say(alice, "/join tas"), [])
    assert.deepEqual(yield* heard(panda), ["Alice has left", "Alice has joined"])
    yield* say(panda, "once")
    assert.deepEqual(yield* hear(panda, alice), [[], ["[Panda] once"]])
  }),

  "answers errors with the assignment's texts and changes nothing": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    const answers = yield* say(alice, "/join nowhere", "/create tas", "/create", "/joinfoo", "/ hi", "/LIST")
    assert.deepEqual(answers, [
      "No channel named nowhere exists. Try '/create nowhere'?",
      "Room tas already exists, so cannot be created.",
      "/create command must be followed by the name of a channel to create",
      "/joinfoo is not a valid control message. Valid messages are /create, /list, and /join.",
      "/ is not a valid control message. Valid messages are /create, /list, and /join.",
      "/LIST is not a valid control message. Valid messages are /create, /list, and /join."
    ])
    yield* say(panda, "still here?")
    assert.deepEqual(yield* hear(panda, alice), [[], ["[Panda] still here?"]])
  }),

  "answers a text outside any channel with an error, an empty one too": Effect.gen(function* () {
    const bob = yield* join("Bob")
    assert.deepEqual(yield* say(bob, "hello?", ""), [NOT_IN_CHANNEL, NOT_IN_CHANNEL])
  }),

  "relays an empty text as the bare name": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    yield* say(panda, "")
    assert.deepEqual(yield* heard(alice), ["[Panda]"])
  }),

  "lists no channels with no reply at all": Effect.gen(function* () {
    assert.deepEqual(yield* say(yield* join("Bob"), "/list"), [])
  }),

  "lists the channels sorted by their bytes, those without members too, in one reply": Effect.gen(function* () {
    const bob = yield* join("Bob", "/create b", "/create a", "/create C", "/create two words", "/create \xe4")
    assert.deepEqual(yield* say(bob, "/list", "/list and more"), [
      "C\na\nb\ntwo words\n\xe4",
      "C\na\nb\ntwo words\n\xe4"
    ])
  }),

  "cuts a list that does not fit a frame between names": Effect.gen(function* () {
    const names = Array.from(
      { length: 40 },
      (_, index) => `channel-${String(index).padStart(2, "0")}-${"x".repeat(index)}`
    )
    const bob = yield* join("Bob", ...names.map((name) => `/create ${name}`))
    const frames = yield* say(bob, "/list")
    assert.ok(frames.length > 1)
    assert.deepEqual(
      frames.flatMap((text) => text.split("\n")),
      names
    )
  }),

  "keeps a channel that nobody is in any more": Effect.gen(function* () {
    const bob = yield* join("Bob", "/create old", "/create new", "/join old")
    assert.deepEqual(yield* say(bob, "/list"), ["new\nold"])
  }),

  "trims blanks around a channel name and keeps those inside": Effect.gen(function* () {
    const panda = yield* join("Panda", "/create   two words")
    yield* join("Alice", "/join \ttwo words\t ")
    assert.deepEqual(yield* heard(panda), ["Alice has joined"])
  }),

  "takes the first frame as the name, whole": Effect.gen(function* () {
    const { panda } = yield* pair
    const slash = yield* join("/list  of names", "/join tas")
    yield* say(slash, "hi")
    assert.deepEqual(yield* heard(panda), ["/list  of names has joined", "[/list  of names] hi"])
  }),

  "tells apart two clients of one name": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    const other = yield* join("Alice", "/join tas")
    yield* say(other, "I am the second")
    assert.deepEqual(yield* hear(panda, alice, other), [
      ["Alice has joined", "[Alice] I am the second"],
      ["Alice has joined", "[Alice] I am the second"],
      []
    ])
  }),

  "takes a connection without a name for nobody": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    const nobody = yield* connect
    yield* nobody.send(Buffer.from("half a na"))
    yield* say(panda, "hi")
    yield* nobody.reset
    assert.deepEqual(yield* hear(alice, panda), [["[Panda] hi"], []])
  })
}
