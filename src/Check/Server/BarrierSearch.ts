/**
 * A question that a server answers in order, to learn what it sent before: absence cannot be received, but an answer can.
 *
 * A foreign server may answer one question and crash on another, or answer it in words of its own, so a run finds out
 * first which one this server answers, and with what. Whether those are the right words is for a case to judge.
 *
 * Invariant: a question that is found changes nothing. A server may leave the channel before it finds an argument missing,
 * and every case would fail by the question.
 */
import * as Effect from "effect/Effect"
import * as utils from "../../utils.ts"
import { Mismatch } from "../Mismatch.ts"
import type { Barrier } from "../Peer/Barrier.ts"
import type { Peer } from "../Peer.ts"

/** Errors that change nothing, the harmless one first: no channel's name can be mistaken in it. */
export const CANDIDATES = ["/check", "/create", "/join"] as const

const SENDER = "checker"

const OBSERVER = "witness"

/** More than a server sends to one who has just come. */
const MOST_FRAMES = 8

const notAnswered = new Mismatch({ expected: "the same answer twice", actual: "other messages" })

const notRelayed = new Mismatch({ expected: "a message of the other member", actual: "other messages" })

const notUnharmed = new Mismatch({ expected: "no leave", actual: "one" })

/** One member says this, and the other comes to receive it; answers with what it receives before. */
const relays = (from: Peer, to: Peer, text: string): Effect.Effect<ReadonlyArray<string>, Mismatch> =>
  Effect.gen(function* () {
    yield* from.send(text)
    const before: Array<string> = []
    while (before.length < MOST_FRAMES) {
      const received = yield* to.next
      if (received.text.includes(text)) return before
      before.push(received.text)
    }
    return yield* notRelayed
  })

/** Two equal frames after each other are the answer. */
const answers = (peer: Peer, text: string): Effect.Effect<Barrier, Mismatch> =>
  Effect.gen(function* () {
    yield* peer.send(text, text)
    let last: string | undefined
    for (let count = 0; count < MOST_FRAMES; count++) {
      const { text: answer } = yield* peer.next
      if (answer === last && answer !== "" && !answer.startsWith("[")) return { text, answer }
      last = answer
    }
    return yield* notAnswered
  })

/**
 * Asks a question twice, in a channel, so that a server which takes it for a message to others is not taken to answer
 * it. Another member must see the asker stay, and each gets the other's messages afterwards.
 */
export const findAnswer = <R>(
  text: string,
  connect: (who: string) => Effect.Effect<Peer, Mismatch, R>
): Effect.Effect<Barrier, Mismatch, R> =>
  Effect.gen(function* () {
    const asker = yield* connect(SENDER)
    // Once alone: who answers this has handled what came before it, and there is a channel to join.
    yield* asker.send(SENDER, "/create check", text)
    yield* asker.next
    const witness = yield* connect(OBSERVER)
    yield* witness.send(OBSERVER, "/join check")
    yield* relays(witness, asker, "I have come")
    // Otherwise a flood of one message would be taken for an answer.
    if ((yield* asker.waiting) > MOST_FRAMES) return yield* notAnswered
    const question = yield* answers(asker, text)
    const seen = yield* relays(asker, witness, "I am here")
    if (seen.includes(utils.fill(utils.SERVER_CLIENT_LEFT_CHANNEL, SENDER))) return yield* notUnharmed
    yield* relays(witness, asker, "so am I")
    return question
  })
