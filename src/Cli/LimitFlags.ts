/**
 * The server's limits as options. Each option, with its environment variable, its default and its words, is defined once,
 * here. `Server/Limits` says what each limit means.
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { Limits, type ServerLimits } from "../Server/Limits.ts"
import * as Failure from "./Failure.ts"
import * as Flag from "./Flag.ts"

/** The greatest value of a limit; no timer can be longer either. */
const GREATEST = 2_000_000_000

interface Bound {
  readonly least: number
  readonly unit: "N" | "SECONDS" | "BYTES"
  readonly text: string
}

const bounds = {
  "max-connections": { least: 1, unit: "N", text: "Connections in all, some 10 kB each" },
  "max-connections-per-address": { least: 1, unit: "N", text: "From one address, of IPv6 one /64" },
  "name-timeout": { least: 1, unit: "SECONDS", text: "Until a client has sent its name" },
  "idle-timeout": { least: 0, unit: "SECONDS", text: "Of a client that says nothing; 0: any" },
  "stall-timeout": { least: 1, unit: "SECONDS", text: "Of a client that reads nothing" },
  "max-channels": { least: 1, unit: "N", text: "Channels in all" },
  "max-channels-per-connection": { least: 1, unit: "N", text: "Channels created by one connection" },
  rate: { least: 1, unit: "N", text: "Messages a second of one connection" },
  burst: { least: 1, unit: "N", text: "Messages before --rate holds" },
  "soft-unsent": { least: 1, unit: "BYTES", text: "Unsent to a client: it has to wait" },
  "hard-unsent": { least: 1, unit: "BYTES", text: "Unsent to a client: it is cut off" },
  "total-unsent": { least: 1, unit: "BYTES", text: "Unsent to all: the worst is cut off" }
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

const units = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }

/** A size as short as it can be said exactly: 262144 is 256K. */
const shortSize = (bytes: number): string => {
  const [letter, unit] = Object.entries(units).findLast(([, unit]) => bytes % unit === 0) ?? ["", 1]
  return `${bytes / unit}${letter}`
}

const option = (name: Name): Flag.Flag<Option.Option<string>> => {
  const { text, unit } = bounds[name]
  const number = defaults(Limits.defaultValue())[name]
  return Flag.text(name, {
    value: unit,
    text,
    variable: environmentVariable(name),
    default: unit === "BYTES" ? shortSize(number) : String(number)
  })
}

export const group = {
  title: "Limits",
  remark: "each also as CHAT_NAME, such as CHAT_MAX_CHANNELS; bytes such as 256K, 4M",
  isVariableImplied: true,
  flags: Object.fromEntries(names.map((name) => [name, option(name)])) as Record<Name, ReturnType<typeof option>>
}

/** A number in digits; of bytes, with the letter of a unit behind it, if it has one. */
const parseNumber = (text: string, unit: Bound["unit"]): number | undefined => {
  const [, digits, letter] = (unit === "BYTES" ? /^(\d+)([KMG]?)$/i : /^(\d+)$/).exec(text) ?? []
  if (digits === undefined) return undefined
  return Number(digits) * (units[letter?.toUpperCase() as keyof typeof units] ?? 1)
}

const parse = (name: Name, label: string, text: string): Either.Either<number, Failure.Failure> => {
  const { least, unit } = bounds[name]
  const number = parseNumber(text, unit)
  if (number !== undefined && number >= least && number <= GREATEST) return Either.right(number)
  const kind = unit === "BYTES" ? "a number of bytes, such as 256K or 4M," : "a whole number"
  return Either.left(Failure.usage(`${label} is ${kind} from ${least} to ${GREATEST}, not '${text}'.`))
}

const value = (name: Name, given: Option.Option<string>): Effect.Effect<number, Failure.Failure> =>
  Effect.gen(function* () {
    if (Option.isSome(given)) return yield* parse(name, `--${name}`, given.value)
    const variable = environmentVariable(name)
    const text = yield* Effect.orDie(Config.option(Config.string(variable)))
    return Option.isSome(text) ? yield* parse(name, variable, text.value) : defaults(Limits.defaultValue())[name]
  })

/** The limits that the options and the environment ask for. */
export const limits = (
  flags: Readonly<Record<Name, Option.Option<string>>>
): Effect.Effect<ServerLimits, Failure.Failure> =>
  Effect.gen(function* () {
    const given = names.map((name) => [name, value(name, flags[name])])
    const chosen = toLimits(
      yield* Effect.all(Object.fromEntries(given) as Record<Name, Effect.Effect<number, Failure.Failure>>)
    )
    if (chosen.sendQueue.soft > chosen.sendQueue.hard)
      return yield* Failure.usage("--soft-unsent must not be above --hard-unsent.")
    return chosen
  })
