/**
 * How many connections the limit of open files allows. When a process has reached it, the kernel refuses connections and
 * the server learns nothing of them. Therefore the server accepts fewer, and keeps descriptors to tell others why.
 */
import { readdirSync, readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import type { ServerLimits } from "../Server/Limits.ts"

export interface Descriptors {
  readonly limit: number
  readonly used: number
}

/** The limit of open files and how many are open; undefined where the system does not tell, as only Linux does. */
export const read: Effect.Effect<Descriptors | undefined> = Effect.try(() => {
  // Node raises the soft limit to the hard one when it starts.
  const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? []
  return soft === undefined ? undefined : { limit: Number(soft), used: readdirSync("/proc/self/fd").length }
}).pipe(Effect.orElseSucceed(() => undefined))

/** Descriptors for everything else: refused connections, files that are read again. At most a quarter of all. */
const RESERVE = 64

/** The limits, lowered to what the descriptors allow. */
export const fit = (limits: ServerLimits, { limit, used }: Descriptors): ServerLimits => {
  const reserve = Math.min(RESERVE, Math.floor((limit - used) / 4))
  const connections = Math.max(1, Math.min(limits.connections, limit - used - reserve))
  return {
    ...limits,
    connections,
    // One address must not get all of the few that there are.
    connectionsPerAddress: Math.min(limits.connectionsPerAddress, Math.max(1, Math.floor(0.75 * connections))),
    refusals: Math.min(limits.refusals, Math.floor(reserve / 2))
  }
}
