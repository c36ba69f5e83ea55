/**
 * A well-behaved member: it reads, sends numbered texts, and knows how many of them the server has acknowledged. Its
 * barrier is a command without the argument, whose answer comes after the effects of all that was sent before it.
 */
import { connect, type Socket } from "node:net"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { optionsOf, type Place } from "../../process/support/RawSocket.ts"
import { bounded } from "../../process/support/Wait.ts"
import { frame, JOIN_REQUIRES_ARGUMENT, texts } from "../../support/frames.ts"
import { turn } from "./Turn.ts"

/** The server has ended the connection. */
export class Disconnected extends Data.TaggedError("Disconnected")<{ readonly name: string }> {}

/** The text of the message with this number: some are short, some nearly fill a frame, some have bytes beyond ASCII. */
export const textOf = (number: number): string => `${number} ${"\xe4b.?"[number % 4]}${"x".repeat((number * 37) % 150)}`

const nothing = Buffer.alloc(0)

export class CalmMember {
  /** Everything that it was sent, without the answers to its barriers. */
  readonly heard: Array<string> = []
  /** How many texts it has said, and how many of these came before a barrier that was answered. */
  said = 0
  acknowledged = 0
  private answered = 0
  /** For each barrier that waits for its answer: what had been said before it. */
  private readonly barriers: Array<number> = []
  private readonly waiting = new Set<() => void>()
  private pending: Buffer = nothing
  private end: "open" | "ended" | "broken" = "open"

  constructor(
    readonly name: string,
    private readonly socket: Socket
  ) {
    socket.on("data", (chunk) => this.receive(chunk))
    socket.on("end", () => this.finish("ended"))
    socket.on("error", () => this.finish("broken"))
    socket.on("close", () => this.finish("broken"))
  }

  send(...messages: ReadonlyArray<string>): void {
    this.socket.write(Buffer.concat(messages.map(frame)))
  }

  /** Says the next texts. */
  say(count: number): void {
    this.send(...this.next(count))
  }

  /** Sends the next texts in pieces, each in a turn of its own. Not interruptible: no frame must stay incomplete. */
  dribble(count: number): Effect.Effect<void> {
    return Effect.suspend(() => {
      const bytes = Buffer.concat(this.next(count).map(frame))
      const size = 30 + (this.said % 60)
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size)
      return Effect.forEach(
        pieces,
        (at) =>
          Effect.zipRight(
            Effect.sync(() => this.socket.write(bytes.subarray(at, at + size))),
            turn
          ),
        { discard: true }
      )
    }).pipe(Effect.uninterruptible)
  }

  /** Stops reading, until it reads again. */
  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    this.socket.resume()
  }

  /** Waits until the server has handled all that was sent. */
  readonly barrier: Effect.Effect<void, Disconnected> = Effect.suspend(() => {
    this.send("/join")
    this.barriers.push(this.said)
    const answer = this.answered + this.barriers.length
    return Effect.zipRight(
      this.when("an answer", () => this.answered >= answer || this.end !== "open"),
      Effect.suspend(() => (this.answered >= answer ? Effect.void : new Disconnected({ name: this.name })))
    )
  })

  /** Waits for the end of the stream. Returns whether it was an orderly one. */
  readonly ended: Effect.Effect<boolean> = Effect.suspend(() =>
    Effect.map(
      this.when("the end", () => this.end !== "open"),
      () => this.end === "ended"
    )
  )

  /** Waits until it has heard this. */
  hears(text: string): Effect.Effect<void> {
    return this.when(text, () => this.heard.includes(text))
  }

  /** Waits until the condition holds, which is checked whenever something is received. After the end it never will. */
  when(what: string, satisfied: () => boolean): Effect.Effect<void> {
    const complaint = () =>
      `${this.name} waited in vain for ${what}; it is ${this.end} and last heard ${this.heard.at(-1)}`
    return bounded(
      Effect.async<void>((resume) => {
        const look = () => {
          if (satisfied()) resume(Effect.void)
          else if (this.end !== "open") resume(Effect.die(new Error(complaint())))
          else return
          this.waiting.delete(look)
        }
        this.waiting.add(look)
        look()
        return Effect.sync(() => this.waiting.delete(look))
      }),
      complaint
    )
  }

  private next(count: number): ReadonlyArray<string> {
    return Array.from({ length: count }, () => textOf(this.said++))
  }

  private receive(chunk: Buffer): void {
    const bytes = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk])
    const whole = bytes.length - (bytes.length % 200)
    this.pending = bytes.subarray(whole)
    for (const text of texts(bytes.subarray(0, whole))) {
      if (text === JOIN_REQUIRES_ARGUMENT) {
        this.answered++
        this.acknowledged = this.barriers.shift() ?? this.acknowledged
      } else this.heard.push(text)
    }
    this.wake()
  }

  private finish(end: "ended" | "broken"): void {
    if (this.end === "open") this.end = end
    this.wake()
  }

  private wake(): void {
    for (const look of [...this.waiting]) look()
  }
}

/** Connects to a server, says its name and these commands, and waits until they are handled. */
export const connectCalm = (
  place: Place,
  name: string,
  ...commands: ReadonlyArray<string>
): Effect.Effect<CalmMember, never, Scope.Scope> =>
  Effect.gen(function* () {
    const socket = yield* Effect.acquireRelease(
      Effect.async<Socket>((resume) => {
        const socket = connect(optionsOf(place))
        socket.once("error", (cause) => resume(Effect.die(cause)))
        socket.once("connect", () => resume(Effect.succeed(socket)))
      }),
      (socket) => Effect.sync(() => socket.destroy())
    )
    const member = new CalmMember(name, socket)
    member.send(name, ...commands)
    yield* Effect.orDie(member.barrier)
    return member
  })
