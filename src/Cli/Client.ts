import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ByteString from "../Domain/ByteString.ts"
import * as ClientName from "../Domain/ClientName.ts"
import { describe } from "../Protocol/Reply.ts"
import * as Failure from "./Failure.ts"
import * as Flags from "./Flags.ts"
import * as Secrets from "./Secrets.ts"

const name = Flags.argument("name").pipe(Args.withDescription("The name the others see, at most 64 bytes of UTF-8."))

const layerConsole = Effect.gen(function* () {
  if (process.stdout.isTTY && process.stdin.isTTY) {
    return (yield* Effect.promise(() => import("../Client/Terminal.ts"))).layer
  }
  const { Console } = yield* Effect.promise(() => import("../Client/Console.ts"))
  return Console.layerPipe(process.stdout.isTTY)
})

/** `chat client`: a conversation on a terminal, or byte for byte as the protocol says on a pipe. */
export const command = Command.make("client", { name, ...Flags.connect, ...Secrets.client }, (flags) =>
  Effect.gen(function* () {
    const target = yield* Flags.connectTarget(flags)
    const name = yield* Either.mapLeft(ClientName.parse(ByteString.fromText(flags.name)), (error) =>
      Failure.usage(describe(error))
    )
    const secure = yield* Secrets.secureClient(flags)
    const password = Option.getOrUndefined(yield* Secrets.password(flags.passwordFile))
    const { run } = yield* Effect.promise(() => import("../Client.ts"))
    yield* run({ name, ...target, secure, password }).pipe(
      Effect.mapError(() => Failure.told),
      Effect.provide(yield* layerConsole)
    )
  })
).pipe(Command.withDescription("The chat client: lines you type go to your channel, lines from the others appear."))
