/** Counts what a connection needs in this process, on the server's side and on the client's. */
import type { EventEmitter } from "node:events"
import { readdirSync } from "node:fs"
import v8 from "node:v8"
import { Connection } from "../../../src/Net/Connection.ts"
import { Session } from "../../../src/Server/Session.ts"
import { Membership, User } from "../../../src/Server/User.ts"

const resources = (name: string): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === name).length

/** Sockets that are open, both ends of each connection in this process. Quick to ask. */
export const openSockets = (): number => resources("TCPSocketWrap")

/** None where Node cannot tell, which is before 20.13. */
const objects = (constructor: new (...args: Array<never>) => unknown): number =>
  // biome-ignore lint/suspicious/noExplicitAny: the types of Node know no constructor with arguments
  v8.queryObjects?.(constructor as any, { format: "count" }) ?? 0

/** The server's objects that are alive, counted after a garbage collection: a third of a second for each kind. */
export const living = () => ({
  sessions: objects(Session),
  connections: objects(Connection),
  users: objects(User),
  memberships: objects(Membership)
})

const listeners = (emitter: EventEmitter): number =>
  emitter.eventNames().reduce((sum, event) => sum + emitter.listenerCount(event), 0)

/** What the process holds of the system, and what listens to it. */
export const holdings = () => ({
  sockets: openSockets(),
  timers: resources("Timeout"),
  immediates: resources("Immediate"),
  listeners: listeners(process),
  descriptors: readdirSync("/dev/fd").length
})
