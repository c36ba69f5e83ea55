/** Where a server listens and a client connects: a TCP port or the path of a Unix socket. */
import * as Schema from "effect/Schema"

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

/** Why it was not possible to listen. */
export class ListenError extends Schema.TaggedError<ListenError>()("ListenError", {
  /** `InUse`: another program has it; `Denied`: not allowed to us; `NotAvailable`: not an address of this machine. */
  reason: Schema.Literal("InUse", "Denied", "NotAvailable", "Failed"),
  address: Schema.String,
  cause: Schema.Defect
}) {
  override get message(): string {
    return `Unable to listen on ${this.address}: ${explanations[this.reason] ?? String(this.cause)}.`
  }
}

const explanations: Readonly<Partial<Record<ListenError["reason"], string>>> = {
  InUse: "it is already in use",
  Denied: "permission denied",
  NotAvailable: "this machine has no such address"
}

/** None of the addresses of a host answered. */
export class ConnectError extends Schema.TaggedError<ConnectError>()("ConnectError", {
  address: Schema.String,
  cause: Schema.Defect
}) {}
