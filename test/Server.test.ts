import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { behaviour } from "./support/behaviour.ts"
import * as Memory from "./support/Memory.ts"
import * as Sockets from "./support/Sockets.ts"

const transports = [
  { name: "memory, under TestClock", transport: Memory.transport, test: it.effect },
  { name: "memory, with channels where saying waits", transport: Memory.waitingTransport, test: it.effect },
  { name: "TCP", transport: Sockets.tcp, test: it.live },
  { name: "TLS", transport: Sockets.tls, test: it.live },
  { name: "a Unix socket", transport: Sockets.unix, test: it.live }
]

describe.each(transports)("the server over $name", ({ test, transport }) => {
  for (const [name, run] of Object.entries(behaviour)) {
    test(name, () => Effect.provide(Effect.scoped(run), transport))
  }
})
