/**
 * A question that a server answers in order, to learn what it sent before: absence cannot be received, but an answer can.
 *
 * A foreign server may answer one question and crash on another, or answer it in words of its own, so a run finds out
 * first which one this server answers, and with what. Whether those are the right words is for a case to judge.
 */
import * as Effect from "effect/Effect"
import { Complaint } from "./Complaint.ts"
import type { Peer } from "./Peer.ts"

export interface Question {
  readonly text: string
  readonly answer: string
}

/** Errors that change nothing, the harmless one first: no channel's name can be mistaken in it. */
export const CANDIDATES = ["/check", "/join", "/create"] as const

/** More than a server sends to one who has just come. */
const MOST_FRAMES = 8

const notAnswered = new Complaint({ expected: "the same answer twice", came: "other messages" })

/**
 * Asks a question twice, in a channel, so that a server which takes it for a message to others is not taken to answer
 * it; two equal frames after each other are the answer.
 */
export const ask = (peer: Peer, text: string): Effect.Effect<Question, Complaint> =>
  Effect.gen(function* () {
    yield* peer.say("checker", "/create check")
    // Otherwise a flood of one message would be taken for an answer.
    if ((yield* peer.waiting) > MOST_FRAMES) return yield* notAnswered
    yield* peer.say(text, text)
    let last: string | undefined
    for (let count = 0; count < MOST_FRAMES; count++) {
      const { text: answer } = yield* peer.next
      if (answer === last && answer !== "" && !answer.startsWith("[")) return { text, answer }
      last = answer
    }
    return yield* notAnswered
  })
