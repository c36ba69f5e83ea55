/**
 * What a connection stands on: an ordered stream of bytes in each direction, with Node's events.
 *
 * It is the part of `net.Socket` that `Connection` needs, so that sockets and TLS sockets are transports as they are and
 * cost no object more. Tests have one in memory. A transport must be half-open: the peer's `end` does not end this side.
 */
export interface Transport {
  /** The peer's address; none on a Unix socket. */
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
  /** True of TLS, which must be ended from both sides. */
  readonly encrypted?: boolean
  /** False from the moment this side has been ended or the transport is destroyed. */
  readonly writable: boolean
  /** Bytes that were written and that nobody has taken, the operating system included. */
  readonly writableLength: number
  readonly destroyed: boolean

  /** A chunk of at least one byte has arrived. Comes only while reading is not paused. */
  on(event: "data", listener: (chunk: Uint8Array) => void): unknown
  /** The peer has ended its side. */
  on(event: "end", listener: () => void): unknown
  /** The transport has broken; `close` follows. */
  on(event: "error", listener: (cause: Error) => void): unknown
  /** The transport is gone, and no event follows. */
  on(event: "close", listener: () => void): unknown
  once(event: "close", listener: () => void): unknown

  /** Writes bytes, which must not change until they are taken; `done` is called then, in the order of the writes. */
  write(bytes: Uint8Array, done?: () => void): unknown
  pause(): unknown
  resume(): unknown
  /** Ends this side after all that was written. When both sides have ended the transport closes. */
  end(): unknown
  /** Closes both sides at once; what was not taken is lost. */
  destroy(): unknown
  /** Closes both sides at once; a TCP peer sees a reset. */
  resetAndDestroy(): unknown
}
