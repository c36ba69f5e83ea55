/** `chat client` on a terminal whose server is stopped and started again. */
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { startServerAt } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"
import { clearGreeting, startOnTerminal } from "./support/TerminalProgram.ts"

it.scopedLive("keeps the line, tries again, is back in its channel, and sends what is unsent when told", () =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    // A port could be somebody else's before the server is back.
    const path = yield* temporaryPath
    const server = yield* Scope.extend(startServerAt(path), scope)
    const client = yield* startOnTerminal(["client", "Scott", "--socket", path], { cols: 200, rows: 24 })
    const { press, screen } = client
    yield* clearGreeting(client)
    yield* screen.shows("(no channel)>")
    yield* press("/create lab\rhalf")
    yield* screen.shows("hh:mm > /create lab", "lab> half")
    yield* server.signal("SIGTERM")
    yield* server.exit
    yield* Scope.close(scope, Exit.void)
    const gone = `hh:mm -- Server at unix:${path} has disconnected. Trying to connect again.`
    yield* screen.shows("hh:mm > /create lab", gone, "lab (offline)> half")
    yield* press(" a line\r")
    yield* screen.shows("hh:mm > /create lab", gone, "hh:mm ! unsent: half a line", "lab (offline)>")

    yield* startServerAt(path)
    yield* screen.contains("-- lab was gone: it is made anew.")
    yield* screen.endsWith("lab>")
    const ann = yield* connectTo(path)
    yield* ann.sendFrames("Ann", "/join lab")
    yield* screen.endsWith("hh:mm -- Ann has joined", "lab>")
    yield* press("\r")
    yield* screen.endsWith("| half a line", "Send 1 line typed offline? [y/n, ^C: later]")
    yield* press("y")
    yield* ann.received.contains("[Scott] half a line")
    yield* screen.endsWith("hh:mm > half a line", "lab>")
  })
)
