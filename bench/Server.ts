/** A server under measurement: how it is started, and when it is ready. */
import type { ChildProcess } from "node:child_process"
import { connect, createServer } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import type { Dialect } from "./load/Workload.ts"
import * as Process from "./Process.ts"

/** What the servers of this project say on standard error when they are ready, for the course's clients and for the web's. */
const READY: Readonly<Record<Dialect, RegExp>> = {
  frames: /listening on/,
  irc: /listening on/,
  web: /page is at|listening on 127.0.0.1\n/
}
/** Seconds for a server to become ready. */
const PATIENCE = 20

export interface Command {
  readonly name: string
  readonly dialect: Dialect
  /** How many connections it bears to be joining at a time. */
  readonly inflight: number
  /** Where it listens whatever it is told; such a server does not say when it is ready. Undefined: anywhere. */
  readonly port: number | undefined
  readonly words: (port: number) => ReadonlyArray<string>
}

export interface Server {
  readonly process: ChildProcess
  readonly port: number
  /** Milliseconds from the start to being ready. */
  readonly startup: number
  /** The end of what it has said on standard error. */
  readonly said: () => string
}

/** A port of 127.0.0.1 that was free a moment ago. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const holder = createServer()
    holder.on("error", reject)
    holder.listen(0, "127.0.0.1", () => {
      const address = holder.address()
      holder.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    socket.on("error", () => resolve(false))
    socket.on("connect", () => {
      socket.destroy()
      resolve(true)
    })
  })

/** Resolves to whether the process said that it is ready, within the patience and before it ended. */
const saysReady = (child: ChildProcess, ready: RegExp, said: () => string): Promise<boolean> =>
  new Promise((resolve) => {
    const timeout = setTimeout(() => resolve(false), PATIENCE * 1000)
    child.stderr?.on("data", () => {
      if (!ready.test(said())) return
      clearTimeout(timeout)
      resolve(true)
    })
    for (const end of ["error", "exit"]) {
      child.on(end, () => {
        clearTimeout(timeout)
        resolve(false)
      })
    }
  })

const becomesReady = async (child: ChildProcess, port: number): Promise<boolean> => {
  for (let waited = 0; waited < PATIENCE * 20 && !Process.hasEnded(child); waited++) {
    if (await accepts(port)) {
      // The end of that connection is digested before anything is measured.
      await sleep(200)
      return !Process.hasEnded(child)
    }
    await sleep(50)
  }
  return false
}

/** Starts a server and waits until it is ready. */
export const start = async (command: Command, role: Process.Role): Promise<Server> => {
  const port = command.port ?? (await freePort())
  // What is there already would be measured in its place.
  if (command.port !== undefined && (await accepts(port))) throw new Error(`port ${port} is in use`)
  let said = ""
  const before = performance.now()
  const child = Process.start(role, command.words(port), ["ignore", "ignore", "pipe"])
  child.stderr?.on("data", (chunk) => {
    said = (said + chunk).slice(-2000)
  })
  const ready =
    command.port === undefined ? saysReady(child, READY[command.dialect], () => said) : becomesReady(child, port)
  if (await ready) return { process: child, port, startup: performance.now() - before, said: () => said }
  await Process.stop(child)
  throw new Error(`${command.name} does not get ready: ${said.trim() || "it says nothing"}`)
}
