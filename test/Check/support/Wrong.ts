/** The deliberately wrong programs, run in this process, because a case can start one in a millisecond then. */
import type { Server, Socket } from "node:net"
import { PassThrough, type Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Launcher, type Placeholders } from "../../../src/Check/Program/Launcher.ts"
import { Output } from "../../../src/Check/Program/Output.ts"
import type { Ending, Program } from "../../../src/Check/Program.ts"

/** The file of a wrong program, to run it as a process. */
export const file = (name: string): string => fileURLToPath(new URL(`../wrong/${name}.mjs`, import.meta.url))

/** What a wrong program gets from the process that it runs in. */
interface Host extends Placeholders {
  readonly input: Readable
  readonly print: (bytes: Uint8Array) => void
  readonly exit: (status: number) => void
}

interface Serving {
  readonly server: Server
  readonly sockets: () => ReadonlyArray<Socket>
}

interface WrongProgram {
  readonly serve: (host: Host, flaw: string | undefined) => Serving
  readonly run: (host: Host, flaw: string | undefined) => Socket
}

/** A launcher for a wrong program; `start` returns a function that ends it. */
const launch = (name: string, start: (program: WrongProgram, host: Host) => () => void): Layer.Layer<Launcher> =>
  Layer.effect(
    Launcher,
    Effect.map(
      Effect.promise(() => import(file(name))),
      (module: WrongProgram) => (placeholders) =>
        Effect.gen(function* () {
          const ending = yield* Deferred.make<Ending>()
          const stdout = new Output()
          const input = new PassThrough()
          yield* Effect.acquireRelease(
            Effect.sync(() => {
              const stop = start(module, {
                ...placeholders,
                input,
                print: (bytes) => stdout.unsafeAdd(bytes),
                exit: (status) => {
                  Deferred.unsafeDone(ending, Effect.succeed({ status, signal: null }))
                  stop()
                }
              })
              return stop
            }),
            (stop) => Effect.sync(stop)
          )
          const program: Program = {
            stdout,
            stderr: new Output(),
            write: (bytes) => Effect.sync(() => void input.write(bytes)),
            endInput: Effect.sync(() => void input.end()),
            processorTime: Effect.succeed(0),
            ending: Deferred.await(ending)
          }
          return program
        })
    )
  )

const serving = (name: string) => (flaw?: string) =>
  launch(name, ({ serve }, host) => {
    const { server, sockets } = serve(host, flaw)
    return () => {
      server.close()
      for (const socket of sockets()) socket.destroy()
    }
  })

const connecting = (name: string) => (flaw?: string) =>
  launch(name, ({ run }, host) => {
    const socket = run(host, flaw)
    return () => socket.destroy()
  })

/** A server with this flaw, or with none. */
export const server = serving("server")

export const basicServer = serving("basicServer")

/** A client with this flaw, or with none. */
export const client = connecting("client")

export const basicClient = connecting("basicClient")

/** Two programs of one student, each with this flaw or with none. */
export const pair = (serverFlaw?: string, clientFlaw?: string): Layer.Layer<Launcher> =>
  Layer.effect(
    Launcher,
    Effect.gen(function* () {
      const startServer = yield* Effect.provide(Launcher, server(serverFlaw))
      const startClient = yield* Effect.provide(Launcher, client(clientFlaw))
      return (placeholders, role) => (role === "server" ? startServer : startClient)(placeholders, role)
    })
  )
