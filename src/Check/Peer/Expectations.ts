/**
 * What must arrive at a peer: the next frame, everything up to now, the end. Each wait has a limit.
 *
 * Everything up to now is what comes before the reply to the barrier. For a server that has no barrier, it is what comes
 * until nothing has come for a while.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as MutableRef from "effect/MutableRef"
import * as Option from "effect/Option"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import type { WaitTimes } from "../Timeouts.ts"
import type { Barrier, BarrierReplies } from "./Barrier.ts"
import { type ConnectionEnded, type FrameQueue, MAX_QUEUED } from "./FrameQueue.ts"
import { type Received, show } from "./Received.ts"
import type { Wire } from "./Wire.ts"

export interface Expectations {
  /** The next frame, whatever it is. */
  readonly next: Effect.Effect<Received, Mismatch>
  /** The next frame, if one comes before nothing has come for a while. */
  readonly nextSoon: Effect.Effect<Option.Option<Received>, Mismatch>
  /** The next frame is this text. */
  readonly expectNext: (text: string) => Effect.Effect<Received, Mismatch>
  /** The texts of everything that has come up to now since the last time. */
  readonly collect: Effect.Effect<ReadonlyArray<string>, Mismatch>
  /** Exactly these texts have come since the last time. */
  readonly expectExactly: (...texts: ReadonlyArray<string>) => Effect.Effect<void, Mismatch>
  /** This text is the last of those that have come since the last time. */
  readonly expectLast: (text: string) => Effect.Effect<void, Mismatch>
  /** Sends texts, each in a frame, and collects what has come by the time that the program has handled them. */
  readonly sendAndCollect: (...texts: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>, Mismatch>
  /** The program replies to these texts with exactly those. */
  readonly expectReplies: (
    texts: ReadonlyArray<string>,
    ...replies: ReadonlyArray<string>
  ) => Effect.Effect<void, Mismatch>
  /** This number of frames comes, whatever they are. */
  readonly skip: (count: number) => Effect.Effect<void, Mismatch>
  /**
   * Takes the next frame if it is this text, and waits for it as for any answer. Any other stays the next one. If none
   * comes, this text does not count either when it comes later.
   */
  readonly skipAnswer: (text: string) => Effect.Effect<void>
  /** Takes the next frame if it comes soon and is this text; returns whether it was. Any other stays the next one. */
  readonly skipOptional: (text: string) => Effect.Effect<boolean>
  /** Waits a moment for the next frame, which stays the next one. */
  readonly peek: Effect.Effect<void>
  /** How many frames have come and were not looked at. */
  readonly waiting: Effect.Effect<number>
  /** Whether the program has ended the connection, or does before nothing has come for a while. Takes what comes before. */
  readonly isRefused: Effect.Effect<boolean>
}

const same = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): boolean =>
  some.length === others.length && some.every((text, at) => text === others[at])

/** What stands in front of all texts that were expected, if that is all that is wrong with them. */
const prefixOf = (received: ReadonlyArray<string>, expected: ReadonlyArray<string>): string | undefined => {
  const [first = ""] = received
  const prefix = first.slice(0, first.length - (expected[0]?.length ?? 0))
  const isPrefixed = same(
    received,
    expected.map((text) => prefix + text)
  )
  return prefix !== "" && isPrefixed ? `${Format.text(prefix)} in front of messages` : undefined
}

