/**
 * Start-up, against Node doing nothing just before: from the start of a process until it listens, or until a client's first
 * byte is at its server. The command lines are those of the course. On whichever core is free.
 */
import { createServer } from "node:net"
import type { Result } from "./load/Workload.ts"
import * as Process from "./Process.ts"
import type { Command } from "./Server.ts"
import * as Server from "./Server.ts"

export const BARE_NODE = "node -e 0"

/** Seconds for a client to send something. */
const PATIENCE = 20

const result = (startup: number): Result => ({ figures: { startup }, faults: [] })

export const bareNode = (): Promise<Result> =>
  new Promise((resolve, reject) => {
    const before = performance.now()
    const child = Process.start("other", [process.execPath, "-e", "0"], "ignore")
    child.on("error", reject)
    child.on("exit", () => resolve(result(performance.now() - before)))
  })

export const server = async (command: Command): Promise<Result> => {
  const { process, startup } = await Server.start(command, "other")
  await Process.stop(process)
  return result(startup)
}

/** Our server as the course's script starts it. */
export const courseServer = (chat: string): Command => ({
  name: "effect-chat",
  dialect: "frames",
  inflight: 64,
  port: undefined,
  words: (port) => [process.execPath, chat, "server", String(port)]
})

/** Our client as the course's script starts it, with this process for a server. */
export const client = async (chat: string): Promise<Result> => {
  const server = createServer().listen(0, "127.0.0.1")
  await new Promise((resolve) => server.once("listening", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const before = performance.now()
  const child = Process.start(
    "other",
    [process.execPath, chat, "client", "Alice", "localhost", String(port)],
    ["pipe", "ignore", "ignore"]
  )
  try {
    return await new Promise((resolve, reject) => {
      const timeout = setTimeout(() => reject(new Error("the client sends nothing")), PATIENCE * 1000)
      child.on("error", reject)
      server.once("connection", (socket) => {
        socket.on("error", () => {})
        socket.once("data", () => {
          clearTimeout(timeout)
          socket.destroy()
          resolve(result(performance.now() - before))
        })
      })
    })
  } finally {
    server.close()
    await Process.stop(child)
  }
}
