/** The peer of a connection in memory: the connection is the real one, over a `MemoryTransport`. */
import * as Duration from "effect/Duration"
import { Connection } from "../../src/Net/Connection.ts"
import { SendBudget } from "../../src/Net/SendBudget.ts"
import { defaultSendQueueLimits, type SendQueueLimits } from "../../src/Net/SendQueueLimits.ts"
import { frame } from "./frames.ts"
import { MemoryTransport } from "./MemoryTransport.ts"

/** As a server's connections have it. */
const LINGER = Duration.seconds(3)

export interface MemoryOptions {
  readonly sendQueue?: Partial<SendQueueLimits>
  /** What the connection has in common with others; otherwise it has a budget of its own. */
  readonly sendBudget?: SendBudget
  /** Where the peer connects from; without one it is on a Unix socket. */
  readonly address?: string | undefined
  /** The peer does not answer the connection's end: closing lasts until `end`, or for 3 seconds. */
  readonly lingers?: boolean
}

let closings = 0

export class MemoryPeer {
  readonly connection: Connection
  private readonly transport: MemoryTransport
  /** How many connections had been closed before this one. */
  closedAs = 0

  constructor({ address, lingers = false, sendBudget, sendQueue }: MemoryOptions = {}) {
    this.transport = new MemoryTransport(address, !lingers)
    this.transport.once("close", () => {
      this.closedAs = closings++
    })
    this.connection = new Connection(this.transport, {
      sendBudget: sendBudget ?? new SendBudget({ ...defaultSendQueueLimits, ...sendQueue }),
      linger: LINGER
    })
  }

  /** The other end has released the connection. */
  get closed(): boolean {
    return this.transport.destroyed
  }

  /** A text arrives as a frame, bytes as they are. */
  arrive(message: string | Uint8Array): void {
    this.transport.arrive(typeof message === "string" ? frame(message) : message)
  }

  end(): void {
    this.transport.peerEnds()
  }

  reset(): void {
    this.transport.peerResets()
  }

  /** Whether the peer does not read: then what it is sent stays unsent. */
  get stalled(): boolean {
    return this.transport.stalled
  }

  set stalled(stalled: boolean) {
    this.transport.stalled = stalled
  }

  /** Reads again, and takes what waited. */
  resume(): void {
    this.stalled = false
  }

  /** How many chunks have arrived that the other end has not read. */
  get unread(): number {
    return this.transport.unread
  }

  /** The other end has ended its side, and the peer has read up to there. */
  get hasSeenEnd(): boolean {
    return this.transport.hasSeenEnd
  }

  /** The sizes of the writes that the peer has not taken out of `takeReceived`, in bytes. */
  get takenSizes(): ReadonlyArray<number> {
    return this.transport.takenSizes
  }

  takeReceived(): Uint8Array {
    return this.transport.takeReceived()
  }
}
