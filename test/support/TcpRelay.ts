/** Stands between a browser and a server: connections go through it until it cuts or holds them. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net"

export class TcpRelay {
  private readonly pairs = new Set<readonly [near: Socket, far: Socket]>()
  private readonly server: Server
  /** Whether connections are made at all. */
  isOpen = true

  constructor(
    /** The port of 127.0.0.1 that connections are passed on to. */
    public target: number
  ) {
    this.server = createServer((near) => {
      if (!this.isOpen) return void near.destroy()
      const far = connect({ host: "127.0.0.1", port: this.target })
      const pair = [near, far] as const
      this.pairs.add(pair)
      for (const [one, other] of [pair, [far, near] as const]) {
        one.on("data", (chunk) => other.write(chunk))
        one.on("error", () => {})
        one.on("close", () => {
          other.destroy()
          this.pairs.delete(pair)
        })
      }
    })
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.server.listen(0, "127.0.0.1", () => resolve((this.server.address() as AddressInfo).port))
    })
  }

  /** Breaks all connections. */
  cut(): void {
    for (const [near, far] of this.pairs) {
      near.destroy()
      far.destroy()
    }
  }

  /** Takes nothing more from the server, as a line that stands still; what connects later is not held. */
  hold(): void {
    for (const [, far] of this.pairs) far.pause()
  }

  close(): void {
    this.cut()
    this.server.close()
  }
}
