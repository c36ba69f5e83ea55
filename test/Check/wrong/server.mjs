/**
 * A chat server in plain Node, as a student may write it, with at most one thing wrong with it.
 *
 * `serve` runs it in this process; `node server.mjs PORT [FLAW]` is the same as a program.
 */
import { spawn } from "node:child_process"
import { connect, createServer } from "node:net"
import { pathToFileURL } from "node:url"
import { clean, EXISTS, INVALID, NEEDS, NO_CHANNEL, OUTSIDE, pages } from "./texts.mjs"

/** Starts listening; `exit` is called where a real program would crash. Returns the server of `node:net`. */
export const serve = ({ exit, port }, flaw) => {
  const clients = new Set()
  const channels = []
  let shared = Buffer.alloc(0)
  const is = (name) => flaw === name

  const leads = {
    "begins texts with a carriage return": "\r",
    "begins texts with the wipe": "\r    \r",
    "begins messages with an arrow": "-> "
  }
  const send = (client, text) => {
    const bytes = Buffer.from((leads[flaw] ?? "") + text, "latin1")
    if (is("sends without padding")) return client.socket.write(bytes)
    const size = is("sends frames of 199 bytes") ? 199 : 200
    const end = is("ends texts in a newline before the padding") ? "\n" : ""
    const padding = Buffer.alloc(size, is("pads with NUL bytes") ? 0 : 32)
    client.socket.write(Buffer.concat([bytes, Buffer.from(end), padding]).subarray(0, size))
  }

  const refuse = (client, text) => {
    if (!is("answers no errors")) send(client, text)
  }

  const tell = (channel, text, except) => {
    let told = 0
    for (const client of clients) {
      if (client.name === undefined || (client === except && !is("does not except the sender"))) continue
      const elsewhere = client.channel !== channel && !client.others.has(channel)
      if (elsewhere && !is("sends to every channel")) continue
      if (is("has room for ten") && ++told > 10) continue
      if (is("puts the name in front of the padding")) {
        client.socket.write(`[${except.name}] ${text.slice(except.name.length + 3).padEnd(200)}`, "latin1")
        continue
      }
      send(client, text)
    }
  }

  const notify = (channel, text, except) => {
    for (const client of clients) {
      if (client !== except && client.channel === channel && client.name !== undefined) send(client, text)
    }
  }

  const leave = (client) => {
    const { channel } = client
    client.channel = undefined
    if (channel === undefined || is("tells nobody of a leave")) return
    notify(channel, `${client.name} has left`, client)
    if (is("tells of each leave twice")) notify(channel, `${client.name} has left`, client)
    const empty = ![...clients].some((other) => other.channel === channel)
    if (is("closes empty channels") && empty) channels.splice(channels.indexOf(channel), 1)
  }

  const enter = (client, channel) => {
    if (is("forgets to leave the old channel")) client.others.add(client.channel)
    else leave(client)
    client.channel = channel
    if (is("tells nobody of a join")) return
    notify(channel, `${client.name} has joined`, is("tells the joiner too") ? undefined : client)
  }

  const command = (client, text) => {
    const [word, ...words] = text.split(" ")
    const argument = (is("takes the first word of a channel's name") ? (words[0] ?? "") : words.join(" ")).trim()
    if (word === "/list") {
      const names = is("lists channels by their age") ? channels : [...channels].sort()
      if (is("lists with commas")) return send(client, names.join(", "))
      if (is("lists a channel a message")) return names.forEach((name) => send(client, name))
      if (is("lists to everybody")) return clients.forEach((other) => send(other, names.join("\n")))
      if (names.length === 0 && is("answers an empty list")) send(client, "")
      return (is("cuts a long list") ? [names.join("\n")] : pages(names)).forEach((text) => send(client, text))
    }
    if (word !== "/join" && word !== "/create") {
      if (is("takes unknown commands for messages")) return say(client, text)
      if (flaw?.startsWith("ignores unknown commands")) return
      return refuse(client, INVALID(is("names the whole invalid message") ? text : word))
    }
    if (is("leaves before it checks") || is("ignores unknown commands, and leaves before it checks")) leave(client)
    if (word === "/join" && is("ignores unknown commands, and leaves before it checks a /join")) leave(client)
    if (argument === "" && is("ignores unknown commands, and tells of a leave without an argument")) {
      notify(client.channel, `${client.name} has left`, client)
    }
    if (argument === "") {
      if (is("crashes without an argument")) return exit(1)
      return refuse(client, is("has its own words for an argument that is missing") ? "Which channel?" : NEEDS[word])
    }
    if (argument.length > 64 && !is("takes names of any length")) return send(client, "That name is too long.")
    if (word === "/join" && !channels.includes(argument)) return refuse(client, NO_CHANNEL(argument))
    if (word === "/create" && channels.includes(argument)) {
      return is("joins by /create") ? enter(client, argument) : refuse(client, EXISTS(argument))
    }
    if (word === "/join" && client.channel === argument && is("ignores joining one's own channel")) return
    if (word === "/create") channels.push(argument)
    enter(client, argument)
    if (is("confirms commands")) send(client, `You are in ${argument}`)
  }

  const say = (client, text) => {
    if (text === "" && is("ignores empty messages")) return
    if (client.channel === undefined) {
      return refuse(client, is("misspells a constant") ? OUTSIDE.replace("Must", "You must") : OUTSIDE)
    }
    const sender = is("puts no brackets around names") ? `${client.name}: ` : `[${client.name}] `
    const room = 200 - sender.length
    for (let at = 0; at === 0 || at < text.length; at += room) {
      tell(client.channel, sender + text.slice(at, at + room), client)
    }
  }

  const handle = (client, frame) => {
    const raw = frame.toString("latin1")
    const end = is("strips spaces only") ? / +$/ : /[ \r\n]+$/
    const stripped = is("strips on the left") ? raw.trim() : raw.replace(end, "")
    const text = is("relays control characters") ? stripped : clean(stripped)
    if (client.name === undefined) {
      client.name = is("takes the first word of a name") ? text.split(" ")[0] : text
      if (is("has one client a name")) {
        for (const other of clients) if (other !== client && other.name === client.name) other.name = undefined
      }
      if (is("welcomes")) send(client, `Welcome, ${client.name}`)
    } else if (text.startsWith("/")) command(client, text)
    else say(client, text)
  }

  const receive = (client, chunk) => {
    if (is("takes each chunk for a message")) return handle(client, chunk)
    if (is("takes the first chunk for the name") && client.name === undefined) {
      handle(client, chunk.subarray(0, 200))
      return receive(client, chunk.subarray(200))
    }
    if (is("has one buffer for all")) client.buffer = shared
    client.buffer = Buffer.concat([client.buffer, chunk])
    while (client.buffer.length >= 200) {
      const frame = client.buffer.subarray(0, 200)
      client.buffer = client.buffer.subarray(200)
      handle(client, frame)
      if (is("handles one message a chunk")) break
    }
    if (is("loses half frames")) client.buffer = Buffer.alloc(0)
    shared = client.buffer
  }

  // Like one recv(200) for each socket that select returns: between two of them the others have their turn, the last
  // that came first.
  let round
  const readRound = () => {
    round = undefined
    for (const client of [...clients].reverse()) {
      const chunk = client.buffered.subarray(0, 200)
      client.buffered = client.buffered.subarray(200)
      if (chunk.length > 0) receive(client, chunk)
    }
    if ([...clients].some(({ buffered }) => buffered.length > 0)) round = setTimeout(readRound, 5)
  }

  const accept = (socket) => {
    const client = {
      socket,
      name: undefined,
      channel: undefined,
      others: new Set(),
      buffer: Buffer.alloc(0),
      buffered: Buffer.alloc(0),
      waiting: []
    }
    clients.add(client)
    const gone = () => {
      if (!clients.has(client)) return
      if (client.name === undefined && is("crashes when nobody leaves")) return exit(1)
      if (is("handles half a frame at the end") && client.buffer.length > 0) handle(client, client.buffer)
      clients.delete(client)
      leave(client)
    }
    socket.on("data", (chunk) => {
      if (is("never answers")) return
      if (is("reads 200 bytes of each client a round")) {
        client.buffered = Buffer.concat([client.buffered, chunk])
        if (round === undefined) round = setTimeout(readRound, 5)
        return
      }
      const slow = [...clients].some((other) => other.socket.writableLength > 1_000_000)
      if (is("waits for readers that are slow") && slow) return socket.pause()
      if (!is("waits for the name of a silent client")) return receive(client, chunk)
      client.waiting.push(chunk)
      const nameless = () => [...clients].find(({ name }) => name === undefined)
      for (let next = nameless() ?? client; next.waiting.length > 0; next = nameless() ?? next) {
        receive(next, next.waiting.shift())
        if (nameless() === undefined) {
          for (const other of clients) for (const late of other.waiting.splice(0)) receive(other, late)
        }
      }
    })
    socket.on("end", gone)
    socket.on("error", () => {
      if (is("crashes at a reset")) return exit(1)
      if (is("does not notice a reset")) clients.delete(client)
    })
    socket.on("close", gone)
    if (is("floods")) {
      const pour = () => {
        while (!socket.destroyed && socket.write("spam".padEnd(200)));
      }
      socket.on("drain", pour)
      pour()
    }
  }

  const server = createServer({ noDelay: true }, accept)
  server.listen(port, "127.0.0.1")
  return { server, sockets: () => [...clients].map(({ socket }) => socket) }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , port, flaw, listener] = process.argv
  const listen = () => serve({ port: Number(port), exit: (status) => process.exit(status) }, flaw)
  switch (flaw) {
    case "crashes at its start":
      throw new Error("no such module")
    case "never listens":
      setInterval(() => {}, 1000)
      break
    case "ignores SIGTERM":
      // The listener there sees this process end, because its connection ends.
      process.on("SIGTERM", () => {})
      connect(Number(listener), "127.0.0.1", listen)
      break
    case "leaves a session behind":
    case "leaves a process behind": {
      const script = `require("node:net").connect(${listener}, "127.0.0.1", () => console.log("connected"))`
      const options = { detached: flaw === "leaves a session behind" }
      spawn(process.execPath, ["-e", script], options).stdout.once("data", listen)
      break
    }
    case "prints megabytes":
      process.stdout.write("x".repeat(5_000_000))
      listen()
      break
    default:
      listen()
  }
}
