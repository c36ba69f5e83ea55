/** How much may wait for peers that do not take it, in bytes: for one peer, and for all together. */
export interface SendQueueLimits {
  /** Above it the peer's own input is not read, so that nobody can make the server answer without listening. */
  readonly soft: number
  /** Above it the peer is cut off: memory is for those who read. */
  readonly hard: number
  /** Above it, for all peers together, the one with the most waiting is cut off. */
  readonly total: number
}

/**
 * 256 KiB and 4 MiB: some 1,300 and 21,000 messages behind, from where a reader on a slow line catches up. 512 MiB in all:
 * 128 peers that are stuck as far as they can be.
 */
export const defaultSendQueueLimits: SendQueueLimits = {
  soft: 256 * 1024,
  hard: 4 * 1024 * 1024,
  total: 512 * 1024 * 1024
}
