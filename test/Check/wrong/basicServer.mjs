/** Part 1's server in plain Node, as a student may write it, with at most one thing wrong with it. */
import { createServer } from "node:net"

/** `print` takes bytes; `exit` is called where a real program would end. */
export const serve = ({ exit, port, print }, flaw) => {
  const is = (name) => flaw === name
  const sockets = new Set()
  const waiting = []
  let serving = false

  const next = () => {
    const socket = waiting.shift()
    if (socket === undefined) return
    serving = true
    const chunks = []
    let over = false
    const done = () => {
      if (over) return
      over = true
      const bytes = Buffer.concat(is("prints the first chunk") ? chunks.slice(0, 1) : chunks)
      if (bytes.length === 0 && is("crashes at an empty client")) return exit(1)
      const text = is("prints ASCII only") ? Buffer.from(bytes.toString("latin1").replace(/[^ -~\n]/g, "?")) : bytes
      const ended = text.at(-1) === 10 || is("adds no newline")
      print(ended ? text : Buffer.concat([text, Buffer.from("\n")]))
      serving = false
      if (is("serves one client")) return exit(0)
      next()
    }
    if (is("speaks of its clients")) print(Buffer.from("a client has come\n"))
    socket.on("data", (chunk) => (is("serves all at once") ? print(chunk) : chunks.push(chunk)))
    socket.on("end", done)
    socket.on("close", done)
    socket.on("error", () => (is("crashes at a reset") ? exit(1) : undefined))
    socket.resume()
    if (is("serves all at once")) next()
  }

  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.add(socket)
    waiting.push(socket)
    socket.on("error", () => {})
    if (!serving || is("serves all at once")) next()
  })
  server.listen(port, "127.0.0.1")
  return { server, sockets: () => [...sockets] }
}
