/**
 * The benchmark: every scenario in several rounds, the servers taking turns in each, a fresh one for every run. What a
 * neighbour on the machine does to one of them it does to the others as well, so ratios say more than figures.
 */
import { mkdtempSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Result, Workload } from "./load/Workload.ts"
import * as Machine from "./Machine.ts"
import * as Options from "./Options.ts"
import * as Process from "./Process.ts"
import * as Report from "./Report.ts"
import type { Kind, Scenario } from "./Scenario.ts"
import type { Command } from "./Server.ts"
import * as Server from "./Server.ts"
import * as Startup from "./Startup.ts"
import * as TurnProbe from "./TurnProbe.ts"

/** The programs to run. */
export interface Files {
  readonly chat: string
  readonly load: string
  readonly yardstick: string
  /** A folder for histories. */
  readonly data: string
  readonly webYardstick: string
}

const OURS = "effect-chat"
const YARDSTICK = "plain Node"
/** The server with a history on disk. */
const KEEPING = "effect-chat --data"
/** Seconds that a run may take besides its measurement, joining and draining included. */
const PATIENCE = 60
/** Starts of each server in a round: a start is short, and one says little. */
const STARTS = 5

const ours = (files: Files): ReadonlyArray<Command> => [
  {
    name: OURS,
    dialect: "frames",
    inflight: 64,
    port: undefined,
    words: (port) => [process.execPath, files.chat, "server", "--host", "127.0.0.1", String(port)]
  },
  {
    name: KEEPING,
    dialect: "frames",
    inflight: 64,
    port: undefined,
    words: (port) => {
      const data = mkdtempSync(join(files.data, "history-"))
      return [process.execPath, files.chat, "server", "--host", "127.0.0.1", "--data", data, String(port)]
    }
  },
  {
    name: YARDSTICK,
    dialect: "frames",
    inflight: 64,
    port: undefined,
    words: (port) => [process.execPath, files.yardstick, String(port)]
  }
]

/** The same servers, whose web's doors are measured. */
const onTheWeb = (files: Files): ReadonlyArray<Command> => [
  {
    name: OURS,
    dialect: "web",
    inflight: 64,
    port: undefined,
    words: (port) => {
      const door = ["--http-host", "127.0.0.1", "--http-port", String(port)]
      return [process.execPath, files.chat, "server", "--host", "127.0.0.1", "0", ...door]
    }
  },
  {
    name: YARDSTICK,
    dialect: "web",
    inflight: 64,
    port: undefined,
    words: (port) => [process.execPath, files.webYardstick, String(port)]
  }
]

/** Runs the load generator and answers with its result. */
const load = (
  file: string,
  command: Command,
  server: Server.Server,
  work: Workload,
  untouched?: number
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const { dialect, inflight } = command
    const target = { port: server.port, pid: server.process.pid, dialect, inflight, untouched }
    const words = [process.execPath, file, JSON.stringify({ target, work })]
    const child = Process.start("load", words, ["ignore", "pipe", "inherit"])
    const seconds = PATIENCE + ("seconds" in work ? 5 * work.seconds : 0)
    const timeout = setTimeout(() => {
      child.kill("SIGKILL")
      reject(new Error(`the run took more than ${seconds} seconds`))
    }, seconds * 1000)
    let answer = ""
    child.stdout?.on("data", (chunk) => {
      answer += chunk
    })
    child.on("error", reject)
    child.on("close", (code) => {
      clearTimeout(timeout)
      if (code === 0) resolve(JSON.parse(answer))
      else reject(new Error(`the load generator ended with ${code}`))
    })
  })

const measure = async (file: string, command: Command, work: Workload): Promise<Result> => {
  const server = await Server.start(command, "server")
  try {
    const result = await load(file, command, server, work)
    if (!Process.hasEnded(server.process)) return result
    return { ...result, faults: [...result.faults, "the server ended during the run"] }
  } finally {
    await Process.stop(server.process)
  }
}

/** A flooded server, and beside it one like it that is left alone. */
const measureCalm = async (file: string, command: Command, work: Workload): Promise<Result> => {
  const words = (port: number) => TurnProbe.probed(command.words(port))
  const server = await Server.start({ ...command, words }, "server")
  try {
    const untouched = await Server.start(command, "other")
    try {
      const result = await load(file, command, server, work, untouched.port)
      await Process.stop(server.process)
      const turn = TurnProbe.longestTurn(server.said())
      return turn === undefined ? result : { ...result, figures: { ...result.figures, turn } }
    } finally {
      await Process.stop(untouched.process)
    }
  } finally {
    await Process.stop(server.process)
  }
}

