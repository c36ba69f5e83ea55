/** What the load generator is asked to do and what it answers; both cross a process boundary as JSON. */

/** The protocols that the generator speaks: the 200-byte frames of the course, `chat.v1`, and IRC for comparison. */
export type Dialect = "frames" | "web" | "irc"

/** The server under load. */
export interface Target {
  /** On 127.0.0.1. */
  readonly port: number
  /** Whose CPU time and memory are read. */
  readonly pid: number
  readonly dialect: Dialect
  /** How many connections may be joining at a time. */
  readonly inflight: number
  /** The port of a server like it that is left alone, where one is compared. */
  readonly untouched?: number
}

export interface Shape {
  readonly channels: number
  /** Of each channel. */
  readonly members: number
  /** The members of each channel that send. */
  readonly senders: number
}

interface Timing {
  /** Seconds under load before the measurement begins. */
  readonly warmup: number
  /** Seconds that are measured. */
  readonly seconds: number
}

/** A sender has at most `window` messages under way that not everybody has got yet. */
export type Fanout = { readonly kind: "fanout"; readonly window: number } & Shape & Timing
/** Messages go out by the clock, `rate` a second in all, whatever comes back. */
export type Latency = { readonly kind: "latency"; readonly rate: number } & Shape & Timing
/** As fan-out; then the last member stops reading for `stopped` seconds. One channel. */
export type Slow = { readonly kind: "slow"; readonly window: number; readonly stopped: number } & Shape & Timing
/** Everybody joins and nobody speaks; memory is read `settle` seconds later. */
export type Idle = { readonly kind: "idle"; readonly settle: number } & Shape
/** Clients connect, say their name, join, move and close, `concurrency` of them at a time. */
export type Churn = { readonly kind: "churn"; readonly concurrency: number } & Timing

/** What a flood sends: an unknown command, texts outside a channel, `/join` of no channel, `/list`, or texts alone in a channel. */
export type Nonsense = "unknown" | "nowhere" | "join" | "list" | "own"
/** A calm pair, while so many connections send nonsense. */
export type Calm = {
  readonly kind: "calm"
  readonly nonsense: Nonsense
  readonly connections: number
  readonly seconds: number
}
/** The flood alone. */
export type Flood = Omit<Calm, "kind"> & { readonly kind: "flood" }

export type Workload = Fanout | Latency | Slow | Idle | Churn | Calm | Flood

export interface Result {
  /** Without those that this machine does not tell. */
  readonly figures: Readonly<Record<string, number>>
  /** What was lost, doubled, out of order or otherwise wrong; empty when all was complete. */
  readonly faults: ReadonlyArray<string>
  /** What else is to be said of the run. */
  readonly remark?: string
}
