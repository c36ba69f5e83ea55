/**
 * One end of a conversation in frames with the program under check, and the words that scripts are made of: say, hear,
 * leave. It frames with the project's own `Frame` over the project's own connections, so a check speaks the protocol
 * exactly as the server and the client do.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { SocketConnection } from "../Net/SocketConnection.ts"
import * as Format from "./Format.ts"
import { Mismatch } from "./Mismatch.ts"
import type { Barrier } from "./Peer/Barrier.ts"
import { FrameQueue, MAX_QUEUED } from "./Peer/FrameQueue.ts"
import { frame, type Received, show } from "./Peer/Received.ts"
import { Timeouts, type WaitTimes } from "./Timeouts.ts"
import { Trace } from "./Trace.ts"

export class Peer {
  /** Answers that are still to come to the question; all but the last are to a script that asked the same. */
  private outstanding = 0

  private constructor(
    readonly name: string,
    private readonly connection: SocketConnection,
    private readonly frames: FrameQueue,
    private readonly trace: Trace["Type"],
    private readonly waits: WaitTimes,
    private readonly barrier: Barrier | undefined
  ) {}

  /**
   * Takes a connection over until the scope closes, which breaks it: a program that never closes its side would
   * otherwise be waited for. `question` is what {@link collect} asks.
   */
  static readonly make = (
    name: string,
    connection: SocketConnection,
    question?: Barrier
  ): Effect.Effect<Peer, never, Trace | Scope.Scope> =>
    Effect.gen(function* () {
      const trace = yield* Trace
      const waits = yield* Timeouts
      const describe = (received: Received) =>
        received.text === question?.answer ? `the answer to ${Format.text(question.text)}` : show(received)
      const arrivals = yield* FrameQueue.make(connection, waits, (arrival) =>
        trace.unsafeRecord(() => `${name} <- ${arrival._tag === "End" ? arrival.how : describe(arrival.received)}`)
      )
      yield* Effect.addFinalizer(() => connection.reset)
      return new Peer(name, connection, arrivals, trace, waits, question)
    })

  /** Sends texts, a frame each, with a breath after each one, so that none arrives together with the next. */
  send(...texts: ReadonlyArray<string>): Effect.Effect<void> {
    return Effect.forEach(
      texts,
      (text) => {
        this.record("->", () => Format.text(text))
        if (text === this.barrier?.text) this.outstanding++
        return Effect.zipRight(this.write(frame(text)), this.pause)
      },
      { discard: true }
    )
  }

  /** Sends bytes as they are, in one write: a part of a frame, or several frames. */
  sendBytes(bytes: Uint8Array): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.record("->", () => `${bytes.length} bytes: ${Format.bytes(bytes)}`)
      return this.write(bytes)
    })
  }

  /** Sends texts, a frame each, and answers with what has come by the time that they are handled. */
  sendAndCollect(...texts: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<string>, Mismatch> {
    return Effect.zipRight(this.send(...texts), this.collect)
  }

  /** The program answers the texts with exactly these. */
  expectReplies(texts: ReadonlyArray<string>, ...answers: ReadonlyArray<string>): Effect.Effect<void, Mismatch> {
    return Effect.zipRight(this.send(...texts), this.expectExactly(...answers))
  }

  /** The next frame, whatever it is. */
  readonly next: Effect.Effect<Received, Mismatch> = Effect.suspend(() => this.take("a message"))

  /** The next frame is this text. */
  expectNext(text: string): Effect.Effect<Received, Mismatch> {
    const expected = `${this.name} receives ${Format.text(text)}`
    return Effect.filterOrFail(
      this.take(Format.text(text)),
      (received) => received.text === text,
      (received) => new Mismatch({ expected, actual: show(received) })
    )
  }

  /**
   * Everything that the program has sent up to now: it is asked something that it answers in order, and all that comes
   * before the answer is what was sent. Where it answers no such question, what comes until it has been quiet for a while.
   */
  readonly collect: Effect.Effect<ReadonlyArray<string>, Mismatch> = Effect.suspend(() => {
    const { barrier } = this
    return barrier === undefined ? this.untilQuiet : Effect.zipRight(this.send(barrier.text), this.untilAnswer(barrier))
  })

  /** Exactly these texts have come since the last time. */
  expectExactly(...texts: ReadonlyArray<string>): Effect.Effect<void, Mismatch> {
    return Effect.flatMap(this.collect, (heard) =>
      texts.length === heard.length && texts.every((text, at) => text === heard[at])
        ? Effect.void
        : new Mismatch({
            expected: `${this.name} receives ${Format.texts(texts)}`,
            actual: Format.texts(heard)
          })
    )
  }

  /** This text has come after whatever else has come since the last time. */
  expectLast(text: string): Effect.Effect<void, Mismatch> {
    return Effect.flatMap(this.collect, (heard) =>
      heard.at(-1) === text
        ? Effect.void
        : new Mismatch({ expected: `${this.name} receives at last ${Format.text(text)}`, actual: Format.texts(heard) })
    )
  }

  /** So many frames come, whatever they are. */
  skip(count: number): Effect.Effect<void, Mismatch> {
    const expected = `${count} messages`
    return Effect.gen(this, function* () {
      for (let skipped = 0; skipped < count; ) {
        yield* this.take(expected)
        skipped += 1 + (yield* this.frames.skip(count - skipped - 1))
      }
    })
  }

  /** Waits a moment for the next frame; if it is this text it is no matter to the script. Answers whether it was. */
  skipOptional(text: string): Effect.Effect<boolean> {
    return Effect.map(this.frames.nextIfAny, (next) => {
      const arrival = Option.getOrUndefined(next)
      if (arrival?._tag === "Frame" && arrival.received.text === text) return true
      if (arrival !== undefined) this.frames.putBack(arrival)
      return false
    })
  }

  /** Waits a moment for the next frame, and leaves it for the script. */
  get peek(): Effect.Effect<void> {
    return Effect.map(this.frames.nextIfAny, (next) => {
      if (Option.isSome(next)) this.frames.putBack(next.value)
    })
  }

  /** How many frames have come and were not looked at. */
  get waiting(): Effect.Effect<number> {
    return this.frames.waiting
  }

  /** Whether the program has ended the connection, or does so before it is quiet for a while. */
  readonly isRefused: Effect.Effect<boolean> = Effect.suspend(() =>
    Effect.flatMap(
      this.frames.nextIfAny,
      Option.match({
        onNone: () => Effect.succeed(false),
        onSome: (arrival) => (arrival._tag === "End" ? Effect.succeed(true) : this.isRefused)
      })
    )
  )

  /** From now on nothing is read of what the program sends. */
  readonly stall: Effect.Effect<void> = Effect.suspend(() => {
    this.record("--", () => "does not read any more")
    return this.frames.stall
  })

  /** Ends the connection in order, and waits a little while for the program to end it too: it has noticed then. */
  readonly close: Effect.Effect<void> = Effect.suspend(() => {
    this.record("->", () => "the end of the connection")
    return this.connection.close
  })

  /** Ends the connection in order, and waits for nothing: who is served later ends it later. */
  get closeInBackground(): Effect.Effect<void, never, Scope.Scope> {
    return Effect.asVoid(Effect.forkScoped(this.close))
  }

  /** Gives the program time to read what was sent, where nothing else tells that it has. */
  get pause(): Effect.Effect<void> {
    return this.waits.pacing
  }

  /** Breaks the connection, as a crash does. */
  readonly reset: Effect.Effect<void> = Effect.suspend(() => {
    this.record("->", () => "a reset of the connection")
    return this.connection.reset
  })

  private write(bytes: Uint8Array): Effect.Effect<void> {
    this.connection.unsafeSend(bytes)
    return this.connection.drained
  }

  private record(arrow: "->" | "--", what: () => string): void {
    this.trace.unsafeRecord(() => `${this.name} ${arrow} ${what()}`)
  }

  private take(what: string): Effect.Effect<Received, Mismatch> {
    const expected = `${this.name} receives ${what}`
    return Effect.flatMap(this.frames.next(expected), (arrival) =>
      arrival._tag === "Frame" ? Effect.succeed(arrival.received) : new Mismatch({ expected, actual: arrival.how })
    )
  }

  private untilAnswer(question: Barrier): Effect.Effect<ReadonlyArray<string>, Mismatch> {
    return Effect.gen(this, function* () {
      const heard: Array<string> = []
      while (heard.length <= MAX_QUEUED) {
        const { text } = yield* this.take(`the answer to ${Format.text(question.text)}`)
        if (text === question.answer && --this.outstanding <= 0) return heard
        heard.push(text)
      }
      return yield* new Mismatch({
        expected: `${this.name} receives the answer to ${Format.text(question.text)}`,
        actual: `a flood of other messages: ${Format.texts(heard)}`
      })
    })
  }

  /** What was heard, if nothing but whole frames has come: a server that forgets the padding has not been silent. */
  private whole(heard: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<string>, Mismatch> {
    const { partial } = this.frames
    if (partial === undefined) return Effect.succeed(heard)
    const actual = heard.length === 0 ? `only ${partial}` : `${Format.texts(heard)}, and then only ${partial}`
    return new Mismatch({ expected: `${this.name} receives whole messages`, actual })
  }

  private get untilQuiet(): Effect.Effect<ReadonlyArray<string>, Mismatch> {
    const expected = `${this.name}'s connection stays, and is quiet at last`
    return Effect.gen(this, function* () {
      const heard: Array<string> = []
      while (heard.length <= MAX_QUEUED) {
        const next = yield* this.frames.nextIfAny
        if (Option.isNone(next)) return yield* this.whole(heard)
        if (next.value._tag === "End") return yield* new Mismatch({ expected, actual: next.value.how })
        heard.push(next.value.received.text)
      }
      return yield* new Mismatch({ expected, actual: `a flood of messages: ${Format.texts(heard)}` })
    })
  }
}
