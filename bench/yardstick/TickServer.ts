/**
 * The yardstick: the same protocol on plain `node:net`, as fast as we know how to write it, without limits, checks or
 * supervision. What it does in a second of CPU time is what Node itself makes of the work on this machine.
 *
 * `node TickServer PORT`
 */
import { createServer, type Socket } from "node:net"
import { Channel, FRAME_LENGTH } from "./Channel.ts"
import { Member } from "./Member.ts"

const SLASH = 0x2f
const channels = new Map<string, Channel>()

const reply = (member: Member, text: string): void => {
  member.channel?.settle(member)
  member.send(Buffer.from(text.padEnd(FRAME_LENGTH).slice(0, FRAME_LENGTH), "latin1"))
}

const move = (member: Member, channel: Channel): void => {
  member.channel?.leave(member)
  channel.enter(member)
}

const create = (member: Member, name: string): void => {
  if (name === "") {
    reply(member, "/create command must be followed by the name of a channel to create")
  } else if (channels.has(name)) {
    reply(member, `Room ${name} already exists, so cannot be created.`)
  } else {
    const channel = new Channel()
    channels.set(name, channel)
    move(member, channel)
  }
}

const join = (member: Member, name: string): void => {
  const channel = channels.get(name)
  if (name === "") reply(member, "/join command must be followed by the name of a channel to join.")
  else if (channel === undefined) reply(member, `No channel named ${name} exists. Try '/create ${name}'?`)
  else move(member, channel)
}

const control = (member: Member, text: string): void => {
  const [word = "", name = ""] = text.split(" ", 2)
  if (word === "/create") create(member, name)
  else if (word === "/join") join(member, name)
  else if (word === "/list") for (const channel of channels.keys()) reply(member, channel)
  else reply(member, `${word} is not a valid control message. Valid messages are /create, /list, and /join.`)
}

const handle = (member: Member, frame: Buffer): void => {
  if (frame[0] === SLASH) control(member, frame.toString("latin1").trimEnd())
  else if (member.channel !== undefined) member.channel.say(member, frame)
  else reply(member, "Not currently in any channel. Must join a channel before sending messages.")
}

const serve = (socket: Socket): void => {
  let member: Member | undefined
  let rest: Buffer | undefined
  socket.on("data", (chunk: Buffer) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    for (; bytes.length - at >= FRAME_LENGTH; at += FRAME_LENGTH) {
      const frame = bytes.subarray(at, at + FRAME_LENGTH)
      if (member === undefined) member = new Member(frame.toString("latin1").trimEnd(), socket)
      else handle(member, frame)
    }
    rest = at < bytes.length ? bytes.subarray(at) : undefined
  })
  // An error is followed by the close, which is all there is to do.
  socket.on("error", () => undefined)
  socket.on("close", () => {
    if (member?.channel !== undefined) member.channel.leave(member)
  })
}

createServer({ noDelay: true }, serve).listen({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 4096 }, () =>
  process.stderr.write("listening on 127.0.0.1\n")
)
