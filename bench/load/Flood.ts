/**
 * Connections that send nonsense as fast as it is taken, in a process of their own: frames of one kind, in writes of 320, as
 * a client would that has gone wrong. What they are answered they read and throw away.
 */
import { connect, type Socket } from "node:net"
import type { Flood, Nonsense, Result, Target } from "./Workload.ts"

const FRAMES = 320

const frame = (text: string): Buffer => Buffer.from(text.padEnd(200), "latin1")

/** What is sent over and over, and before it: only `own` is in a channel, each in its own. */
const texts: Readonly<
  Record<Nonsense, { readonly first: (index: number) => ReadonlyArray<string>; readonly text: string }>
> = {
  unknown: { first: () => [], text: "/x1" },
  nowhere: { first: () => [], text: "hello" },
  join: { first: () => [], text: "/join nowhere" },
  list: { first: () => [], text: "/list" },
  own: { first: (index) => [`/create own${index}`], text: "hello" }
}

const send = (socket: Socket, chunk: Buffer): void => {
  // Not in a loop: other connections have their turn, and the timer at the end.
  if (socket.write(chunk)) setImmediate(() => !socket.destroyed && send(socket, chunk))
  else socket.once("drain", () => send(socket, chunk))
}

const open = (target: Target, nonsense: Nonsense, index: number): Promise<boolean> =>
  new Promise((resolve) => {
    const { first, text } = texts[nonsense]
    const chunk = Buffer.concat(Array.from({ length: FRAMES }, () => frame(text)))
    const socket = connect({ host: "127.0.0.1", port: target.port, noDelay: true })
    socket.on("data", () => undefined)
    socket.on("error", () => resolve(false))
    socket.once("connect", () => {
      socket.write(Buffer.concat([`flood${index}`, ...first(index)].map(frame)))
      send(socket, chunk)
      resolve(true)
    })
  })

/** Floods for so many seconds, counted when all are connected; then the process ends, and its connections with it. */
export const run = async (target: Target, { connections, nonsense, seconds }: Flood): Promise<Result> => {
  const opened = await Promise.all(Array.from({ length: connections }, (_, index) => open(target, nonsense, index)))
  process.stderr.write("flooding\n")
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  const refused = opened.filter((isOpen) => !isOpen).length
  return { figures: {}, faults: refused === 0 ? [] : [`${refused} could not connect`] }
}
