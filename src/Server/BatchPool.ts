/**
 * Memory for the logs of channels, used again from tick to tick. Logs are short-lived and all alike: allocating one for
 * every channel and tick costs more than what is written into it.
 */
import { MESSAGE_LENGTH } from "../utils.ts"

/** Most ticks of most channels: 16 messages, in bytes. */
export const SMALL_BATCH = 16 * MESSAGE_LENGTH

/** The most a tick's log may hold: 320 messages, 64,000 bytes. A full one is sent before the tick ends. */
export const LARGE_BATCH = 320 * MESSAGE_LENGTH

/** How much unused memory of each size is kept, in bytes. */
const KEPT_BYTES = 4 * 1024 * 1024

export class BatchPool {
  private readonly small: Array<Buffer> = []
  private readonly large: Array<Buffer> = []

  /** A log of one of the two sizes, with arbitrary contents. */
  take(size: typeof SMALL_BATCH | typeof LARGE_BATCH): Buffer {
    return (size === SMALL_BATCH ? this.small : this.large).pop() ?? Buffer.allocUnsafeSlow(size)
  }

  /** Takes a log back that nobody reads any more. */
  give(log: Buffer): void {
    const unused = log.length === SMALL_BATCH ? this.small : this.large
    if (unused.length < KEPT_BYTES / log.length) unused.push(log)
  }
}
