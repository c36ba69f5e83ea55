/** A moment of a measurement: how far the work, the time, the server and the generator are. */
import { cpuSeconds, waitingSeconds } from "./Usage.ts"
import type { Result } from "./Workload.ts"

export interface Moment {
  /** Seconds. */
  readonly time: number
  /** Deliveries, cycles, or whatever is counted. */
  readonly done: number
  /** Seconds of CPU time. */
  readonly server: number | undefined
  readonly generator: number
  /** Seconds that the server was kept from running. */
  readonly waiting: number | undefined
}

export const moment = (pid: number, done: number): Moment => {
  const { user, system } = process.cpuUsage()
  return {
    time: performance.now() / 1000,
    done,
    server: cpuSeconds(pid),
    generator: (user + system) / 1e6,
    waiting: waitingSeconds(pid)
  }
}

const difference = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : to - from

/** The figures between two moments. */
export const between = (from: Moment, to: Moment): Result["figures"] => {
  const seconds = to.time - from.time
  const done = to.done - from.done
  const server = difference(from.server, to.server)
  const waiting = difference(from.waiting, to.waiting)
  return {
    perSecond: done / seconds,
    generatorBusy: (to.generator - from.generator) / seconds,
    ...(server === undefined ? {} : { serverBusy: server / seconds }),
    ...(server === undefined || server === 0 ? {} : { perCpuSecond: done / server }),
    ...(waiting === undefined ? {} : { serverWaiting: waiting / seconds })
  }
}
