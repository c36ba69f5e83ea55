/**
 * What the server allows its peers, all together: everything that somebody else can make grow has its bound here. How
 * each is explained to an operator stands in `Cli/Bounds`.
 */
import * as Context from "effect/Context"
import { defaultSendQueueLimits, type SendQueueLimits } from "../Net/SendQueueLimits.ts"
import type { RateLimit } from "./TokenBucket.ts"

export interface ServerLimits {
  /** Connections in all. One holds some 10 kB while it waits, and a file descriptor. */
  readonly connections: number
  /** Connections from one address, or from one /64 network of IPv6. */
  readonly connectionsPerAddress: number
  /** Connections that are refused and waited for, so that they hear why; what comes on top may miss it. */
  readonly refusals: number
  /** Seconds from the connection to the name. */
  readonly nameTimeout: number
  /** Seconds of silence after which a client that has said its name is let go; 0 for never. */
  readonly idleTimeout: number
  /** Seconds in which a peer that has bytes waiting must take some, which the kernel shows in steps of up to some megabytes. */
  readonly stallTimeout: number
  /** Channels in all. They stay for good, so their number only grows. */
  readonly channels: number
  /** Channels created over one connection. */
  readonly channelsPerConnection: number
  /** Frames from one connection, and pieces of frames: each of them is work. */
  readonly rate: RateLimit
  readonly sendQueue: SendQueueLimits
}

export class Limits extends Context.Reference<Limits>()("chat/Server/Limits", {
  defaultValue: (): ServerLimits => ({
    connections: 32_768,
    connectionsPerAddress: 16_384,
    refusals: 256,
    nameTimeout: 60,
    idleTimeout: 0,
    stallTimeout: 60,
    channels: 16_384,
    channelsPerConnection: 4096,
    rate: { perSecond: 10_000, burst: 200_000 },
    sendQueue: defaultSendQueueLimits
  })
}) {}
