/**
 * The client on a pipe: it sends the lines it reads and shows what arrives, until the server goes away, a signal comes, or
 * its console has finished.
 *
 * Sending and showing are two fibers that live and die together; the connection belongs to the scope around them.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type ConnectOptions, type ConversationOptions, enterFrames, open, received } from "./Client/Connect.ts"
import { Console } from "./Client/Console.ts"
import * as Outgoing from "./Client/Outgoing.ts"
import * as Reply from "./Dialect/Frames/Reply.ts"
import { type CannotConnect, ServerDisconnected } from "./Domain/ChatError.ts"
import type { ClientName } from "./Domain/ClientName.ts"
import { type Connection, send } from "./Net/Connection.ts"
import type { OutputClosed } from "./Stdio.ts"

/** Sends a frame, and what the console wants behind it. */
const sendFrame = (connection: Connection, frame: Uint8Array) =>
  Effect.flatMap(Console, (console) => send(connection, Buffer.concat([frame, ...console.following(frame)])))

/** Sends the frames of a line. A command that does not fit a frame is refused here; the server never sees it. */
const sendLine = (connection: Connection, name: ClientName, line: Uint8Array) =>
  Effect.gen(function* () {
    const console = yield* Console
    yield* Outgoing.frames(line, name).pipe(
      Effect.flatMap(Effect.forEach((frame) => sendFrame(connection, frame), { discard: true })),
      Effect.catchTag("CommandTooLong", (error) => console.refuse(Reply.describe(error)))
    )
    yield* console.prompt
  })

/** Converses over a connection that `Connect.open` has made, until the console has finished; fails when the server is gone. */
export const converse = (
  connection: Connection,
  { host, name, port }: Pick<ConnectOptions, "name" | "host" | "port">
): Effect.Effect<void, ServerDisconnected | OutputClosed, Console> =>
  Effect.gen(function* () {
    const console = yield* Console
    yield* console.connected
    yield* console.prompt

    const receiving = received(connection).pipe(
      Stream.runForEachChunk(console.show),
      Effect.zipRight(new ServerDisconnected({ host, port }))
    )
    const sending = console.lines.pipe(
      Stream.runForEach((line) => sendLine(connection, name, line)),
      Effect.zipRight(console.finish((frame) => send(connection, frame)))
    )
    yield* Effect.raceFirst(receiving, sending).pipe(Effect.tapErrorTag("ServerDisconnected", console.disconnected))
  })

/** Connects and converses. Failures have been told to the user when this fails. */
export const run = (
  options: ConversationOptions
): Effect.Effect<void, CannotConnect | ServerDisconnected | OutputClosed, Console> =>
  Effect.gen(function* () {
    const console = yield* Console
    const connection = yield* Effect.tapError(open(options), console.disconnected)
    const entering = options.channel === undefined ? [] : enterFrames(options.channel)
    yield* Effect.forEach(entering, (frame) => sendFrame(connection, frame), { discard: true })
    yield* converse(connection, options)
  }).pipe(Effect.scoped)
