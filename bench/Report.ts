/** The tables: for each kind of scenario its columns, and in them medians with their spreads. */
import type { Result } from "./load/Workload.ts"
import type { Kind, Scenario } from "./Scenario.ts"
import { pairedRatio, ratio, type Summary, summary } from "./Statistics.ts"

interface Column {
  readonly title: string
  readonly figure: string
  readonly format: (value: number) => string
  /** What the ratio's column is called, where there is one. */
  readonly ratio?: string
  /** The ratio is the median of the rounds' ratios: one round is short, and its runs have the same neighbours. */
  readonly paired?: boolean
}

const whole = (value: number) => Math.round(value).toLocaleString("en-US")
const thousands = (value: number) => `${whole(value / 1000)}k`
const fixed = (digits: number) => (value: number) => value.toFixed(digits)
const megabytes = (value: number) => (value / 2 ** 20).toFixed(1)
const times = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(1))

const busy: ReadonlyArray<Column> = [
  { title: "server busy", figure: "serverBusy", format: fixed(2) },
  { title: "kept waiting", figure: "serverWaiting", format: fixed(2) },
  { title: "generator busy", figure: "generatorBusy", format: fixed(2) }
]

const columns: Readonly<Record<Kind, ReadonlyArray<Column>>> = {
  fanout: [
    { title: "deliveries/s", figure: "perSecond", format: thousands, ratio: "ratio" },
    { title: "deliveries/CPU s", figure: "perCpuSecond", format: thousands, ratio: "**ratio per CPU s**" },
    ...busy
  ],
  latency: [
    { title: "p50 ms", figure: "p50", format: fixed(2), ratio: "ratio" },
    { title: "p99 ms", figure: "p99", format: fixed(2), ratio: "ratio" },
    { title: "sent late by at most, ms", figure: "late", format: fixed(1) }
  ],
  idle: [
    { title: "connections", figure: "connections", format: whole },
    { title: "bytes of RSS each", figure: "bytes", format: whole, ratio: "**ratio**" },
    { title: "joined/s", figure: "perSecond", format: whole, ratio: "ratio" },
    { title: "joined/CPU s", figure: "perCpuSecond", format: whole, ratio: "ratio" }
  ],
  churn: [
    { title: "cycles/s", figure: "perSecond", format: whole, ratio: "ratio" },
    { title: "cycles/CPU s", figure: "perCpuSecond", format: whole, ratio: "**ratio per CPU s**" },
    ...busy
  ],
  slow: [
    { title: "deliveries/s, all read", figure: "before", format: thousands },
    { title: "one stopped", figure: "perSecond", format: thousands },
    { title: "**kept**", figure: "kept", format: fixed(2) },
    { title: "RSS grew by at most, MiB", figure: "growth", format: megabytes }
  ],
  calm: [
    { title: "p50 ms", figure: "p50", format: fixed(1) },
    { title: "p99 ms", figure: "p99", format: fixed(1) },
    { title: "untouched p50 ms", figure: "untouched50", format: fixed(1) },
    { title: "untouched p99 ms", figure: "untouched99", format: fixed(1) },
    { title: "longest turn, CPU ms", figure: "turn", format: fixed(1) }
  ],
  startup: [{ title: "ms", figure: "startup", format: fixed(0), ratio: "**ratio**", paired: true }]
}

const headings: Readonly<Record<Kind, string>> = {
  fanout: "Fan-out",
  latency: "Latency",
  idle: "Idle connections",
  churn: "Churn",
  slow: "A slow reader",
  calm: "A calm pair beside a flood",
  startup: "Start-up"
}

/** The results of a scenario by the names of the servers, in the order of their rows. */
export type Results = ReadonlyMap<string, ReadonlyArray<Result>>

const cell = (summary: Summary | undefined, format: (value: number) => string): string => {
  if (summary === undefined) return "not available"
  const [median, least, most] = [format(summary.median), format(summary.least), format(summary.most)]
  return least === most ? median : `${median} (${least}..${most})`
}

const values = (results: ReadonlyArray<Result> | undefined, figure: string): ReadonlyArray<number> =>
  (results ?? []).flatMap(({ figures }) => figures[figure] ?? [])

const remarks = (results: ReadonlyArray<Result>): string =>
  [...new Set(results.flatMap(({ remark }) => remark ?? []))].join(", ") || "-"

const row = (scenario: Scenario, results: Results, server: string, base: string): ReadonlyArray<string> => {
  const own = results.get(server) ?? []
  return [
    scenario.name,
    server,
    ...columns[scenario.kind].flatMap(({ figure, format, paired, ratio: title }) => {
      const measured = values(own, figure)
      const median = cell(summary(measured), format)
      if (title === undefined) return [median]
      return [
        median,
        server === base ? "1" : cell((paired ? pairedRatio : ratio)(measured, values(results.get(base), figure)), times)
      ]
    }),
    ...(scenario.kind === "slow" ? [remarks(own)] : []),
    own.every(({ faults }) => faults.length === 0) ? "complete" : "**FAULTY**"
  ]
}

const line = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

/** A table of scenarios of one kind. The ratios are to `base`. */
export const table = (runs: ReadonlyMap<Scenario, Results>, kind: Kind, base: string): string => {
  const scenarios = [...runs].filter(([scenario]) => scenario.kind === kind)
  const titles = columns[kind].flatMap(({ ratio: title, ...column }) => [
    column.title,
    ...(title === undefined ? [] : [title])
  ])
  const header = ["scenario", "server", ...titles, ...(kind === "slow" ? ["the slow reader"] : []), "checks"]
  return [
    `### ${headings[kind]}`,
    "",
    ...scenarios.map(([{ name, title }]) => `- ${name}: ${title}`),
    "",
    line(header),
    line(header.map(() => "---")),
    ...scenarios.flatMap(([scenario, results]) =>
      [...results.keys()].map((server) => line(row(scenario, results, server, base)))
    ),
    ""
  ].join("\n")
}

/** One line on a run, while it goes on. */
export const progress = (kind: Kind, result: Result): string => {
  const told = columns[kind].flatMap(({ title, figure, format }) => {
    const value = result.figures[figure]
    return value === undefined ? [] : [`${title.replaceAll("*", "")} ${format(value)}`]
  })
  return [
    ...told,
    ...(result.remark === undefined ? [] : [`slow reader: ${result.remark}`]),
    ...result.faults.map((fault) => `FAULT: ${fault}`)
  ].join(", ")
}
