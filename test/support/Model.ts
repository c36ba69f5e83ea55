/**
 * The protocol as a pure model of a few lines: what each client is sent for a sequence of actions. It knows nothing of
 * ticks, fibers or bytes, and shares no code with the server.
 */
import { JOIN_REQUIRES_ARGUMENT, NOT_IN_CHANNEL } from "./frames.ts"

/** What a client speaks: the course's frames, or the lines of `LineDialect`. */
export type Speaks = "frames" | "lines"

/** What a client is sent: an event of a channel, or a reply. Of a line the time of the event is left out. */
export interface Sent {
  readonly channel: string | undefined
  readonly text: string
}

export type Action =
  | { readonly kind: "connect"; readonly speaks: Speaks }
  | { readonly kind: "send"; readonly client: number; readonly text: string }
  | { readonly kind: "end" | "reset"; readonly client: number }
  | { readonly kind: "stall" | "resume"; readonly client: number }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "tick" }

export interface Client {
  readonly speaks: Speaks
  name: string | undefined
  /** One at most for a client that speaks frames. */
  readonly channels: Set<string>
  open: boolean
  /** Whether it got everything that it was sent: not if it broke the connection or was cut off. */
  complete: boolean
  readonly connectedAt: number
  readonly sent: Array<Sent>
}

/** What a member that speaks frames is sent for a text: what does not fit one frame of 200 bytes goes on in the next. */
const messages = (prefix: string, text: string): ReadonlyArray<string> => {
  const room = 200 - prefix.length
  const pieces = Array.from({ length: Math.max(1, Math.ceil(text.length / room)) }, (_, index) =>
    text.slice(index * room, (index + 1) * room)
  )
  return pieces.map((piece) => (prefix + piece).trimEnd())
}

export class Model {
  readonly clients: Array<Client> = []
  /** The number of the last event in each channel. */
  private readonly channels = new Map<string, number>()
  /** In seconds. */
  private now = 0

  apply(action: Action): void {
    switch (action.kind) {
      case "connect":
        this.clients.push({
          speaks: action.speaks,
          name: undefined,
          channels: new Set(),
          open: true,
          complete: true,
          connectedAt: this.now,
          sent: []
        })
        return
      case "send": {
        const client = this.clients[action.client]
        if (!client?.open) return
        if (client.speaks === "frames") this.receive(client, action.text.trimEnd())
        else this.receiveLine(client, action.text)
        return
      }
      case "end":
      case "reset": {
        const client = this.clients[action.client]
        if (client?.open && action.kind === "reset") client.complete = false
        if (client) this.close(client)
        return
      }
      case "wait":
        this.now += action.seconds
        for (const client of this.clients) this.expire(client)
        return
      case "stall":
      case "resume":
      case "tick":
        return
    }
  }

  /** The server has cut a client off. When it does so is its own affair, as long as the client does not read. */
  cutOff(client: Client): void {
    client.complete = false
    this.close(client)
  }

  private close(client: Client): void {
    if (client.open) this.leaveAll(client)
    client.open = false
  }

  private expire(client: Client): void {
    if (!client.open || client.name !== undefined || this.now - client.connectedAt < 60) return
    this.reply(client, client.speaks === "frames" ? "No name was sent within 60 seconds." : "!")
    client.open = false
  }

  private receive(client: Client, text: string): void {
    if (client.name === undefined) return this.name(client, text)
    if (!text.startsWith("/")) return this.say(client, text)
    const [word = ""] = text.split(" ")
    const channel = text.slice(word.length).trim()
    const answer = (sentence: string) => this.reply(client, sentence)
    switch (word) {
      case "/list":
        if (this.channels.size > 0) answer([...this.channels.keys()].sort().join("\n"))
        return
      case "/create":
        if (channel === "") return answer("/create command must be followed by the name of a channel to create")
        if (this.channels.has(channel)) return answer(`Room ${channel} already exists, so cannot be created.`)
        this.channels.set(channel, 0)
        return this.move(client, channel)
      case "/join":
        if (channel === "") return answer(JOIN_REQUIRES_ARGUMENT)
        if (this.channels.has(channel)) return this.move(client, channel)
        return answer(`No channel named ${channel} exists. Try '/create ${channel}'?`)
      default:
        return answer(`${word} is not a valid control message. Valid messages are /create, /list, and /join.`)
    }
  }

  private name(client: Client, name: string): void {
    if (name !== "" && name.length <= 64) client.name = name
    else {
      this.reply(
        client,
        name === "" ? "A name must not be blank." : "A name can have at most 64 bytes: pad the first message to 200."
      )
      client.open = false
    }
  }

  private receiveLine(client: Client, text: string): void {
    if (client.name === undefined) {
      client.name = text.slice(0, 64)
      return
    }
    const [channel = ""] = text.slice(1).split(" ", 1)
    const isIn = client.channels.has(channel)
    if (text[0] === "+" && !isIn) return this.enter(client, channel)
    if (text[0] === "-" && isIn) return this.leave(client, channel)
    if (text[0] === "=" && isIn) return this.tell(client, channel, text.slice(2 + channel.length))
    this.reply(client, "?")
  }

  private say(client: Client, text: string): void {
    const [channel] = client.channels
    if (channel === undefined) this.reply(client, NOT_IN_CHANNEL)
    else this.tell(client, channel, text)
  }

  private move(client: Client, channel: string): void {
    this.leaveAll(client)
    this.enter(client, channel)
  }

  private enter(client: Client, channel: string): void {
    this.happen(channel, [`${client.name} has joined`], `${client.name} joins`, client)
    client.channels.add(channel)
  }

  private leaveAll(client: Client): void {
    for (const channel of client.channels) this.leave(client, channel)
  }

  private leave(client: Client, channel: string): void {
    client.channels.delete(channel)
    this.happen(channel, [`${client.name} has left`], `${client.name} leaves`, client)
  }

  private tell(client: Client, channel: string, text: string): void {
    this.happen(channel, messages(`[${client.name}] `, text), `<${client.name}> ${text}`, client)
  }

  private reply(client: Client, text: string): void {
    client.sent.push({ channel: undefined, text })
  }

  /** An event: members that speak frames get it if it is not their own, members that speak lines if they are in the channel. */
  private happen(channel: string, frames: ReadonlyArray<string>, line: string, by: Client): void {
    const n = (this.channels.get(channel) ?? 0) + 1
    this.channels.set(channel, n)
    for (const client of this.clients) {
      if (!client.channels.has(channel)) continue
      if (client.speaks === "lines") client.sent.push({ channel, text: `${n} ${channel} ${line}` })
      else if (client !== by) client.sent.push(...frames.map((text) => ({ channel, text })))
    }
  }
}
