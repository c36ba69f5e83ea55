/**
 * Memory for the batches of channels, used again from tick to tick. Batches are short-lived and all alike: allocating one
 * for every channel and tick costs more than what is written into it.
 */
import { MESSAGE_LENGTH } from "../utils.ts"

/** Most ticks of most channels: 16 of the course's frames, in bytes. */
export const SMALL_BATCH = 16 * MESSAGE_LENGTH

/** What a tick's batch may grow to before it is sent: 320 frames, 64,000 bytes. Only a single large event exceeds it. */
export const LARGE_BATCH = 320 * MESSAGE_LENGTH

/** How much unused memory of each size is kept, in bytes. */
const KEPT_BYTES = 4 * 1024 * 1024

export class BatchPool {
  private readonly small: Array<Buffer> = []
  private readonly large: Array<Buffer> = []

  /** A batch with room for so many bytes, with arbitrary contents. */
  take(size: number): Buffer {
    if (size <= SMALL_BATCH) return this.small.pop() ?? Buffer.allocUnsafeSlow(SMALL_BATCH)
    if (size <= LARGE_BATCH) return this.large.pop() ?? Buffer.allocUnsafeSlow(LARGE_BATCH)
    return Buffer.allocUnsafeSlow(size)
  }

  /** Takes a batch back that nobody reads any more. */
  give(batch: Buffer): void {
    const unused = batch.length === SMALL_BATCH ? this.small : batch.length === LARGE_BATCH ? this.large : undefined
    if (unused !== undefined && unused.length < KEPT_BYTES / batch.length) unused.push(batch)
  }
}
