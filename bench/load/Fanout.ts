/** Fan-out in a closed loop: how many deliveries a second the server makes, and how many a second of its CPU time. */
import { setTimeout as sleep } from "node:timers/promises"
import { gather } from "./Crowd.ts"
import { Ledger } from "./Ledger.ts"
import { between, moment } from "./Moment.ts"
import { Window } from "./Window.ts"
import type { Fanout, Result, Target } from "./Workload.ts"

export const run = async (target: Target, work: Fanout): Promise<Result> => {
  const ledger = new Ledger()
  const faults = await gather(target, work, ledger)
  const senders = ledger.peers.filter((peer) => peer.place.index < work.senders)
  const window = new Window(ledger, senders, work.window, work.members - 1)

  window.start()
  await sleep(work.warmup * 1000)
  const from = moment(target.pid, ledger.delivered)
  await sleep(work.seconds * 1000)
  const to = moment(target.pid, ledger.delivered)
  window.stop()

  const expected = ledger.sent * (work.members - 1)
  await ledger.settle(() => ledger.delivered >= expected)
  return { figures: between(from, to), faults: [...faults, ...ledger.faults(expected)] }
}