export const make = (
  { name, send }: Wire,
  frames: FrameQueue,
  replies: BarrierReplies,
  { answer, silence }: WaitTimes
): Expectations => {
  const mismatch = (what: string, actual: string, cause?: string) =>
    new Mismatch({ expected: `${name} receives ${what}`, actual, cause: frames.unsafeIrregularity() ?? cause })

  /** A text that was waited for in vain, and is passed over if it is the next one after all. */
  const overdue = MutableRef.make(Option.none<string>())
  const peek: Effect.Effect<Received, ConnectionEnded> = Effect.flatMap(frames.peek, (received) => {
    const isOverdue = Option.contains(MutableRef.get(overdue), received.text)
    MutableRef.set(overdue, Option.none())
    return isOverdue ? Effect.zipRight(frames.take, peek) : Effect.succeed(received)
  })

  /** The next frame; `what` is expected, if the mismatch is that nothing comes. */
  const take = (what: string): Effect.Effect<Received, Mismatch> =>
    Effect.timeoutOption(peek, answer).pipe(
      Effect.mapError(({ how }) => mismatch(what, how)),
      Effect.flatMap(Option.match({ onNone: () => failLate(what), onSome: Effect.succeed })),
      Effect.zipLeft(Effect.ignore(frames.take))
    )
  const failLate = (what: string) =>
    Effect.flatMap(frames.partial, (part) => {
      const within = `within ${Duration.format(answer)}`
      return Option.match(part, {
        onNone: () => mismatch(what, `nothing ${within}`, `an answer that does not come ${within}`),
        onSome: (part) => mismatch(what, `${within} only ${part}`)
      })
    })
  /** The next frame, left where it is, unless nothing comes for a while. */
  const soon = Effect.timeoutOption(peek, silence)

  const untilReply = ({ command }: Barrier): Effect.Effect<ReadonlyArray<string>, Mismatch> =>
    Effect.gen(function* () {
      const collected: Array<string> = []
      const what = `the answer to ${Format.text(command)}`
      while (collected.length <= MAX_QUEUED) {
        const { text } = yield* take(what)
        if (yield* replies.isLast(text)) return collected
        collected.push(text)
      }
      return yield* mismatch(what, `a flood of other messages: ${Format.texts(collected)}`)
    })

  const untilSilence: Effect.Effect<ReadonlyArray<string>, Mismatch> = Effect.gen(function* () {
    const expected = `${name}'s connection stays, and is quiet at last`
    const collected: Array<string> = []
    while (collected.length <= MAX_QUEUED) {
      const next = yield* Effect.mapError(soon, ({ how }) => new Mismatch({ expected, actual: how }))
      if (Option.isNone(next)) return yield* assertWhole(collected)
      yield* Effect.ignore(frames.take)
      collected.push(next.value.text)
    }
    return yield* new Mismatch({ expected, actual: `a flood of messages: ${Format.texts(collected)}` })
  })

  /** Nothing but whole frames has come: a server that forgets the padding has not been silent. */
  const assertWhole = (collected: ReadonlyArray<string>) =>
    Effect.flatMap(
      frames.partial,
      Option.match({
        onNone: () => Effect.succeed(collected),
        onSome: (part) => {
          const before = collected.length === 0 ? "" : `${Format.texts(collected)}, and then `
          return mismatch("whole messages", `${before}only ${part}`)
        }
      })
    )

  const isRefused: Effect.Effect<boolean> = Effect.suspend(() =>
    Effect.matchEffect(soon, {
      onFailure: () => Effect.succeed(true),
      onSuccess: Option.match({
        onNone: () => Effect.succeed(false),
        onSome: () => Effect.zipRight(Effect.ignore(frames.take), isRefused)
      })
    })
  )

  const { barrier } = replies
  const collect = barrier === undefined ? untilSilence : Effect.zipRight(send(barrier.command), untilReply(barrier))

  const expectExactly = (...texts: ReadonlyArray<string>) =>
    Effect.flatMap(collect, (collected) =>
      same(collected, texts)
        ? Effect.void
        : mismatch(Format.texts(texts), Format.texts(collected), prefixOf(collected, texts))
    )

  return {
    next: take("a message"),
    nextSoon: Effect.mapError(soon, ({ how }) => mismatch("a message", how)).pipe(
      Effect.tap((next) => (Option.isSome(next) ? Effect.ignore(frames.take) : Effect.void))
    ),
    expectNext: (text) =>
      Effect.filterOrFail(
        take(Format.text(text)),
        (received) => received.text === text,
        (received) => mismatch(Format.text(text), show(received), prefixOf([received.text], [text]))
      ),
    collect,
    expectExactly,
    expectLast: (text) =>
      Effect.flatMap(collect, (collected) =>
        collected.at(-1) === text ? Effect.void : mismatch(`at last ${Format.text(text)}`, Format.texts(collected))
      ),
    sendAndCollect: (...texts) => Effect.zipRight(send(...texts), collect),
    expectReplies: (texts, ...replies) => Effect.zipRight(send(...texts), expectExactly(...replies)),
    skip: (count) =>
      Effect.gen(function* () {
        for (let skipped = 0; skipped < count; ) {
          yield* take(`${count} messages`)
          skipped += 1 + (yield* frames.skip(count - skipped - 1))
        }
      }),
    skipAnswer: (text) =>
      Effect.matchEffect(Effect.timeoutOption(peek, answer), {
        onFailure: () => Effect.void,
        onSuccess: Option.match({
          onNone: () => Effect.sync(() => MutableRef.set(overdue, Option.some(text))),
          onSome: (received) => (received.text === text ? Effect.ignore(frames.take) : Effect.void)
        })
      }),
    skipOptional: (text) =>
      Effect.flatMap(Effect.orElseSucceed(soon, Option.none), (next) =>
        Option.exists(next, (received) => received.text === text)
          ? Effect.as(Effect.ignore(frames.take), true)
          : Effect.succeed(false)
      ),
    peek: Effect.ignore(soon),
    waiting: frames.size,
    isRefused
  }
}
