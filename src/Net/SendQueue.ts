/**
 * What waits for a peer that has not taken the last write: copies, in blocks that are written one after the other.
 *
 * Node would keep every small piece as an object of its own, some three times its bytes, write all of them at once, so that
 * for megabytes no progress is seen, and make an error for each when the peer is cut off. Here a piece costs its bytes, and
 * progress shows with every block.
 */

/** The first block is small, because most peers catch up at once. In bytes. */
const SMALLEST_BLOCK = 4 * 1024

/** The largest: what a peer takes of one is progress. In bytes. */
const LARGEST_BLOCK = 64 * 1024

export class SendQueue {
  private readonly blocks: Array<Buffer> = []
  /** How much of the last block is used. */
  private used = 0
  /** Bytes in all. */
  size = 0

  /** Copies bytes to the end. */
  append(bytes: Uint8Array): void {
    let from = 0
    while (from < bytes.length) {
      const block = this.lastBlock()
      const count = Math.min(block.length - this.used, bytes.length - from)
      block.set(bytes.subarray(from, from + count), this.used)
      this.used += count
      from += count
    }
    this.size += bytes.length
  }

  /** Takes the first block out; none if there is nothing. */
  take(): Buffer | undefined {
    const block = this.blocks.shift()
    if (block === undefined) return undefined
    const taken = this.blocks.length === 0 ? block.subarray(0, this.used) : block
    this.size -= taken.length
    return taken
  }

  /** The block to write to, which has room. They grow with what waits, so at most half of them is empty. */
  private lastBlock(): Buffer {
    const last = this.blocks.at(-1)
    if (last !== undefined && this.used < last.length) return last
    const block = Buffer.allocUnsafeSlow(Math.min(LARGEST_BLOCK, Math.max(SMALLEST_BLOCK, this.size)))
    this.blocks.push(block)
    this.used = 0
    return block
  }
}
