/** The command line of the benchmark. */
import { parseArgs } from "node:util"
import * as Scenario from "./Scenario.ts"
import type { Command } from "./Server.ts"

export const USAGE = `npm run bench -- [options]
  --rounds N         rounds; the servers take turns in each (3)
  --seconds S        seconds that a run under load is measured (1.5)
  --scenarios A,B    some of ${Scenario.all.map(({ name }) => name).join(", ")};
                     calm and campus: a calm pair beside every kind of flood
  --smoke            everything, tiny and once: does it work, is all complete? No figures to be trusted
  --add SERVER       one more server, as often as you like: 'name=N,port=P,cmd=COMMAND', and before cmd,
                     if need be, 'proto=irc' and 'inflight=N', how many may be connecting at a time (64)`

export interface Options {
  readonly rounds: number
  readonly seconds: number
  readonly scenarios: ReadonlyArray<Scenario.Scenario>
  readonly smoke: boolean
  readonly added: ReadonlyArray<Command>
}

const number = (name: string, text: string, least: number, most: number): number => {
  const value = Number(text)
  if (!(value >= least && value <= most)) throw new Error(`${name} must be from ${least} to ${most}, not '${text}'`)
  return value
}

const integer = (name: string, text: string, least: number, most: number): number => {
  if (!/^\d+$/.test(text)) throw new Error(`${name} must be a whole number, not '${text}'`)
  return number(name, text, least, most)
}

/** The scenarios of a name: one, or several that begin with it, as all floods do with `calm` and `campus`. */
const scenarios = (name: string): ReadonlyArray<Scenario.Scenario> => {
  const named = [...Scenario.all.filter((known) => known.kind !== "calm"), ...Scenario.floods]
  const known = named.filter((one) => one.name === name || one.name.startsWith(`${name}-`))
  if (known.length === 0) throw new Error(`no scenario is named '${name}'`)
  return known
}

/** `cmd` stands last, because there may be commas and equals signs in it. */
const added = (text: string): Command => {
  const [, settings = "", command = ""] = /^(.*?),?cmd=(.+)$/.exec(text) ?? []
  const values = new Map(settings.split(",").map((setting) => setting.split("=", 2) as [string, string | undefined]))
  const { name, port, proto = "frames", inflight = "64", ...others } = Object.fromEntries(values)
  const [unknown] = Object.keys(others)
  if (unknown !== undefined && unknown !== "") throw new Error(`--add knows no '${unknown}'`)
  if (name === undefined || port === undefined || command === "") throw new Error("--add needs name, port and cmd")
  if (proto !== "frames" && proto !== "irc") throw new Error(`proto is frames or irc, not '${proto}'`)
  return {
    name,
    dialect: proto,
    inflight: integer("inflight", inflight, 1, 10_000),
    port: integer("port", port, 1, 65_535),
    words: () => command.trim().split(/\s+/)
  }
}

/** Throws an error that says what is wrong with the arguments. */
export const parse = (args: ReadonlyArray<string>): Options | "help" => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string" },
      seconds: { type: "string" },
      scenarios: { type: "string" },
      smoke: { type: "boolean", default: false },
      add: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", short: "h", default: false }
    }
  })
  if (values.help) return "help"
  const { smoke } = values
  return {
    rounds: integer("--rounds", values.rounds ?? (smoke ? "1" : "3"), 1, 20),
    seconds: number("--seconds", values.seconds ?? (smoke ? "0.1" : "1.5"), 0.1, 30),
    scenarios: values.scenarios?.split(",").flatMap(scenarios) ?? Scenario.all,
    smoke,
    added: values.add.map(added)
  }
}
