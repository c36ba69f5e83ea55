/** Part 1's client in plain Node, as a student may write it, with at most one thing wrong with it. */
import { connect } from "node:net"

/** `input` is a stream; `exit` ends the program. Returns the socket. */
export const run = ({ exit, host, input, port }, flaw) => {
  const is = (name) => flaw === name
  const socket = connect({ host, port: Number(port) })
  const chunks = []
  socket.on("connect", () => {
    input.on("data", (chunk) => chunks.push(chunk))
    input.on("end", () => {
      const all = Buffer.concat(chunks)
      const text = all.toString("latin1")
      const line = `${text.split("\n")[0]}\n`
      if (is("sends the first line")) socket.write(line, "latin1")
      else if (is("sends the first 1024 bytes")) socket.write(all.subarray(0, 1024))
      else if (is("sends ASCII only")) socket.write(text.replace(/[^ -~\n]/g, "?"))
      else if (is("sends no newline")) socket.write(text.replace(/\n$/, ""), "latin1")
      else if (is("sends in frames")) socket.write(text.padEnd(200), "latin1")
      else socket.write(all)
      if (!is("never disconnects")) socket.end()
    })
  })
  socket.on("error", () => {})
  socket.on("close", (failed) => (failed && is("stays when nobody listens") ? undefined : exit(failed ? 1 : 0)))
  return socket
}