/** This project's server with further options. */
const withFlags = (command: Command, flags: ReadonlyArray<string>): Command => ({
  ...command,
  words: (port) => [...command.words(port), ...flags]
})

const failed = (error: unknown): Result => ({
  figures: {},
  faults: [error instanceof Error ? error.message : String(error)]
})

/** The servers in another order each round, because the first and the last may have it better. */
const turned = <A>(values: ReadonlyArray<A>, round: number): ReadonlyArray<A> => {
  const first = round % values.length
  return [...values.slice(first), ...values.slice(0, first)]
}

const runScenario = async (
  files: Files,
  commands: ReadonlyArray<Command>,
  scenario: Scenario,
  options: Options.Options
): Promise<Report.Results> => {
  const work = scenario.work(options.seconds, options.smoke)
  const results = new Map<string, Array<Result>>()
  const note = (server: string, round: number, result: Result) => {
    const known = results.get(server)
    if (known === undefined) results.set(server, [result])
    else known.push(result)
    console.error(`${scenario.name} ${round + 1} ${server}: ${Report.progress(scenario.kind, result)}`)
  }
  if (work === undefined) {
    const starts = options.smoke ? 1 : options.rounds * STARTS
    const telling = commands.filter(({ name, port }) => port === undefined && name !== OURS)
    for (let round = 0; round < starts; round++) {
      note(Startup.BARE_NODE, round, await Startup.bareNode().catch(failed))
      note(OURS, round, await Startup.server(Startup.courseServer(files.chat)).catch(failed))
      note(`${OURS}, a client`, round, await Startup.client(files.chat).catch(failed))
      for (const command of telling) note(command.name, round, await Startup.server(command).catch(failed))
    }
    return results
  }
  const { flags = [] } = scenario
  const able =
    work.kind === "calm"
      ? // The others have no limits, and what is flooded of them says nothing.
        commands.filter(({ name }) => name === OURS).map((command) => withFlags(command, flags))
      : // Churn speaks of moves between channels, which IRC does not know.
        commands.filter(
          ({ dialect, name }) =>
            (work.kind !== "churn" || dialect === "frames") && (name !== KEEPING || scenario.withHistory === true)
        )
  const once = work.kind === "calm" ? measureCalm : measure
  for (const { name } of able) results.set(name, [])
  for (let round = 0; round < options.rounds; round++) {
    for (const command of turned(able, round)) {
      note(command.name, round, await once(files.load, command, work).catch(failed))
      // What is left of the connections is cleared away before the next server is measured.
      if (!options.smoke) await sleep(100)
    }
  }
  return results
}

const printTables = (machine: string, runs: ReadonlyMap<Scenario, Report.Results>, options: Options.Options): void => {
  console.log(`${machine}\n`)
  if (options.smoke) console.log("A smoke run: tiny and short, its figures say nothing.\n")
  console.log(`Medians of ${options.rounds} rounds of ${options.seconds} s each (least..most).`)
  console.log(`Ratios are to ${YARDSTICK}, at start-up to ${Startup.BARE_NODE}.\n`)
  for (const kind of new Set<Kind>([...runs.keys()].map((scenario) => scenario.kind))) {
    console.log(Report.table(runs, kind, kind === "startup" ? Startup.BARE_NODE : YARDSTICK))
  }
}

/** Runs what the arguments ask for; answers with the exit status. */
export const run = async (args: ReadonlyArray<string>, files: Files): Promise<number> => {
  let options: Options.Options | "help"
  try {
    options = Options.parse(args)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${Options.USAGE}`)
    return 2
  }
  if (options === "help") {
    console.log(Options.USAGE)
    return 0
  }
  const courseCommands = [...ours(files), ...options.added]
  const webCommands = onTheWeb(files)
  const machine = Machine.describe()
  const runs = new Map<Scenario, Report.Results>()
  for (const scenario of options.scenarios) {
    const commands = scenario.dialect === "web" ? webCommands : courseCommands
    runs.set(scenario, await runScenario(files, commands, scenario, options))
  }
  printTables(machine, runs, options)

  const faults = [...runs].flatMap(([{ name }, results]) =>
    [...results].flatMap(([server, all]) =>
      all.flatMap((result) => result.faults.map((fault) => `${name}, ${server}: ${fault}`))
    )
  )
  for (const fault of faults) console.log(`FAULT in ${fault}`)
  return faults.length === 0 ? 0 : 1
}
