/** The scenarios: their names, what the load generator does in them, and how large they are. */
import { readFileSync } from "node:fs"
import type { Fanout, Nonsense, Workload } from "./load/Workload.ts"

/** `startup` is no work for the load generator. */
export type Kind = Exclude<Workload["kind"], "flood"> | "startup"

export interface Scenario {
  readonly name: string
  readonly kind: Kind
  readonly title: string
  /** Whether the server with a history on disk is measured as well: where most is said. */
  readonly withHistory?: boolean
  /** With `seconds` to measure; undefined where there is no load. */
  readonly work: (seconds: number, smoke: boolean) => Workload | undefined
  /** Further words of this project's server. */
  readonly flags?: ReadonlyArray<string>
  /** For whom the servers open their door, if not for the course's clients. */
  readonly dialect?: "web"
}

/** Connections of the idle scenario, when the system allows as many to one process. */
const MOST_CONNECTIONS = 10_000
/** Descriptors that a process needs for itself. */
const OWN_DESCRIPTORS = 100

/** How many descriptors a process may have: Node has raised its soft limit to the hard one at its start. */
const descriptors = (): number => {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? 1024)
  } catch {
    return 1024
  }
}

/** Everything tiny: a tenth of what grows with it. */
const tenth = (count: number, least: number): number => Math.min(count, Math.max(least, Math.round(count / 10)))

/** The same, of members who come by the web's door. */
const onTheWeb = (scenario: Scenario): Scenario => ({
  ...scenario,
  name: `web-${scenario.name}`,
  title: `on the web: ${scenario.title}`,
  dialect: "web"
})

const fanout = (name: string, channels: number, members: number, senders: number, window: number): Scenario => ({
  name,
  withHistory: window > 1 && members < 1000,
  kind: "fanout",
  title: `${channels} x ${members}, ${senders} ${senders === members ? "(all) " : ""}send, window ${window}`,
  work: (seconds, smoke): Fanout => ({
    kind: "fanout",
    channels: smoke ? tenth(channels, 1) : channels,
    members: smoke ? tenth(members, 5) : members,
    senders: smoke ? Math.min(senders, tenth(members, 5)) : senders,
    window,
    warmup: smoke ? 0.05 : 0.5,
    seconds
  })
})

const limits = {
  calm: { flags: [], title: "default limits" },
  campus: { flags: ["--rate", "100", "--burst", "1000"], title: "limits of a campus" }
} as const

const calm = (name: keyof typeof limits, nonsense: Nonsense, connections: number): Scenario => ({
  name: `${name}-${nonsense}-${connections}`,
  kind: "calm",
  title: `a calm pair beside ${connections} connections that send ${nonsense}, ${limits[name].title}`,
  flags: limits[name].flags,
  // A second has twenty messages of the pair.
  work: (seconds, smoke) => ({ kind: "calm", nonsense, connections, seconds: smoke ? seconds : 2 * seconds })
})

/** Not part of a run of everything, which they would make five times as long. */
export const floods: ReadonlyArray<Scenario> = (["calm", "campus"] as const).flatMap((name) =>
  (["unknown", "nowhere", "join", "list", "own"] as const).flatMap((nonsense) =>
    [1, 20, 100, 1000].map((connections) => calm(name, nonsense, connections))
  )
)

const idle: Scenario = {
  name: "idle",
  kind: "idle",
  title: "idle connections, ten to a channel",
  work: (_seconds, smoke) => {
    const connections = smoke ? 100 : Math.min(MOST_CONNECTIONS, descriptors() - OWN_DESCRIPTORS)
    return { kind: "idle", channels: Math.floor(connections / 10), members: 10, senders: 0, settle: smoke ? 0.1 : 1 }
  }
}

export const all: ReadonlyArray<Scenario> = [
  fanout("f100", 1, 100, 10, 16),
  fanout("f100w1", 1, 100, 10, 1),
  fanout("f1000", 1, 1000, 10, 16),
  fanout("c100x10", 100, 10, 10, 16),
  fanout("c100x10w1", 100, 10, 10, 1),
  {
    name: "latency",
    kind: "latency",
    withHistory: true,
    title: "200 messages/s into a channel of 100",
    work: (seconds, smoke) => ({
      kind: "latency",
      channels: 1,
      members: smoke ? 10 : 100,
      senders: 10,
      rate: 200,
      warmup: smoke ? 0.05 : 0.5,
      seconds
    })
  },
  idle,
  onTheWeb(fanout("f100", 1, 100, 10, 16)),
  onTheWeb(fanout("f100w1", 1, 100, 10, 1)),
  onTheWeb(idle),
  {
    name: "churn",
    kind: "churn",
    title: "connect, name, join, move, close; 16 at a time",
    work: (seconds, smoke) => ({ kind: "churn", concurrency: 16, warmup: smoke ? 0.05 : 0.5, seconds })
  },
  {
    name: "slow",
    kind: "slow",
    title: "one of 50 members stops reading",
    work: (seconds, smoke) => ({
      kind: "slow",
      channels: 1,
      members: smoke ? 10 : 50,
      senders: smoke ? 5 : 10,
      window: 16,
      warmup: smoke ? 0.05 : 0.5,
      seconds,
      // Long enough for the kernel's buffers to fill, and then the server's.
      stopped: seconds
    })
  },
  calm("calm", "unknown", 20),
  {
    name: "startup",
    kind: "startup",
    title: "from the start of a process until it listens, or until a client's first byte arrives",
    work: () => undefined
  }
]
