/**
 * What the protocol promises to clients, whatever carries the frames. The suite runs over memory, TCP, TLS and a Unix socket.
 */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { frame, NOT_IN_CHANNEL } from "./frames.ts"
import { heard, type Peer, untilEnd } from "./Peer.ts"
import { Transport } from "./Transport.ts"

const connect = Effect.flatMap(Transport, (transport) => transport.connect)

/** Connects, sends the frames, the first of which is the name, and waits until they are handled. */
const join = (...messages: ReadonlyArray<string | Uint8Array>): Effect.Effect<Peer, never, Transport | Scope.Scope> =>
  Effect.gen(function* () {
    const peer = yield* connect
    yield* peer.send(...messages)
    yield* heard(peer)
    return peer
  })

/** Sends and waits until the server has handled it; answers with what the sender has been sent. */
const say = (peer: Peer, ...messages: ReadonlyArray<string | Uint8Array>) =>
  Effect.zipRight(peer.send(...messages), heard(peer))

const hear = (...peers: ReadonlyArray<Peer>) => Effect.forEach(peers, heard)

/** Panda and Alice in one channel, the joining heard. */
const pair = Effect.gen(function* () {
  const panda = yield* join("Panda", "/create tas")
  const alice = yield* join("Alice", "/join tas")
  yield* hear(panda)
  return { panda, alice }
})

export const behaviour: Record<string, Effect.Effect<void, never, Transport | Scope.Scope>> = {
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
  }),

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
    assert.deepEqual(yield* untilEnd(long), ["A name can have at most 64 bytes."])
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
