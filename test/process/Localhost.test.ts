/** A client that is told `localhost` finds the server on whichever of the name's addresses it is. */
import { lookup } from "node:dns/promises"
import { createServer } from "node:net"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startClient } from "./support/ChatClient.ts"
import { startServer } from "./support/Program.ts"

/** Whether `localhost` has this address here, and a server can listen on it. */
const isUsable = async (address: string): Promise<boolean> => {
  const found = await lookup("localhost", { all: true }).catch(() => [])
  if (!found.some((entry) => entry.address === address)) return false
  return new Promise((resolve) => {
    const server = createServer()
    server.once("error", () => resolve(false))
    server.listen({ host: address, port: 0 }, () => server.close(() => resolve(true)))
  })
}

for (const address of ["127.0.0.1", "::1"]) {
  it.scopedLive.runIf(await isUsable(address))(`localhost reaches a server that is on ${address} only`, () =>
    Effect.gen(function* () {
      const server = yield* startServer(address)
      const client = yield* startClient(["Panda", "localhost", server.port])
      yield* client.types("/create there")
      yield* client.types("/list")
      yield* client.shows("there")
      yield* server.signal("SIGTERM")
      yield* client.losesServer("localhost", server.port)
    })
  )
}
