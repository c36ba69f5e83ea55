/** The cases for `basic_client.py`, the client of part 1. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Stream from "effect/Stream"
import { type ByteString, toBytes } from "../../Domain/ByteString.ts"
import { type Connection, incoming } from "../../Net/Connection.ts"
import { beyond, type Case, open as openPoint, says } from "../Case.ts"
import * as ConsoleUser from "../Client/ConsoleUser.ts"
import { accept, listen, NAME, openNowhere } from "../Client/Harness.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import { launch } from "../Program/Launcher.ts"
import { Output } from "../Program/Output.ts"
import { type Environment, make } from "../Suite.ts"
import { Timeouts } from "../Timeouts.ts"
import { note, Trace } from "../Trace.ts"

const SENDS = says("part1", "the client reads from standard input, sends it to the server and disconnects")

/** 256 kB: more than one send takes. */
const LONG_TEXT = "0123456789abcdef".repeat(16 * 1024)

/** A client that has connected. */
interface ConnectedClient {
  readonly user: ConsoleUser.ConsoleUser
  readonly connection: Connection
}

/** Starts the client with this input, and waits until it has connected. */
const startClient = (input: string): Effect.Effect<ConnectedClient, Mismatch, Environment> =>
  Effect.gen(function* () {
    const { accepted, port } = yield* listen
    const trace = yield* Trace
    const startedAt = yield* Clock.currentTimeMillis
    const program = yield* launch("client", { host: "127.0.0.1", port, name: NAME })
    const user = yield* ConsoleUser.make(program)
    trace.unsafeRecord(() => `standard input is ${Format.text(input)}`)
    yield* program.write(toBytes(input as ByteString))
    yield* program.endInput
    const connection = yield* accept(program, port, accepted)
    yield* Effect.addFinalizer(() => connection.reset)
    yield* trace.started((yield* Clock.currentTimeMillis) - startedAt)
    return { user, connection }
  })

/** Receives this number of bytes, or all up to the end of the connection. */
const receive = (connection: Connection, size: number): Effect.Effect<string, Mismatch, Trace> =>
  Effect.gen(function* () {
    const { answer } = yield* Timeouts
    const trace = yield* Trace
    const received = new Output()
    const isEnough = (chunk: Uint8Array): boolean => {
      received.unsafeAdd(chunk)
      return received.length >= size
    }
    yield* Stream.takeUntil(incoming(connection), isEnough).pipe(
      Stream.runDrain,
      Effect.ignore,
      Effect.timeoutFail({
        duration: answer,
        onTimeout: () =>
          new Mismatch({
            expected: `${size} bytes, or the end of the connection`,
            actual: `within ${Duration.format(answer)} ${Format.text(received.text)}`
          })
      })
    )
    trace.unsafeRecord(() => `server <- ${Format.text(received.text)}`)
    return received.text
  })

/** What the client sends if this is its input. */
const runClient = (input: string): Effect.Effect<string, Mismatch, Environment> =>
  Effect.flatMap(startClient(input), ({ connection }) => receive(connection, input.length))

/** The client has sent its input; a newline at the end may be missing. */
const assertSent = (sent: string, input: string) => {
  if (sent === input) return Effect.void
  if (sent === input.replace(/\n$/, "")) return note("It does not send the newline at the end.")
  return new Mismatch({ expected: `the server receives ${Format.text(input)}`, actual: Format.text(sent) })
}

const expectSent = (input: string) => Effect.flatMap(runClient(input), (sent) => assertSent(sent, input))

const cases: ReadonlyArray<Case<Environment>> = [
  {
    id: "basic-client.start",
    weight: 1,
    expectation: "Started with a host and a port, the client connects there.",
    source: says("part1", "the client takes two arguments, the host and the port of the server"),
    script: Effect.asVoid(startClient("hello\n"))
  },
  {
    id: "basic-client.send",
    weight: 2,
    expectation: "What comes from standard input is sent as it is.",
    source: SENDS,
    script: expectSent("I am a student in CS168. This class is awesome!\n")
  },
  {
    id: "basic-client.send.lines",
    weight: 1,
    expectation: "Of several lines all are sent, or the first one.",
    source: openPoint("it speaks of a message and not of the end of the input; its example is a line"),
    script: Effect.gen(function* () {
      const input = "one\ntwo\n\nthree\n"
      const sent = yield* runClient(input)
      if (sent === "one" || sent === "one\n") return yield* note("Read so: the first line is the message.")
      yield* assertSent(sent, input)
      yield* note("Read so: all of standard input is the message.")
    })
  },
  {
    id: "basic-client.send.long",
    weight: 1,
    expectation: "A long input is sent whole, whatever one send takes of it.",
    source: says("socket", "send need not send all that it is given"),
    script: expectSent(`${LONG_TEXT}\n`)
  },
  {
    id: "basic-client.send.bytes",
    weight: 0,
    expectation: "Bytes that are no text are sent as they are.",
    source: beyond("it speaks of messages"),
    script: expectSent(`${String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte)).replace("\n", "")}\n`)
  },
  {
    id: "basic-client.end",
    weight: 2,
    expectation: "When all is sent the client disconnects and ends by itself.",
    source: SENDS,
    script: Effect.gen(function* () {
      const { connection, user } = yield* startClient("hello\n")
      yield* receive(connection, Number.POSITIVE_INFINITY)
      yield* connection.close
      yield* note(`When all is sent, ${yield* user.waitForEnd}.`)
    })
  },
  {
    id: "basic-client.nobody",
    weight: 0,
    expectation: "Where nobody listens, the client ends by itself.",
    source: beyond("it does not say what happens then in part 1"),
    script: Effect.gen(function* () {
      const { user } = yield* openNowhere()
      yield* user.endInput
      yield* note(`Where nobody listens, ${yield* user.waitForEnd}.`)
    })
  }
]

export const suite = make<Environment>(cases, Effect.as(Effect.scoped(startClient("hello\n")), identity))
