/** Where a server listens and a client connects: a TCP port or the path of a Unix socket. */
import * as Data from "effect/Data"

export type Address =
  | {
      readonly _tag: "Tcp"
      /** A name or an address. To listen, none means every address of the machine, IPv4 and IPv6. */
      readonly host: string | undefined
      readonly port: number
    }
  | { readonly _tag: "Unix"; readonly path: string }

/** For people: `127.0.0.1:55555`, `[::1]:55555`, `port 55555 on every address`, or the path. */
export const format = (address: Address): string => {
  if (address._tag === "Unix") return address.path
  if (address.host === undefined) return `port ${address.port} on every address`
  return address.host.includes(":") ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`
}

/** Whether only programs on this machine can get there. */
export const isLoopback = (address: Address): boolean =>
  address._tag === "Unix" || address.host === "::1" || /^127\./.test(unmapped(address.host ?? ""))

/** An IPv4 address as itself where a socket for both families says `::ffff:192.0.2.1`. */
export const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, "")

/**
 * Whom a bound for each address holds to account: an IPv4 address, or the first 64 bits of an IPv6 one, because whoever is
 * in such a network picks addresses from it at will (RFC 4291, 2.5.4).
 */
export const network = (address: string): string => {
  const plain = unmapped(address)
  if (!plain.includes(":")) return plain
  const [head = "", tail] = plain.split("%")[0]?.split("::") ?? []
  const groups = head === "" ? [] : head.split(":")
  const last = tail === undefined || tail === "" ? [] : tail.split(":")
  const all = tail === undefined ? groups : [...groups, ...Array(8 - groups.length - last.length).fill("0"), ...last]
  return `${all.slice(0, 4).join(":")}::/64`
}

/**
 * The site that a network is in, which may have many: the first 56 bits of an IPv6 one, because a customer is given a /56
 * or more (RFC 6177); an IPv4 address itself.
 */
export const site = (network: string): string => {
  if (!network.includes(":")) return network
  const [first, second, third, fourth = ""] = network.split(":")
  return `${first}:${second}:${third}:${fourth.padStart(4, "0").slice(0, 2)}00::/56`
}

/** Why it was not possible to listen. */
export class ListenError extends Data.TaggedError("ListenError")<{
  /**
   * - `InUse`: another program has it;
   * - `Denied`: not allowed to us;
   * - `NotAvailable`: not an address of this machine;
   * - `NoSuchHost`: a name that has no address;
   * - `NoFolder`: the folder of the socket does not exist;
   * - `Failed`: anything else, see the cause.
   */
  readonly reason: "InUse" | "Denied" | "NotAvailable" | "NoSuchHost" | "NoFolder" | "Failed"

  readonly address: string

  readonly cause: unknown
}> {
  override get message(): string {
    return `Unable to listen on ${this.address}: ${explanations[this.reason] ?? String(this.cause)}.`
  }
}

const explanations: Readonly<Partial<Record<ListenError["reason"], string>>> = {
  InUse: "it is already in use",
  Denied: "permission denied",
  NotAvailable: "this machine has no such address",
  NoSuchHost: "no such host",
  NoFolder: "its folder does not exist"
}

/** It was not possible to connect. */
export class ConnectError extends Data.TaggedError("ConnectError")<{
  /**
   * - `Refused`: nothing listens there;
   * - `Unreachable`: none of the host's addresses answered;
   * - `Insecure`: no TLS connection that can be trusted.
   */
  readonly reason: "Refused" | "Unreachable" | "Insecure"

  readonly address: string

  readonly cause: unknown
}> {
  override get message(): string {
    const cause = this.cause instanceof Error ? this.cause.message : String(this.cause)
    return this.reason === "Insecure" ? `No trusted TLS connection to ${this.address}: ${cause}.` : cause
  }
}
