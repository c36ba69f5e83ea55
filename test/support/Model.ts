/**
 * The protocol as a pure model of a few lines: what each client is sent for a sequence of actions. It knows nothing of
 * ticks, fibers or bytes, and shares no code with the server.
 */
import { JOIN_REQUIRES_ARGUMENT, NOT_IN_CHANNEL } from "./frames.ts"

export type Action =
  | { readonly kind: "connect" }
  | { readonly kind: "send"; readonly client: number; readonly text: string }
  | { readonly kind: "end" | "reset"; readonly client: number }
  | { readonly kind: "tick" }

interface Client {
  name: string | undefined
  channel: string | undefined
  open: boolean
  readonly sent: Array<string>
}

export class Model {
  readonly clients: Array<Client> = []
  private readonly channels = new Set<string>()

  apply(action: Action): void {
    switch (action.kind) {
      case "connect":
        this.clients.push({ name: undefined, channel: undefined, open: true, sent: [] })
        return
      case "send": {
        const client = this.clients[action.client]
        if (client?.open) this.receive(client, action.text.trimEnd())
        return
      }
      case "end":
      case "reset": {
        const client = this.clients[action.client]
        if (client?.open) this.leave(client)
        if (client) client.open = false
        return
      }
      case "tick":
        return
    }
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
