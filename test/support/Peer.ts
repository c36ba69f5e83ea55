/** The other end of a connection to the server, as tests drive it. Texts are byte strings: one character, one byte. */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import { JOIN_REQUIRES_ARGUMENT, texts } from "./frames.ts"

export interface Peer {
  /** Sends texts, a frame each; bytes go as they are. */
  readonly send: (...messages: ReadonlyArray<string | Uint8Array>) => Effect.Effect<void>
  /** The next bytes from the server, or none at the end of the stream. */
  readonly receive: Effect.Effect<Uint8Array | undefined>
  /** Ends this side of the stream. */
  readonly end: Effect.Effect<void>
  /** Breaks the connection. */
  readonly reset: Effect.Effect<void>
}

/** What has been received and not been looked at. */
const unread = new WeakMap<Peer, Uint8Array>()

/** Receives until there is what `find` looks for, or until the end of the stream. */
const receiveUntil = (peer: Peer, find: (frames: ReadonlyArray<string>) => boolean) =>
  Effect.gen(function* () {
    let bytes = unread.get(peer) ?? new Uint8Array(0)
    while (true) {
      const whole = texts(bytes.subarray(0, bytes.length - (bytes.length % 200)))
      if (find(whole)) return { bytes, whole }
      const chunk = yield* peer.receive
      if (chunk === undefined) return { bytes, whole, ended: true }
      bytes = Buffer.concat([bytes, chunk])
    }
  })

/** The texts of everything the server sends up to its end of the stream. */
export const untilEnd = (peer: Peer): Effect.Effect<ReadonlyArray<string>> =>
  Effect.map(
    receiveUntil(peer, () => false),
    ({ bytes }) => texts(bytes)
  )

/**
 * The texts the peer has been sent since the last time, up to now. A command without its argument is the barrier: its
 * answer comes after all that was sent before it.
 */
export const heard = (peer: Peer): Effect.Effect<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    yield* peer.send("/join")
    const { bytes, whole, ended } = yield* receiveUntil(peer, (frames) => frames.includes(JOIN_REQUIRES_ARGUMENT))
    assert.ok(!ended, "the server has closed the connection")
    const barrier = whole.indexOf(JOIN_REQUIRES_ARGUMENT)
    unread.set(peer, bytes.subarray(200 * (barrier + 1)))
    return whole.slice(0, barrier)
  })
