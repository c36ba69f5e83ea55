/**
 * Which pages may talk to the server. A page of any site may open a WebSocket to a server on the reader's own machine or
 * network, and read what is said there: a browser asks nobody, it only says where the page is from (`Origin`). So that
 * place must be the server's own. But a name of the attacker's may be made to point at this machine in between (DNS
 * rebinding), and then both are the same: so the place must also be one that nobody else can own.
 *
 * Pure. Programs that are no browsers say no origin, and are not kept out by any of this.
 */

export interface Access {
  /** Origins that are ours besides those that are known by themselves, such as `https://chat.example.org`. */
  readonly origins: ReadonlyArray<string>
  /** The name of this machine. */
  readonly hostname: string
}

/** The host without its port: `[::1]:8080` is `[::1]`. */
const withoutPort = (host: string): string => host.replace(/:\d*$/, "")

const isAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host) || /^\[[0-9a-f:.]+\]$/.test(host)

/** Where an origin says that it is: host and port, as `Host` would say it. */
const placeOf = (origin: string): string | undefined => /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase())?.[1]

/** Whether `Host` names a place that only this server can be. */
const isOwn = (host: string, { hostname, origins }: Access): boolean => {
  const name = withoutPort(host)
  if (isAddress(name) || name === "localhost" || name.endsWith(".localhost")) return true
  const own = hostname.toLowerCase()
  if (name === own || name === `${own}.local`) return true
  return origins.some((origin) => {
    const place = placeOf(origin)
    return place !== undefined && (place === host || withoutPort(place) === name)
  })
}

/** Why a request is refused, as a sentence; undefined: it is not. */
export const refusal = (access: Access, host: string | undefined, origin: string | undefined): string | undefined => {
  const place = host?.toLowerCase()
  if (place === undefined || !isOwn(place, access)) {
    return "This server does not know itself by this name. Its operator can add it: --http-origin https://NAME"
  }
  if (origin === undefined || placeOf(origin) === place) return undefined
  return access.origins.includes(origin.toLowerCase()) ? undefined : "Pages of other sites may not use this server."
}

/** The peer's own address, as the last proxy before us says it. */
export const forwardedFor = (header: string | ReadonlyArray<string> | undefined): string | undefined => {
  const last = [header ?? []].flat().join(",").split(",").at(-1)?.trim()
  return last === undefined || !/^[0-9a-fA-F:.]{2,45}$/.test(last) ? undefined : last
}
