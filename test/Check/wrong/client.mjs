/**
 * A chat client in plain Node, as a student may write it, with at most one thing wrong with it.
 *
 * `run` runs it in this process; `node client.mjs NAME HOST PORT [FLAW]` is the same as a program.
 */
import { connect } from "node:net"
import { pathToFileURL } from "node:url"

const PROMPT = "[Me] "

/** `input` is a stream of lines, `print` takes bytes, `exit` ends the program. Returns the socket. */
export const run = ({ exit, host, input, name, port, print: printNow }, flaw) => {
  const is = (name) => flaw === name
  const print = (bytes) => {
    if (!is("does not flush")) printNow(bytes)
  }
  const socket = connect({ host, port: Number(port), noDelay: true })
  let received = Buffer.alloc(0)
  let typed = Buffer.alloc(0)
  let prompted = 0
  let over = false

  const prompt = () => {
    prompted++
    if (is("never prompts") || (is("prompts only at its start") && prompted > 1)) return
    if (is("prompts only when it has sent something") && prompted === 1) return
    print(Buffer.from(is("prompts twice") ? PROMPT + PROMPT : PROMPT))
  }

  const send = (bytes) => {
    if (is("sends without padding")) return socket.write(bytes)
    const end = is("sends the newline in front of the padding") ? "\n" : ""
    const text = Buffer.concat([bytes, Buffer.from(end)]).subarray(0, 200)
    socket.write(Buffer.concat([text, Buffer.alloc(200 - text.length, is("pads with NUL bytes") ? 0 : 32)]))
  }

  const wipes = {
    "does not write over the prompt": "",
    "writes over the prompt without erasing it": "\r",
    "forgets the second return": "\r    ",
    "erases with an escape sequence": "\r\u001b[K",
    "begins a new line": "\n"
  }

  const strip = (text) => {
    if (is("does not strip")) return text
    return is("strips on the left") ? text.trim() : text.replace(/[ \r\n]+$/, "")
  }

  const show = (frame) => {
    const text = strip(frame.toString("latin1"))
    const shown = is("prints ASCII only") ? text.replace(/[^ -~\n]/g, "?") : text
    const line = is("prints the first line of a list") ? shown.split("\n")[0] : shown
    const end = is("prints no newline after a message") ? "" : "\n"
    print(Buffer.from((wipes[flaw] ?? "\r    \r") + line + end, "latin1"))
    if (!is("does not prompt after a message")) prompt()
  }

  const receive = (chunk) => {
    if (is("prints each chunk")) return show(chunk)
    received = Buffer.concat([received, chunk])
    while (received.length >= 200) {
      show(received.subarray(0, 200))
      received = received.subarray(200)
      if (is("prints one message a chunk")) break
    }
    if (is("loses half frames")) received = Buffer.alloc(0)
  }

  const farewell = () => {
    if (over) return
    over = true
    if (is("prints half a frame at the end") && received.length > 0) show(received)
    const address = is("names the address and not the host") ? socket.remoteAddress : host
    const words = is("misspells a constant") ? "was disconnected" : "has disconnected"
    if (!is("goes without a word")) print(Buffer.from(`\r    \rServer at ${address ?? "127.0.0.1"}:${port} ${words}\n`))
    if (!is("stays when the server has gone")) exit(1)
  }

  const type = (line) => {
    if (is("waits for the rest of a message") && received.length > 0) return
    if (line.length === 0 && is("skips empty lines")) return prompt()
    const text = is("sends lines stripped on the left")
      ? Buffer.from(line.toString("latin1").trimStart(), "latin1")
      : line
    if (is("sends commands without their slash") && text[0] === 0x2f) send(text.subarray(1))
    else if (is("sends ASCII only")) send(Buffer.from(text.toString("latin1").replace(/[^ -~]/g, "?")))
    else {
      send(text.subarray(0, 200))
      const space = is("begins continuations with a slash") ? "" : " "
      for (let at = 200; at < text.length; at += 199) {
        send(Buffer.concat([Buffer.from(space), text.subarray(at, at + 199)]))
      }
    }
    prompt()
  }

  socket.on("connect", () => {
    const introduce = () => {
      if (!is("does not send its name")) send(Buffer.from(name))
      prompt()
    }
    if (is("sends its name late")) setTimeout(introduce, 500)
    else introduce()
    // Like select with a buffered file: everything that has come is read, and one line of it is handled.
    let looking
    const look = () => {
      looking = undefined
      const end = typed.indexOf(10)
      if (end < 0) return
      const line = typed.subarray(0, end)
      typed = typed.subarray(end + 1)
      type(line)
    }
    input.on("data", (chunk) => {
      typed = Buffer.concat([typed, chunk])
      if (is("handles one line of all that it has read")) {
        if (looking === undefined) looking = setTimeout(look, 20)
        return
      }
      for (let end = typed.indexOf(10); end >= 0; end = typed.indexOf(10)) {
        const line = typed.subarray(0, end)
        typed = typed.subarray(end + 1)
        type(line)
        if (is("takes one line a chunk")) typed = Buffer.alloc(0)
      }
    })
    const spin = () => {
      if (socket.destroyed) return
      type(Buffer.alloc(0))
      setImmediate(spin)
    }
    input.on("end", () => {
      if (is("leaves at the end of its input")) exit(0)
      if (is("spins at the end of its input")) spin()
    })
  })
  socket.on("data", receive)
  socket.on("end", farewell)
  socket.on("error", () => {
    if (socket.remoteAddress !== undefined || prompted > 0) {
      if (is("crashes at a reset")) return exit(1)
      return farewell()
    }
    if (is("prompts before it has connected")) prompt()
    if (!is("says nothing when it cannot connect")) print(Buffer.from(`Unable to connect to ${host}:${port}\n`))
    exit(1)
  })
  return socket
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , name, host, port, flaw] = process.argv
  if (flaw === "never connects") setInterval(() => {}, 1000)
  else {
    const print = (bytes) => process.stdout.write(bytes)
    run({ name, host, port, input: process.stdin, print, exit: (status) => process.exit(status) }, flaw)
  }
}
