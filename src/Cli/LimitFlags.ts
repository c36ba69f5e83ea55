/**
 * The server's limits as options. Each option, with its environment variable, its default and its reason, is defined once,
 * here. `Server/Limits` says what each limit means.
 */
import * as Options from "@effect/cli/Options"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Limits, type ServerLimits } from "../Server/Limits.ts"
import * as Failure from "./Failure.ts"

/** The greatest value of a limit; no timer can be longer either. */
const GREATEST = 2_000_000_000

interface Bound {
  readonly least: number
  readonly reason: string
}

const bounds = {
  "max-connections": { least: 1, reason: "Connections in all: each takes a file descriptor and some 10 kB." },
  "max-connections-per-address": {
    least: 1,
    reason:
      "Connections from one address (of IPv6, one /64), so that nobody takes them all. A whole class may share one."
  },
  "name-timeout": { least: 1, reason: "Seconds to send the name in: a connection that says nothing is not kept." },
  "idle-timeout": {
    least: 0,
    reason: "Seconds of silence after which a client is let go; 0 for never: listening is fine."
  },
  "stall-timeout": {
    least: 1,
    reason:
      "Seconds in which a client that is sent something must take some of it, or it is cut off: what waits is memory."
  },
  "max-channels": { least: 1, reason: "Channels in all: they stay for good, listed and joinable." },
  "max-channels-per-connection": {
    least: 1,
    reason: "Channels created over one connection, so that none takes them all."
  },
  rate: {
    least: 1,
    reason:
      "Messages a second from one connection. Beyond it the server reads more slowly; it drops nothing and nobody."
  },
  burst: { least: 1, reason: "Messages that one connection may send at once before --rate holds it: a pasted book." },
  "soft-unsent": {
    least: 1,
    reason: "Bytes waiting for a client above which its own messages are not read: who does not listen does not talk."
  },
  "hard-unsent": {
    least: 1,
    reason: "Bytes waiting for a client above which it is cut off: memory is for those who read."
  },
  "total-unsent": {
    least: 1,
    reason: "Bytes waiting for all clients together, above which the one with the most is cut off."
  }
} satisfies Record<string, Bound>

type Name = keyof typeof bounds

const names = Object.keys(bounds) as ReadonlyArray<Name>

const environmentVariable = (name: Name): string => `CHAT_${name.toUpperCase().replaceAll("-", "_")}`

const defaults = ({ rate, sendQueue, ...limits }: ServerLimits): Record<Name, number> => ({
  "max-connections": limits.connections,
  "max-connections-per-address": limits.connectionsPerAddress,
  "name-timeout": limits.nameTimeout,
  "idle-timeout": limits.idleTimeout,
  "stall-timeout": limits.stallTimeout,
  "max-channels": limits.channels,
  "max-channels-per-connection": limits.channelsPerConnection,
  rate: rate.perSecond,
  burst: rate.burst,
  "soft-unsent": sendQueue.soft,
  "hard-unsent": sendQueue.hard,
  "total-unsent": sendQueue.total
})

const toLimits = (values: Record<Name, number>): ServerLimits => ({
  ...Limits.defaultValue(),
  connections: values["max-connections"],
  connectionsPerAddress: values["max-connections-per-address"],
  nameTimeout: values["name-timeout"],
  idleTimeout: values["idle-timeout"],
  stallTimeout: values["stall-timeout"],
  channels: values["max-channels"],
  channelsPerConnection: values["max-channels-per-connection"],
  rate: { perSecond: values.rate, burst: values.burst },
  sendQueue: { soft: values["soft-unsent"], hard: values["hard-unsent"], total: values["total-unsent"] }
})

const option = (name: Name): Options.Options<Option.Option<string>> =>
  Options.text(name).pipe(
    Options.withPseudoName("number"),
    Options.withDescription(
      `${bounds[name].reason} Default: ${environmentVariable(name)}, else ${defaults(Limits.defaultValue())[name]}.`
    ),
    Options.optional
  )

/** For `Command.make`. */
export const options = Options.all(
  Object.fromEntries(names.map((name) => [name, option(name)])) as Record<Name, Options.Options<Option.Option<string>>>
)

const parse = (name: Name, label: string, text: string): Either.Either<number, Failure.Failure> => {
  const { least } = bounds[name]
  const schema = Schema.NumberFromString.pipe(Schema.int(), Schema.between(least, GREATEST))
  return Either.mapLeft(Schema.decodeEither(schema)(text), () =>
    Failure.usage(`${label} is a whole number from ${least} to ${GREATEST}, not '${text}'.`)
  )
}

const value = (name: Name, given: Option.Option<string>): Effect.Effect<number, Failure.Failure> =>
  Effect.gen(function* () {
    if (Option.isSome(given)) return yield* parse(name, `--${name}`, given.value)
    const variable = environmentVariable(name)
    const text = yield* Effect.orDie(Config.option(Config.string(variable)))
    return Option.isSome(text) ? yield* parse(name, variable, text.value) : defaults(Limits.defaultValue())[name]
  })

/** The limits that the options and the environment ask for. */
export const limits = (flags: Record<Name, Option.Option<string>>): Effect.Effect<ServerLimits, Failure.Failure> =>
  Effect.gen(function* () {
    const given = names.map((name) => [name, value(name, flags[name])])
    const chosen = toLimits(
      yield* Effect.all(Object.fromEntries(given) as Record<Name, Effect.Effect<number, Failure.Failure>>)
    )
    if (chosen.sendQueue.soft > chosen.sendQueue.hard)
      return yield* Failure.usage("--soft-unsent must not be above --hard-unsent.")
    return chosen
  })
