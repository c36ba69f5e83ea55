/**
 * Finds out what a check must know of a server. Its barrier: which command it replies to with an error that changes
 * nothing, and with what words. And whether its messages are longer than they may be.
 *
 * It is searched for at the first start of a run, because a foreign server may crash on one wrong command and have its
 * own words for another. Whether those are the right words is for a case to judge.
 *
 * Invariant: a barrier that is found changes nothing. A server may leave the channel before it notices that an argument
 * is missing, and then every case would fail because of the barrier.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as utils from "../../utils.ts"
import { Mismatch } from "../Mismatch.ts"
import * as Peer from "../Peer.ts"
import * as ServerProgram from "../Program/ServerProgram.ts"
import type { Environment } from "../Suite.ts"

/** Errors that change nothing. The first is the most harmless: no channel's name can be mistaken in it. */
const CANDIDATES = ["/check", "/create", "/join"]

const SENDER = "checker"

const OBSERVER = "witness"

/** More frames than a server sends to a client that has just connected. */
const MAX_FRAMES = 8

const noReply = new Mismatch({ expected: "the same answer twice", actual: "other messages" })

const notRelayed = new Mismatch({ expected: "a message of the other member", actual: "other messages" })

const hasLeft = new Mismatch({ expected: "no leave", actual: "one" })

/** One member sends this and the other receives it; returns what the other received before. */
const relay = (from: Peer.Peer, to: Peer.Peer, text: string): Effect.Effect<ReadonlyArray<string>, Mismatch> =>
  Effect.gen(function* () {
    yield* from.send(text)
    const before: Array<string> = []
    while (before.length < MAX_FRAMES) {
      const received = yield* to.next
      if (received.text.includes(text)) return before
      before.push(received.text)
    }
    return yield* notRelayed
  })

/** The reply to the command while nothing else can come: the last frame that comes, however many welcome the client. */
const loneReply = (peer: Peer.Peer, command: string): Effect.Effect<string, Mismatch> =>
  Effect.gen(function* () {
    yield* peer.send(command)
    let reply = (yield* peer.next).text
    for (let count = 0; count < MAX_FRAMES; count++) {
      const another = yield* peer.nextSoon
      if (Option.isNone(another)) break
      reply = another.value.text
    }
    return reply === "" || reply.startsWith("[") ? yield* noReply : reply
  })

/** Sends the command twice more, and is replied to with the same text, twice after each other. */
const assertRepeats = (peer: Peer.Peer, command: string, reply: string): Effect.Effect<void, Mismatch> =>
  Effect.gen(function* () {
    yield* peer.send(command, command)
    let equal = 0
    for (let count = 0; count < MAX_FRAMES && equal < 2; count++) {
      equal = (yield* peer.next).text === reply ? equal + 1 : 0
    }
    if (equal < 2) return yield* noReply
  })

/**
 * Tries a command in a channel, because a server may take it for a message to others, and then it has not replied to it.
 * Another member must see the sender stay, and each must get the other's messages afterwards.
 *
 * The first reply is the one that counts: it comes while nothing else can, so it begins where it should. Those after a
 * relayed message need not, and two that are equal may both be shifted.
 */
const tryCommand = <R>(
  command: string,
  connect: (name: string) => Effect.Effect<Peer.Peer, Mismatch, R>
): Effect.Effect<Peer.Traits, Mismatch, R> =>
  Effect.gen(function* () {
    const sender = yield* connect(SENDER)
    yield* sender.send(SENDER, "/create check")
    const reply = yield* loneReply(sender, command)
    const observer = yield* connect(OBSERVER)
    yield* observer.send(OBSERVER, "/join check")
    yield* relay(observer, sender, "I have come")
    // Otherwise a flood of one message would be taken for a reply.
    if ((yield* sender.waiting) > MAX_FRAMES) return yield* noReply
    yield* assertRepeats(sender, command, reply)
    const seen = yield* relay(sender, observer, "I am here")
    if (seen.includes(utils.fill(utils.SERVER_CLIENT_LEFT_CHANNEL, SENDER))) return yield* hasLeft
    yield* relay(observer, sender, "so am I")
    return { barrier: { command, reply }, padsTooMuch: (yield* sender.surplus) + (yield* observer.surplus) > 0 }
  })

/** Each command is tried on a server of its own, because the server may end because of it. */
const tryOnNewServer = (command: string): Effect.Effect<Option.Option<Peer.Traits>, Mismatch, Environment> =>
  Effect.gen(function* () {
    const { connect } = yield* ServerProgram.start
    return yield* Effect.option(
      tryCommand(command, (name) =>
        Effect.flatMap(connect, (connection) => Peer.make(name, connection, { padsTooMuch: true }))
      )
    )
  }).pipe(Effect.scoped)

/** What is known of this server. Fails if it cannot be started. */
export const findTraits: Effect.Effect<Peer.Traits, Mismatch, Environment> = Effect.gen(function* () {
  for (const command of CANDIDATES) {
    const traits = yield* tryOnNewServer(command)
    if (Option.isSome(traits)) return traits.value
  }
  return { barrier: undefined, padsTooMuch: false }
})
