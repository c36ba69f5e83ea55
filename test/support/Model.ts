/**
 * The protocol as a pure model of a few lines: what each client is sent for a sequence of actions. It knows nothing of
 * ticks, fibers or bytes, and shares no code with the server.
 */
import { JOIN_REQUIRES_ARGUMENT, NOT_IN_CHANNEL } from "./frames.ts"

export type Action =
  | { readonly kind: "connect" }
  | { readonly kind: "send"; readonly client: number; readonly text: string }
  | { readonly kind: "end" | "reset"; readonly client: number }
  | { readonly kind: "stall" | "resume"; readonly client: number }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "tick" }

interface Client {
  name: string | undefined
  channel: string | undefined
  open: boolean
  /** Whether it got everything that it was sent: not if it broke the connection or was cut off. */
  complete: boolean
  readonly connectedAt: number
  readonly sent: Array<string>
}

export class Model {
  readonly clients: Array<Client> = []
  private readonly channels = new Set<string>()
  /** In seconds. */
  private now = 0

  apply(action: Action): void {
    switch (action.kind) {
      case "connect":
        this.clients.push({
          name: undefined,
          channel: undefined,
          open: true,
          complete: true,
          connectedAt: this.now,
          sent: []
        })
        return
      case "send": {
        const client = this.clients[action.client]
        if (client?.open) this.receive(client, action.text.trimEnd())
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
    if (client.open) this.leave(client)
    client.open = false
  }

  private expire(client: Client): void {
    if (!client.open || client.name !== undefined || this.now - client.connectedAt < 60) return
    client.sent.push("No name was sent within 60 seconds.")
    client.open = false
  }

  private receive(client: Client, text: string): void {
    if (client.name === undefined) return this.name(client, text)
    if (!text.startsWith("/")) return this.say(client, text)
    const [word = ""] = text.split(" ")
    const channel = text.slice(word.length).trim()
    const answer = (sentence: string) => void client.sent.push(sentence)
    switch (word) {
      case "/list":
        if (this.channels.size > 0) answer([...this.channels].sort().join("\n"))
        return
      case "/create":
        if (channel === "") return answer("/create command must be followed by the name of a channel to create")
        if (this.channels.has(channel)) return answer(`Room ${channel} already exists, so cannot be created.`)
        this.channels.add(channel)
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
      client.sent.push(name === "" ? "A name must not be blank." : "A name can have at most 64 bytes.")
      client.open = false
    }
  }

  private say(client: Client, text: string): void {
    if (client.channel === undefined) return void client.sent.push(NOT_IN_CHANNEL)
    this.tell(client.channel, text === "" ? `[${client.name}]` : `[${client.name}] ${text}`, client)
  }

  private move(client: Client, channel: string): void {
    this.leave(client)
    this.tell(channel, `${client.name} has joined`, client)
    client.channel = channel
  }

  private leave(client: Client): void {
    const { channel } = client
    client.channel = undefined
    if (channel !== undefined) this.tell(channel, `${client.name} has left`, client)
  }

  private tell(channel: string, text: string, but: Client): void {
    for (const client of this.clients) if (client !== but && client.channel === channel) client.sent.push(text)
  }
}
