/** What the protocol says of connections, frames and their order. */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { frame } from "../frames.ts"
import { heard, type Peer, untilEnd } from "../Peer.ts"
import { Transport } from "../Transport.ts"
import { connect, hear, join, pair, say } from "./conversing.ts"

export const frames: Record<string, Effect.Effect<void, never, Transport | Scope.Scope>> = {
  "announces a disconnection once, by an end and by a reset": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    const bob = yield* join("Bob", "/join tas")
    yield* hear(panda, alice)
    yield* alice.end
    assert.deepEqual(yield* untilEnd(alice), [])
    assert.deepEqual(yield* hear(panda, bob), [["Alice has left"], ["Alice has left"]])
    yield* bob.reset
    let notices = yield* heard(panda)
    while (notices.length === 0) notices = yield* heard(panda)
    assert.deepEqual(notices, ["Bob has left"])
    assert.deepEqual(yield* heard(panda), [])
  }),

  "answers a client that has ended its side already": Effect.gen(function* () {
    const peer = yield* connect
    yield* peer.send("Bob", "/create a", "/list", "/join b", "lost?")
    yield* peer.end
    assert.deepEqual(yield* untilEnd(peer), ["a", "No channel named b exists. Try '/create b'?"])
  }),

  "drops half a frame at the end of the stream": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    yield* alice.send("whole", Buffer.from("half"))
    yield* alice.end
    yield* untilEnd(alice)
    assert.deepEqual(yield* heard(panda), ["[Alice] whole", "Alice has left"])
  }),

  "takes frames in any pieces and many in one": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    const bytes = Buffer.concat(["one", "two", "", "/list", "three"].map(frame))
    for (let at = 0; at < bytes.length; at += 7) yield* alice.send(bytes.subarray(at, at + 7))
    assert.deepEqual(yield* heard(alice), ["tas"])
    yield* say(alice, bytes)
    const twice = ["[Alice] one", "[Alice] two", "[Alice]", "[Alice] three"]
    assert.deepEqual(yield* heard(panda), [...twice, ...twice])
  }),

  "strips blanks, CR and LF from the end of a frame and nothing from its front": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    yield* say(alice, "  indented \r\n  ", "/join tas\n")
    assert.deepEqual(yield* heard(panda), ["[Alice]   indented", "Alice has left", "Alice has joined"])
  }),

  "relays bytes of any encoding as they are": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    const latin1 = "caf\xe9 \xa0\x9b\x85"
    const utf8 = Buffer.from("Grüße, 你好 👋🏽").toString("latin1")
    yield* say(alice, latin1, utf8)
    assert.deepEqual(yield* heard(panda), [`[Alice] ${latin1}`, `[Alice] ${utf8}`])
  }),

  "replaces control characters in texts, names and channel names": Effect.gen(function* () {
    const { panda } = yield* pair
    const c1 = Buffer.from("a\u009bb\u2028c\u202ed\u2066e ü").toString("latin1")
    const eve = yield* join("E\x1bve\n[Panda]", "/join tas")
    assert.deepEqual(yield* say(eve, "x\x00\x1b[2Jy\tz\x7f", c1, "line\r\n[Panda] forged", "/create a\x07b"), [])
    assert.deepEqual(yield* heard(panda), [
      "E?ve?[Panda] has joined",
      "[E?ve?[Panda]] x??[2Jy\tz?",
      `[E?ve?[Panda]] a?b?c?d?e ${Buffer.from("ü").toString("latin1")}`,
      "[E?ve?[Panda]] line??[Panda] forged",
      "E?ve?[Panda] has left"
    ])
    assert.deepEqual(yield* say(panda, "/list"), ["a?b\ntas"])
  }),

  "splits a relayed text that does not fit and loses nothing": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    const words = Array.from({ length: 40 }, (_, index) => `w${index}`.padEnd(4, "!")).join(" ")
    const solid = "s".repeat(200)
    const wide = Buffer.from("é".repeat(100)).toString("latin1")
    yield* say(alice, words, solid, wide)
    const frames = yield* heard(panda)
    assert.equal(frames.length, 6)
    for (const text of frames) assert.ok(text.startsWith("[Alice] ") && text.length <= 200)
    const [first, second, third, fourth, fifth, sixth] = frames.map((text) => text.slice("[Alice] ".length))
    assert.equal(`${first}${second}`, words)
    assert.ok(second?.startsWith(" "), "cut at a blank")
    assert.equal(`${third}${fourth}`, solid)
    assert.equal(`${fifth}${sixth}`, wide)
    assert.equal(
      Buffer.from(fifth ?? "", "latin1")
        .toString("utf8")
        .includes("\ufffd"),
      false,
      "cut inside a character"
    )
  }),

  "takes a name and a channel name of 64 bytes": Effect.gen(function* () {
    const name = "n".repeat(64)
    const channel = "c".repeat(64)
    const panda = yield* join("Panda", `/create ${channel}`)
    const long = yield* join(name, `/join ${channel}`)
    yield* say(long, "hi")
    assert.deepEqual(yield* heard(panda), [`${name} has joined`, `[${name}] hi`])
    assert.deepEqual(yield* say(long, `/create ${channel}`, "/list"), [
      `Room ${channel} already exists, so cannot be created.`,
      channel
    ])
  }),

  "refuses a longer channel name and changes nothing": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    const sentence = "A channel name can have at most 64 bytes."
    assert.deepEqual(yield* say(alice, `/create ${"c".repeat(65)}`, `/join ${"c".repeat(65)}`), [sentence, sentence])
    assert.deepEqual(yield* say(alice, "/list"), ["tas"])
    assert.deepEqual(yield* heard(panda), [])
  }),

  "refuses a longer name, and a blank one, and closes the connection": Effect.gen(function* () {
    const long = yield* connect
    yield* long.send("n".repeat(65), "/create never")
    assert.deepEqual(yield* untilEnd(long), ["A name can have at most 64 bytes: pad the first message to 200."])
    const blank = yield* connect
    yield* blank.send("", "/create never")
    assert.deepEqual(yield* untilEnd(blank), ["A name must not be blank."])
    assert.deepEqual(yield* say(yield* join("Bob"), "/list"), [])
  }),

  "answers an unknown command of any length": Effect.gen(function* () {
    const bob = yield* join("Bob")
    const word = `/${"x".repeat(199)}`
    const answer = (yield* say(bob, word)).join("")
    assert.equal(answer, `${word} is not a valid control message. Valid messages are /create, /list, and /join.`)
  }),

  "answers after all that was sent before, and keeps each sender's order": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    yield* say(alice, "1", "2")
    assert.deepEqual(yield* say(panda, "/list", "mine", "/create tas"), [
      "[Alice] 1",
      "[Alice] 2",
      "tas",
      "Room tas already exists, so cannot be created."
    ])
    assert.deepEqual(yield* heard(alice), ["[Panda] mine"])
  }),

  "shows all members one order": Effect.gen(function* () {
    const members = yield* Effect.forEach(["/create tas", ...Array(7).fill("/join tas")], (command, index) =>
      join(`m${index}`, command)
    )
    yield* hear(...members)
    const messages = (index: number) => Array.from({ length: 20 }, (_, count) => `${index}:${count}`)
    yield* Effect.forEach(members, (member, index) => member.send(...messages(index)), { concurrency: "unbounded" })
    // The first barrier of each says that its messages are in, so the second one comes after everybody's.
    const early = yield* hear(...members)
    const late = yield* hear(...members)
    const orders = members.map((_, index) => [...(early[index] ?? []), ...(late[index] ?? [])])
    for (const [index, order] of orders.entries()) {
      assert.equal(order.length, 7 * 20)
      for (const [other, otherOrder] of orders.entries()) {
        const ofThirds = (text: string) => !text.startsWith(`[m${index}]`) && !text.startsWith(`[m${other}]`)
        assert.deepEqual(order.filter(ofThirds), otherOrder.filter(ofThirds))
        const ofOther = order.filter((text) => text.startsWith(`[m${other}]`))
        if (other !== index)
          assert.deepEqual(
            ofOther,
            messages(other).map((text) => `[m${other}] ${text}`)
          )
      }
    }
  }),

  "loses nothing it accepted when it shuts down, and tells nobody that others left": Effect.gen(function* () {
    const { panda, alice } = yield* pair
    const { shutdown } = yield* Transport
    yield* say(panda, "the last words")
    const leave = (peer: Peer) => Effect.zipLeft(untilEnd(peer), peer.end)
    const [words, silence] = yield* Effect.all([leave(alice), leave(panda), shutdown], { concurrency: "unbounded" })
    assert.deepEqual(words, ["[Panda] the last words"])
    assert.deepEqual(silence, [])
  })
}
