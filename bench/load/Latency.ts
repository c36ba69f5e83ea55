/**
 * Latency in an open loop: messages go out by the clock, whatever comes back, so that a server that falls behind cannot
 * slow its own measurement down. The time runs from the sending of a message to its reading by each receiver.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { gather } from "./Crowd.ts"
import { Ledger } from "./Ledger.ts"
import * as Message from "./Message.ts"
import { between, moment } from "./Moment.ts"
import type { Peer } from "./Peer.ts"
import type { Latency, Result, Target } from "./Workload.ts"

/** Since the start of this process. */
const microseconds = () => Math.floor(performance.now() * 1000)

/** Milliseconds that `share` of the times, sorted and in microseconds, do not exceed. */
export const percentile = (times: Float64Array, share: number): number =>
  (times[Math.max(0, Math.ceil(times.length * share) - 1)] ?? Number.NaN) / 1000

/** Sends messages in turn, `rate` a second for `seconds`; answers with the most that one was late, in milliseconds. */
const send = async (senders: ReadonlyArray<Peer>, rate: number, seconds: number): Promise<number> => {
  const start = performance.now()
  const total = Math.round(rate * seconds)
  let latest = 0
  for (let sent = 0; sent < total; sent++) {
    const due = start + (sent * 1000) / rate
    while (performance.now() < due) await sleep(Math.max(1, Math.floor(due - performance.now())))
    latest = Math.max(latest, performance.now() - due)
    senders[sent % senders.length]?.say(1, microseconds())
  }
  return latest
}

export const run = async (target: Target, work: Latency): Promise<Result> => {
  const ledger = new Ledger()
  const faults = await gather(target, work, ledger)
  const senders = ledger.peers.filter((peer) => peer.place.index < work.senders)
  const copies = work.members - 1

  await send(senders, work.rate, work.warmup)
  await ledger.settle(() => ledger.delivered >= ledger.sent * copies)

  const times = new Float64Array(Math.round(work.rate * work.seconds) * copies)
  let taken = 0
  let now = 0
  ledger.onRead = () => {
    now = microseconds()
  }
  ledger.onText = (bytes, at) => {
    times[taken++] = now - Message.stamp(bytes, at)
  }
  const from = moment(target.pid, ledger.delivered)
  const late = await send(senders, work.rate, work.seconds)
  const to = moment(target.pid, ledger.delivered)

  const expected = ledger.sent * copies
  await ledger.settle(() => ledger.delivered >= expected)
  const sorted = times.subarray(0, taken).sort()
  const figures = { ...between(from, to), p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), late }
  return { figures, faults: [...faults, ...ledger.faults(expected)] }
}
