/**
 * A calm pair beside a flood: two members of a channel, one of whom says something every 50 ms, on a server that is flooded
 * by others, and such a pair on a server like it that is not. What this machine does to one pair it does to the other as
 * well.
 */
import { spawn } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"
import { gather } from "./Crowd.ts"
import { percentile } from "./Latency.ts"
import { Ledger } from "./Ledger.ts"
import * as Message from "./Message.ts"
import type { Calm, Flood, Result, Target } from "./Workload.ts"

/** Milliseconds between two messages of a pair. */
const INTERVAL = 50

const PAIR = { channels: 1, members: 2, senders: 1 }

const microseconds = () => Math.floor(performance.now() * 1000)

/** The pair on one server, and how long each of its messages took, in microseconds. */
const seat = async (target: Target) => {
  const ledger = new Ledger()
  const faults = await gather(target, PAIR, ledger)
  const times: Array<number> = []
  ledger.onText = (bytes, at) => void times.push(microseconds() - Message.stamp(bytes, at))
  const speaker = ledger.peers.find(({ place }) => place.index === 0)
  return { ledger, faults, times, say: () => speaker?.say(1, microseconds()) }
}

/** Starts the flood, and waits until all of it is there; then a promise of what was wrong with it. */
const flood = (target: Target, work: Flood): Promise<Promise<ReadonlyArray<string>>> =>
  new Promise((resolve) => {
    const words = [process.argv[1] ?? "", JSON.stringify({ target, work })]
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] })
    let answer = ""
    child.stdout.on("data", (chunk) => {
      answer += chunk
    })
    const faults = new Promise<ReadonlyArray<string>>((resolve) => {
      child.on("close", () => resolve(answer === "" ? ["the flood broke"] : (JSON.parse(answer) as Result).faults))
    })
    child.stderr.once("data", () => resolve(faults))
    child.once("close", () => resolve(faults))
  })

export const run = async (target: Target, work: Calm): Promise<Result> => {
  const untouched = await seat({ ...target, port: target.untouched ?? target.port })
  const attacked = await seat(target)
  const pairs = [attacked, untouched]
  const flooded = await flood(target, { ...work, kind: "flood" })
  const start = performance.now()
  const count = Math.floor((work.seconds * 1000) / INTERVAL)
  for (let sent = 0; sent < count; sent++) {
    await sleep(Math.max(0, start + sent * INTERVAL - performance.now()))
    for (const { say } of pairs) say()
  }
  const ofFlood = await flooded
  for (const { ledger } of pairs) await ledger.settle(() => ledger.delivered >= count)
  const sorted = pairs.map(({ times }) => Float64Array.from(times).sort())
  const [calm = new Float64Array(), control = new Float64Array()] = sorted
  return {
    figures: {
      p50: percentile(calm, 0.5),
      p99: percentile(calm, 0.99),
      untouched50: percentile(control, 0.5),
      untouched99: percentile(control, 0.99)
    },
    faults: [...ofFlood, ...pairs.flatMap(({ faults, ledger }) => [...faults, ...ledger.faults(count)])]
  }
}
