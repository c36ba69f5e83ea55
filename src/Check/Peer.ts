/**
 * One end of a conversation in frames with the program under check, and the words that scripts are made of: say, hear,
 * leave. It frames with the project's own `Frame` over the project's own connections, so a check speaks the protocol
 * exactly as the server and the client do.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { SocketConnection } from "../Net/SocketConnection.ts"
import { Arrivals, MOST_WAITING } from "./Arrivals.ts"
import { Complaint } from "./Complaint.ts"
import { Patience, type Waits } from "./Patience.ts"
import type { Question } from "./Question.ts"
import { frame, type Received, show } from "./Received.ts"
import * as Show from "./Show.ts"
import { Trace } from "./Trace.ts"

export class Peer {
  /** Answers that are still to come to the question; all but the last are to a script that asked the same. */
  private owed = 0

  private constructor(
    readonly name: string,
    private readonly connection: SocketConnection,
    private readonly arrivals: Arrivals,
    private readonly trace: Trace["Type"],
    private readonly waits: Waits,
    private readonly question: Question | undefined
  ) {}

  /**
   * Takes a connection over until the scope closes, which breaks it: a program that never closes its side would
   * otherwise be waited for. `question` is what {@link heard} asks.
   */
  static readonly make = (
    name: string,
    connection: SocketConnection,
    question?: Question
  ): Effect.Effect<Peer, never, Trace | Scope.Scope> =>
    Effect.gen(function* () {
      const trace = yield* Trace
      const waits = yield* Patience
      const describe = (received: Received) =>
        received.text === question?.answer ? `the answer to ${Show.text(question.text)}` : show(received)
      const arrivals = yield* Arrivals.make(connection, waits, (arrival) =>
        trace.unsafeRecord(() => `${name} <- ${arrival._tag === "End" ? arrival.how : describe(arrival.received)}`)
      )
      yield* Effect.addFinalizer(() => connection.reset)
      return new Peer(name, connection, arrivals, trace, waits, question)
    })

  /** Sends texts, a frame each, with a breath after each one, so that none arrives together with the next. */
  say(...texts: ReadonlyArray<string>): Effect.Effect<void> {
    return Effect.forEach(
      texts,
      (text) => {
        this.record("->", () => Show.text(text))
        if (text === this.question?.text) this.owed++
        return Effect.zipRight(this.write(frame(text)), this.breathe)
      },
      { discard: true }
    )
  }

  /** Sends bytes as they are, in one write: a part of a frame, or several frames. */
  sendBytes(bytes: Uint8Array): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.record("->", () => `${bytes.length} bytes: ${Show.bytes(bytes)}`)
      return this.write(bytes)
    })
  }

  /** Sends texts, a frame each, and answers with what has come by the time that they are handled. */
  tell(...texts: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<string>, Complaint> {
    return Effect.zipRight(this.say(...texts), this.heard)
  }

  /** The program answers the texts with exactly these. */
  asks(texts: ReadonlyArray<string>, ...answers: ReadonlyArray<string>): Effect.Effect<void, Complaint> {
    return Effect.zipRight(this.say(...texts), this.hears(...answers))
  }

  /** The next frame, whatever it is. */
  readonly next: Effect.Effect<Received, Complaint> = Effect.suspend(() => this.take("a message"))

  /** The next frame is this text. */
  awaits(text: string): Effect.Effect<Received, Complaint> {
    const expected = `${this.name} receives ${Show.text(text)}`
    return Effect.filterOrFail(
      this.take(Show.text(text)),
      (received) => received.text === text,
      (received) => new Complaint({ expected, came: show(received) })
    )
  }

  /**
   * Everything that the program has sent up to now: it is asked something that it answers in order, and all that comes
   * before the answer is what was sent. Where it answers no such question, what comes until it has been quiet for a while.
   */
  readonly heard: Effect.Effect<ReadonlyArray<string>, Complaint> = Effect.suspend(() => {
    const { question } = this
    return question === undefined
      ? this.untilQuiet
      : Effect.zipRight(this.say(question.text), this.untilAnswer(question))
  })

  /** Exactly these texts have come since the last time. */
  hears(...texts: ReadonlyArray<string>): Effect.Effect<void, Complaint> {
    return Effect.flatMap(this.heard, (heard) =>
      texts.length === heard.length && texts.every((text, at) => text === heard[at])
        ? Effect.void
        : new Complaint({
            expected: `${this.name} receives ${Show.texts(texts)}`,
            came: Show.texts(heard)
          })
    )
  }

  /** This text has come after whatever else has come since the last time. */
  hearsAtLast(text: string): Effect.Effect<void, Complaint> {
    return Effect.flatMap(this.heard, (heard) =>
      heard.at(-1) === text
        ? Effect.void
        : new Complaint({ expected: `${this.name} receives at last ${Show.text(text)}`, came: Show.texts(heard) })
    )
  }

  /** So many frames come, whatever they are. */
  skip(count: number): Effect.Effect<void, Complaint> {
    const expected = `${count} messages`
    return Effect.gen(this, function* () {
      for (let skipped = 0; skipped < count; ) {
        yield* this.take(expected)
        skipped += 1 + (yield* this.arrivals.skip(count - skipped - 1))
      }
    })
  }

  /** Waits a moment for the next frame; if it is this text it is no matter to the script. Answers whether it was. */
  passOver(text: string): Effect.Effect<boolean> {
    return Effect.map(this.arrivals.nextIfAny, (next) => {
      const arrival = Option.getOrUndefined(next)
      if (arrival?._tag === "Frame" && arrival.received.text === text) return true
      if (arrival !== undefined) this.arrivals.putBack(arrival)
      return false
    })
  }

  /** Waits a moment for the next frame, and leaves it for the script. */
  get notices(): Effect.Effect<void> {
    return Effect.map(this.arrivals.nextIfAny, (next) => {
      if (Option.isSome(next)) this.arrivals.putBack(next.value)
    })
  }

  /** How many frames have come and were not looked at. */
  get waiting(): Effect.Effect<number> {
    return this.arrivals.waiting
  }

  /** Whether the program has ended the connection, or does so before it is quiet for a while. */
  readonly isRefused: Effect.Effect<boolean> = Effect.suspend(() =>
    Effect.flatMap(
      this.arrivals.nextIfAny,
      Option.match({
        onNone: () => Effect.succeed(false),
        onSome: (arrival) => (arrival._tag === "End" ? Effect.succeed(true) : this.isRefused)
      })
    )
  )

  /** From now on nothing is read of what the program sends. */
  readonly stall: Effect.Effect<void> = Effect.suspend(() => {
    this.record("--", () => "does not read any more")
    return this.arrivals.stall
  })

  /** Ends the connection in order, and waits a little while for the program to end it too: it has noticed then. */
  readonly leaves: Effect.Effect<void> = Effect.suspend(() => {
    this.record("->", () => "the end of the connection")
    return this.connection.close
  })

  /** Ends the connection in order, and waits for nothing: who is served later ends it later. */
  get ends(): Effect.Effect<void, never, Scope.Scope> {
    return Effect.asVoid(Effect.forkScoped(this.leaves))
  }

  /** Gives the program time to read what was sent, where nothing else tells that it has. */
  get breathe(): Effect.Effect<void> {
    return this.waits.breath
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

  private take(what: string): Effect.Effect<Received, Complaint> {
    const expected = `${this.name} receives ${what}`
    return Effect.flatMap(this.arrivals.next(expected), (arrival) =>
      arrival._tag === "Frame" ? Effect.succeed(arrival.received) : new Complaint({ expected, came: arrival.how })
    )
  }

  private untilAnswer(question: Question): Effect.Effect<ReadonlyArray<string>, Complaint> {
    return Effect.gen(this, function* () {
      const heard: Array<string> = []
      while (heard.length <= MOST_WAITING) {
        const { text } = yield* this.take(`the answer to ${Show.text(question.text)}`)
        if (text === question.answer && --this.owed <= 0) return heard
        heard.push(text)
      }
      return yield* new Complaint({
        expected: `${this.name} receives the answer to ${Show.text(question.text)}`,
        came: `a flood of other messages: ${Show.texts(heard)}`
      })
    })
  }

  /** What was heard, if nothing but whole frames has come: a server that forgets the padding has not been silent. */
  private whole(heard: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<string>, Complaint> {
    const { partial } = this.arrivals
    if (partial === undefined) return Effect.succeed(heard)
    const came = heard.length === 0 ? `only ${partial}` : `${Show.texts(heard)}, and then only ${partial}`
    return new Complaint({ expected: `${this.name} receives whole messages`, came })
  }

  private get untilQuiet(): Effect.Effect<ReadonlyArray<string>, Complaint> {
    const expected = `${this.name}'s connection stays, and is quiet at last`
    return Effect.gen(this, function* () {
      const heard: Array<string> = []
      while (heard.length <= MOST_WAITING) {
        const next = yield* this.arrivals.nextIfAny
        if (Option.isNone(next)) return yield* this.whole(heard)
        if (next.value._tag === "End") return yield* new Complaint({ expected, came: next.value.how })
        heard.push(next.value.received.text)
      }
      return yield* new Complaint({ expected, came: `a flood of messages: ${Show.texts(heard)}` })
    })
  }
}
