/** Idle connections: how fast they join, and how much memory of the server each of them takes. */
import { setTimeout as sleep } from "node:timers/promises"
import { gather } from "./Crowd.ts"
import { Ledger } from "./Ledger.ts"
import { between, moment } from "./Moment.ts"
import { residentBytes } from "./Usage.ts"
import type { Idle, Result, Target } from "./Workload.ts"

export const run = async (target: Target, work: Idle): Promise<Result> => {
  const ledger = new Ledger()
  const connections = work.channels * work.members
  const bytesBefore = residentBytes(target.pid)
  const from = moment(target.pid, 0)
  const faults = await gather(target, work, ledger)
  const to = moment(target.pid, connections)

  await sleep(work.settle * 1000)
  const bytesAfter = residentBytes(target.pid)
  const known = bytesBefore !== undefined && bytesAfter !== undefined
  const bytes = known ? { bytes: (bytesAfter - bytesBefore) / connections } : {}
  return { figures: { ...between(from, to), ...bytes, connections }, faults: [...faults, ...ledger.faults(0)] }
}
