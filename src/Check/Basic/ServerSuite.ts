/** The cases for `basic_server.py`, the server of part 1. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type ByteString, toBytes } from "../../Domain/ByteString.ts"
import { beyond, type Case, says } from "../Case.ts"
import * as Format from "../Format.ts"
import { type Failure, Mismatch, needed } from "../Mismatch.ts"
import * as Peer from "../Peer.ts"
import * as ServerProgram from "../Program/ServerProgram.ts"
import type { Program } from "../Program.ts"
import { type Environment, make } from "../Suite.ts"
import { Timeouts } from "../Timeouts.ts"
import type { Trace } from "../Trace.ts"
import { expectLines, expectNoOthers } from "./Lines.ts"

class BasicServerHarness extends Context.Tag("chat/Check/BasicServerHarness")<
  BasicServerHarness,
  {
    readonly program: Program
    readonly connect: (name: string) => Effect.Effect<Peer.Peer, Mismatch, Trace | Scope.Scope>
  }
>() {}

type Script = Effect.Effect<void, Failure, BasicServerHarness | Trace | Scope.Scope>

const QUEUE = says("part1", "clients are served one after the other: all of one's messages, then the next one's")
const PRINTS = says("part1", "the server prints what it receives")

const runScript = (script: Script): Effect.Effect<void, Failure, Environment> =>
  Effect.gen(function* () {
    const { connect, program } = yield* ServerProgram.start
    const harness: BasicServerHarness["Type"] = {
      program,
      connect: (name) => Effect.flatMap(connect, (connection) => Peer.make(name, connection))
    }
    yield* Effect.provideService(script, BasicServerHarness, harness)
  })

const bytesOf = (text: string): Uint8Array => toBytes(text as ByteString)

/** A client like the assignment's: it connects, sends this text and disconnects. */
const sendOnce = (name: string, text: string) =>
  Effect.gen(function* () {
    const client = yield* (yield* BasicServerHarness).connect(name)
    if (text !== "") yield* client.sendBytes(bytesOf(text))
    yield* client.closeInBackground
  })

const expectPrinted = (...lines: ReadonlyArray<string>) =>
  Effect.flatMap(BasicServerHarness, ({ program }) => expectLines(program, ...lines))

/** 200 kB in lines of 100 bytes: many times what one recv returns. */
const MANY_LINES = Array.from({ length: 2000 }, (_, index) => `line ${index} `.padEnd(98, "."))

const cases: ReadonlyArray<Case<BasicServerHarness>> = [
  {
    id: "basic-server.start",
    weight: 1,
    expectation: "Started with a port, the program listens on it.",
    source: says("part1", "the server takes one argument, the port"),
    script: Effect.flatMap(BasicServerHarness, ({ connect }) => Effect.asVoid(connect("client")))
  },
  {
    id: "basic-server.print",
    weight: 2,
    expectation: "What a client sends is printed.",
    source: PRINTS,
    script: Effect.zipRight(sendOnce("client", "I am a student.\n"), expectPrinted("I am a student."))
  },
  {
    id: "basic-server.print.only",
    weight: 1,
    expectation: "Nothing is printed but what clients send.",
    source: says("examples1", "the server's output is the two texts and nothing else"),
    script: Effect.gen(function* () {
      const { program } = yield* BasicServerHarness
      const texts = ["I am a student.", "So am I."]
      for (const text of texts) {
        yield* needed(Effect.zipRight(sendOnce("client", `${text}\n`), expectLines(program, text)))
      }
      yield* expectNoOthers(program, ...texts)
    })
  },
  {
    id: "basic-server.print.newline",
    weight: 0,
    expectation: "A text without a newline at its end gets one, so that the next client's begins a line.",
    source: beyond("its examples have each text on a line of its own, and do not say who ends it"),
    script: Effect.zipRight(
      Effect.zipRight(sendOnce("first", "no newline"), sendOnce("second", "a line of its own\n")),
      expectPrinted("no newline", "a line of its own")
    )
  },
  {
    id: "basic-server.print.all",
    weight: 2,
    expectation: "All of a long text is printed, whatever one recv brings of it.",
    source: says("part1", "it prints all that the client has sent"),
    script: Effect.zipRight(sendOnce("client", `${MANY_LINES.join("\n")}\n`), expectPrinted(...MANY_LINES))
  },
  {
    id: "basic-server.print.bytes",
    weight: 0,
    expectation: "Bytes that are no text are printed as they are.",
    source: beyond("it speaks of messages"),
    script: Effect.gen(function* () {
      const { program } = yield* BasicServerHarness
      const { answer } = yield* Timeouts
      const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte))
      yield* sendOnce("client", bytes)
      yield* Effect.timeoutFail(
        program.stdout.until((output) => output.includes(bytes)),
        {
          duration: answer,
          onTimeout: () =>
            new Mismatch({ expected: "it prints all 256 bytes", actual: Format.text(program.stdout.text) })
        }
      )
    })
  },
  {
    id: "basic-server.next",
    weight: 2,
    expectation: "After one client the next is served, as in the example.",
    source: says("examples1", "two clients one after the other, and the server prints both texts"),
    script: Effect.gen(function* () {
      yield* sendOnce("first", "I am a student in CS168. This class is awesome!\n")
      yield* expectPrinted("I am a student in CS168. This class is awesome!")
      yield* sendOnce("second", "Why is Shenker so bad at drawing?\n")
      yield* expectPrinted("I am a student in CS168. This class is awesome!", "Why is Shenker so bad at drawing?")
    })
  },
  {
    id: "basic-server.queue",
    weight: 2,
    expectation: "A client that comes while another is served waits, and is served when that has gone.",
    source: QUEUE,
    script: Effect.gen(function* () {
      const { connect, program } = yield* BasicServerHarness
      const first = yield* connect("first")
      yield* first.sendBytes(bytesOf("first, part one\n"))
      yield* sendOnce("second", "second\n")
      // A server that serves both at once prints the second text in this time.
      const { silence } = yield* Timeouts
      yield* Effect.timeoutOption(
        program.stdout.until((output) => output.includes("second")),
        silence
      )
      yield* first.sendBytes(bytesOf("first, part two\n"))
      yield* first.closeInBackground
      yield* expectPrinted("first, part one", "first, part two", "second")
    })
  },
  {
    id: "basic-server.empty",
    weight: 1,
    expectation: "A client that sends nothing and goes does no harm.",
    source: QUEUE,
    script: Effect.zipRight(
      Effect.zipRight(sendOnce("silent", ""), sendOnce("second", "served\n")),
      expectPrinted("served")
    )
  },
  {
    id: "basic-server.reset",
    weight: 0,
    expectation: "A client whose connection breaks does no harm.",
    source: beyond("its clients disconnect in order"),
    script: Effect.gen(function* () {
      const first = yield* (yield* BasicServerHarness).connect("first")
      yield* first.sendBytes(bytesOf("half a sent"))
      yield* first.pause
      yield* first.reset
      yield* sendOnce("second", "\nserved\n")
      yield* expectPrinted("served")
    })
  }
]

export const suite = make(cases, Effect.as(Effect.scoped(ServerProgram.start), runScript))
