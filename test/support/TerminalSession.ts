/** A client on a terminal in memory, over connections in memory, while the test moves the time and is its server. */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import * as TerminalClient from "../../src/Client/TerminalClient.ts"
import { CannotConnect } from "../../src/Domain/ChatError.ts"
import * as ClientName from "../../src/Domain/ClientName.ts"
import { Activity, until } from "./Activity.ts"
import { texts } from "./frames.ts"
import { MemoryPeer } from "./MemoryPeer.ts"
import { MemoryTerminal } from "./MemoryTerminal.ts"

const options: TerminalClient.TerminalOptions = {
  name: Either.getOrThrow(ClientName.fromText("Zed")),
  host: "localhost",
  port: "55555",
  encrypted: false,
  reconnect: true,
  bell: true,
  colors: "none",
  notifications: undefined,
  plain: false,
  quietJoins: false
}

/** A client whose server is the test: it says when the server can be reached. */
export const start = (
  changed: Partial<TerminalClient.TerminalOptions> = {},
  historyFails = false,
  history?: ReadonlyArray<string>
) =>
  Effect.gen(function* () {
    const terminal = new MemoryTerminal(historyFails, history)
    const connections: Array<MemoryPeer> = []
    const server = { reachable: true, attempts: 0 }
    const open = Effect.gen(function* () {
      server.attempts++
      if (!server.reachable) return yield* new CannotConnect({ host: "localhost", port: "55555" })
      const peer = new MemoryPeer()
      connections.push(peer)
      yield* Effect.addFinalizer(() => peer.connection.close)
      return peer.connection
    })
    const scope = yield* Scope.make()
    const first = yield* Scope.extend(open, scope)
    const activity = new Activity()
    const { settle } = activity
    const client = yield* activity.fork(
      Effect.provide(TerminalClient.conversation({ ...options, ...changed }, first, scope, open), terminal.layer)
    )
    yield* settle
    const latest = () => connections.at(-1) ?? assert.fail("there is no connection")
    /** What the test does, and all that the client then does. */
    const doing = (act: () => void) => Effect.zipRight(Effect.sync(act), settle)
    const adjust = (duration: "100 millis" | "1 second" | "30 seconds") =>
      Effect.zipRight(TestClock.adjust(duration), settle)
    return {
      terminal,
      server,
      client,
      connections,
      doing,
      adjust,
      latest,
      press: (keys: string) => doing(() => terminal.press(keys)),
      arrive: (...frames: ReadonlyArray<string>) => doing(() => frames.forEach((text) => latest().arrive(text))),
      lose: doing(() => latest().reset()),
      /** Long enough for any one attempt, and for a connection to last. */
      wait: Effect.zipRight(adjust("30 seconds"), adjust("1 second")),
      /** Until the condition holds, by a tenth of a second after the other. */
      waitUntil: (condition: () => boolean) => until(condition, adjust("100 millis")),
      sent: () => texts(latest().takeReceived())
    }
  })

/** What the prompt is at last. */
export const lastPrompt = (terminal: MemoryTerminal): string => terminal.text.slice(terminal.text.lastIndexOf("\n") + 1)
