import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { behaviour } from "./support/behaviour.ts"
import * as Memory from "./support/Memory.ts"
import * as Sockets from "./support/Sockets.ts"

describe("the server over memory, under TestClock", () => {
  for (const [name, run] of Object.entries(behaviour)) {
    it.effect(name, () => Effect.provide(Effect.scoped(run), Memory.transport))
  }
})

describe("the server over TCP", () => {
  for (const [name, run] of Object.entries(behaviour)) {
    it.live(name, () => Effect.provide(Effect.scoped(run), Sockets.tcp))
  }
})

describe("the server over TLS", () => {
  for (const [name, run] of Object.entries(behaviour)) {
    it.live(name, () => Effect.provide(Effect.scoped(run), Sockets.tls))
  }
})

describe("the server over a Unix socket", () => {
  for (const [name, run] of Object.entries(behaviour)) {
    it.live(name, () => Effect.provide(Effect.scoped(run), Sockets.unix))
  }
})
