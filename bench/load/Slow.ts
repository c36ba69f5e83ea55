/**
 * A slow reader: one member of a busy channel stops reading. What do the others notice, what does the server keep for it,
 * and what becomes of it? It is either owed everything and gets it in the end, or cut off, and then the others are told
 * once.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { gather } from "./Crowd.ts"
import { Ledger } from "./Ledger.ts"
import { between, moment } from "./Moment.ts"
import type { Peer } from "./Peer.ts"
import { residentBytes } from "./Usage.ts"
import { Window } from "./Window.ts"
import type { Result, Slow, Target } from "./Workload.ts"

export const run = async (target: Target, work: Slow): Promise<Result> => {
  const ledger = new Ledger()
  const faults = await gather(target, work, ledger)
  const senders = ledger.peers.slice(0, work.senders)
  const others = ledger.peers.slice(0, -1)
  const slow = ledger.peers.at(-1) as Peer
  ledger.excuse(slow)
  const window = new Window(ledger, senders, work.window, work.members - 2)

  window.start()
  await sleep(work.warmup * 1000)
  const first = moment(target.pid, ledger.delivered)
  await sleep(work.seconds * 1000)
  const stopped = moment(target.pid, ledger.delivered)
  const bytesBefore = residentBytes(target.pid)
  slow.socket.pause()
  // The most that it was, not what it is in the end: by then the slow reader may be gone.
  let bytesMost = bytesBefore
  const meanwhile = setInterval(() => {
    const bytes = residentBytes(target.pid)
    if (bytes !== undefined && bytesMost !== undefined) bytesMost = Math.max(bytesMost, bytes)
  }, 100)
  await sleep(work.stopped * 1000)
  clearInterval(meanwhile)
  const last = moment(target.pid, ledger.delivered)
  window.stop()
  slow.socket.resume()

  const { sent } = ledger
  const expected = sent * (work.members - 2)
  await ledger.settle(() => ledger.delivered >= expected && (slow.closed || slow.received >= sent))

  const before = between(first, stopped)
  const after = between(stopped, last)
  const growth = bytesBefore !== undefined && bytesMost !== undefined ? { growth: bytesMost - bytesBefore } : {}
  const told = others.filter((peer) => peer.left === 1).length
  if (slow.closed) {
    if (told !== others.length || ledger.left !== told)
      faults.push(`${told} of ${others.length} were told once that it left`)
  } else {
    if (slow.received !== sent) faults.push(`the slow reader got ${slow.received} of ${sent}`)
    if (ledger.left > 0) faults.push(`${ledger.left} were told that somebody left`)
  }
  return {
    figures: {
      ...after,
      before: before["perSecond"] as number,
      kept: (after["perSecond"] as number) / (before["perSecond"] as number),
      ...growth
    },
    faults: [...faults, ...ledger.faults(expected)],
    remark: slow.closed ? "cut off" : "got everything"
  }
}
