/** How reading a connection ends: in order, by the peer, or with an error. */

import * as Data from "effect/Data"
import * as ExpectedError from "../Domain/ExpectedError.ts"

/** The peer has ended its side in order: nothing more comes from it. */
export class EndOfStream extends Data.TaggedError("EndOfStream") {}

/** Made once, because it carries no data and every connection ends with it. */
export const endOfStream = new EndOfStream()

/** How a connection ended other than by the peer's orderly end of stream. */
export class ConnectionError extends ExpectedError.TaggedError("ConnectionError")<{
  /**
   * - `Reset`: the peer reset it or was killed;
   * - `TimedOut`: the network gave the peer up;
   * - `TooSlow`: more than the hard limit of bytes was unsent;
   * - `Expired`: the peer let a deadline pass;
   * - `TlsHello`: the peer tried to speak TLS on a connection without it;
   * - `Malformed`: the peer broke the framing of its protocol;
   * - `Closed`: this side closed it;
   * - `Failed`: anything else, see the cause.
   */
  readonly reason: "Reset" | "TimedOut" | "TooSlow" | "Expired" | "TlsHello" | "Malformed" | "Closed" | "Failed"

  readonly cause?: unknown
}> {
  override get message(): string {
    return this.reason
  }
}

const reasons: Readonly<Record<string, ConnectionError["reason"]>> = {
  ECONNRESET: "Reset",
  ECONNABORTED: "Reset",
  EPIPE: "Reset",
  ETIMEDOUT: "TimedOut"
}

/** What an error of a transport means. */
export const fromCause = (cause: NodeJS.ErrnoException): ConnectionError =>
  new ConnectionError({ reason: reasons[cause.code ?? ""] ?? "Failed", cause })
