/**
 * How many connections the limit of open files leaves room for. Where it is reached the kernel turns connections away
 * before the server hears of them: so the server lets in fewer, and has the descriptors to tell the others.
 */
import { readdirSync, readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import type { ServerLimits } from "../Server/Limits.ts"

export interface Descriptors {
  readonly limit: number
  readonly used: number
}

/** What this process may have open and has; none where the system does not tell, as it does on Linux. */
export const read: Effect.Effect<Descriptors | undefined> = Effect.try(() => {
  // Node raises the soft limit to the hard one when it starts.
  const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? []
  return soft === undefined ? undefined : { limit: Number(soft), used: readdirSync("/proc/self/fd").length }
}).pipe(Effect.orElseSucceed(() => undefined))

/** Descriptors kept for all else: for those who are being refused, for files that are read again. At most a quarter. */
const RESERVE = 64

/** The limits, as far as there are descriptors for them. */
export const fit = (limits: ServerLimits, { limit, used }: Descriptors): ServerLimits => {
  const reserve = Math.min(RESERVE, Math.floor((limit - used) / 4))
  const connections = Math.max(1, Math.min(limits.connections, limit - used - reserve))
  return {
    ...limits,
    connections,
    // Where there are few for all, one address does not get them all either.
    connectionsPerAddress: Math.min(limits.connectionsPerAddress, Math.max(1, Math.floor(0.75 * connections))),
    refusals: Math.min(limits.refusals, Math.floor(reserve / 2))
  }
}
