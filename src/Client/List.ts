/** Asks for the names of all channels and leaves: `chat list`. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Frame from "../Dialect/Frames/Frame.ts"
import * as ByteString from "../Domain/ByteString.ts"
import { type CannotConnect, NoAnswer, type ServerDisconnected, ServerRefused } from "../Domain/ChatError.ts"
import { type Connection, send } from "../Net/Connection.ts"
import * as Incoming from "./Incoming.ts"
import * as Refusal from "./Refusal.ts"
import * as UntilLost from "./UntilLost.ts"

/** More than any server has. One that sends without end is not read any further. */
const MAX_NAMES = 1_000_000

/** How long the server may take to answer. */
const TIMEOUT = Duration.seconds(30)

export type ListError = CannotConnect | ServerDisconnected | ServerRefused | NoAnswer

/** `/list` has no reply where there is no channel, so a barrier follows it: a `/join` without an argument, which has one. */
const request = Buffer.concat(["/list", "/join"].map((text) => Frame.encode(new TextEncoder().encode(text))))

/** The names, over the connection that `open` makes. */
export const run = (
  peer: UntilLost.Peer,
  open: Effect.Effect<Connection, CannotConnect, Scope.Scope>
): Effect.Effect<ReadonlyArray<ByteString.ByteString>, ListError> =>
  Effect.gen(function* () {
    const connection = yield* open
    yield* send(connection, request)
    const names: Array<ByteString.ByteString> = []
    yield* UntilLost.received(connection, peer).pipe(
      Stream.map((text) => Incoming.parse(text)),
      Stream.takeUntil(({ _tag }) => _tag === "JoinRequiresArgument" || names.length > MAX_NAMES),
      Stream.runForEach((incoming) =>
        Effect.sync(() => {
          if (incoming._tag === "Listed") names.push(...incoming.lines)
        })
      ),
      // A server that turns us away says why, in a frame that looks like a list, and closes.
      Effect.mapError((error) => {
        const [reason] = names
        return reason === undefined
          ? error
          : new ServerRefused({ sentence: Refusal.sentence(ByteString.toBytes(reason)) })
      }),
      Effect.timeoutFail({
        duration: TIMEOUT,
        onTimeout: () => new NoAnswer({ seconds: Duration.toSeconds(TIMEOUT) })
      })
    )
    return names
  }).pipe(Effect.scoped)
