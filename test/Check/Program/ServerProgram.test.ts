/** What is said of a server that cannot be connected to any more. */
import assert from "node:assert/strict"
import { createServer, type Socket } from "node:net"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Launcher } from "../../../src/Check/Program/Launcher.ts"
import { Output } from "../../../src/Check/Program/Output.ts"
import { Ports } from "../../../src/Check/Program/Ports.ts"
import * as ServerProgram from "../../../src/Check/Program/ServerProgram.ts"
import type { Ending } from "../../../src/Check/Program.ts"
import { fromAnswer, Timeouts } from "../../../src/Check/Timeouts.ts"
import * as Trace from "../../../src/Check/Trace.ts"

/** A program that listens until it is told not to. */
const listening = (ending: Effect.Effect<Ending>) => {
  const sockets: Array<Socket> = []
  const server = createServer((socket) => void sockets.push(socket.on("error", () => {})))
  const launcher = Layer.succeed(Launcher, ({ port }) =>
    Effect.sync(() => {
      server.listen(port, "127.0.0.1")
      return {
        stdout: new Output(),
        stderr: new Output(),
        write: () => Effect.void,
        endInput: Effect.void,
        processorTime: Effect.succeed(0),
        ending
      }
    })
  )
  const close = Effect.sync(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { close, launcher }
}

/** What is said where such a program is connected to after it has closed. */
const refusal = (ending: Effect.Effect<Ending>) =>
  Effect.gen(function* () {
    const { close, launcher } = listening(ending)
    const [trace] = yield* Trace.make
    return yield* Effect.gen(function* () {
      const { connect } = yield* ServerProgram.start
      // The first one is that of the start.
      yield* connect
      yield* close
      return yield* Effect.flip(connect)
    }).pipe(
      Effect.provide(Layer.merge(launcher, Ports.layer)),
      Effect.provideService(Trace.Trace, trace),
      Effect.provideService(Timeouts, { ...fromAnswer(10), silence: fromAnswer(0.1).silence })
    )
  })

it.scopedLive("that it has ended is why it cannot be connected to, also where its end is heard of later", () =>
  Effect.gen(function* () {
    let asked = 0
    // Whoever waits for it to listen hears of no end; whoever was refused does.
    const ending = Effect.suspend(() => (asked++ === 0 ? Effect.never : Effect.succeed({ status: 1, signal: null })))
    const { actual, expected } = yield* refusal(ending)
    assert.match(expected, /^a connection to port \d+$/)
    assert.equal(actual, "the program ended with status 1")
  })
)

it.scopedLive("of one that still runs it is said that nobody listens, and no error of the system", () =>
  Effect.gen(function* () {
    const { actual } = yield* refusal(Effect.never)
    assert.equal(actual, "nobody who listens any more, while the program still runs")
  })
)
