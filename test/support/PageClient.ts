/**
 * The page without a browser: its own reducer on a connection in memory. The test decides when it connects, how much it
 * reads, and at which byte its connection breaks.
 *
 * It checks with every event what the protocol promises: the next one is always the one after the last.
 */
import assert from "node:assert/strict"
import { type Channel, type Effect, emptyChannel, initial, type State } from "../../page/Model.ts"
import { type Input, update } from "../../page/State.ts"
import type { ChatEvent, ServerMessage } from "../../src/Dialect/Web/Protocol.ts"
import type { MemoryPeer } from "./MemoryPeer.ts"
import { clientFrame, messageId, parse, session } from "./WebPeer.ts"

/** The number of the last event that an event stands for. */
const lastOf = (event: ChatEvent): number => (event.type === "gap" ? event.to : event.n)

export class PageClient {
  state: State
  peer: MemoryPeer | undefined
  /** Whether the page wants to connect again. */
  isWaiting = true
  /** Bytes that still arrive before the connection breaks. */
  private arriving = Number.POSITIVE_INFINITY
  private unparsed: Buffer = Buffer.alloc(0)

  constructor(
    readonly name: string,
    ...channels: ReadonlyArray<string>
  ) {
    this.state = initial({
      profile: { name, session: session(name), password: undefined },
      link: { _tag: "Connecting", attempt: 0 },
      // As one that has been there before: it makes the channel where it is not there.
      channels: new Map(channels.map((channel) => [channel, emptyChannel(channel, { readEpoch: "" })])),
      current: channels[0]
    })
  }

  channel(name: string): Channel {
    const channel = this.state.channels.get(name)
    assert.ok(channel)
    return channel
  }

  input(input: Input): void {
    const [state, effects] = update(this.state, input)
    this.state = state
    for (const effect of effects) this.run(effect)
  }

  submit(id: string, text: string): void {
    this.input({ _tag: "Typed", text })
    this.input({ _tag: "Submitted", id: messageId(id), now: 0 })
  }

  connect(peer: MemoryPeer): void {
    this.peer = peer
    this.isWaiting = false
    this.arriving = Number.POSITIVE_INFINITY
    this.unparsed = Buffer.alloc(0)
    this.input({ _tag: "Opened" })
  }

  /** Takes what has been sent, or the first bytes of it. */
  receive(most = Number.POSITIVE_INFINITY): void {
    const { peer } = this
    if (peer === undefined) return
    const taken = Buffer.from(peer.takeReceived())
    const { closed, messages, rest } = parse(Buffer.concat([this.unparsed, taken.subarray(0, most)]))
    this.unparsed = rest
    for (const message of messages) {
      this.check(message)
      if ("type" in message) this.input({ _tag: "Received", message })
      else this.write("{}")
      assert.equal(this.peer, peer, "the page has found a hole")
    }
    if (closed !== undefined) this.lose(closed)
    else if (peer.closed) this.lose(1006)
  }

  /** The connection breaks when so many more bytes of what is sent now have been read. */
  cutAfterReading(bytes: number): void {
    this.receive(bytes)
    this.lose(1006)
  }

  /** The connection breaks when so many more bytes of the page have been written. */
  cutAfterWriting(bytes: number): void {
    this.arriving = bytes
  }

  private lose(code: number): void {
    const { peer } = this
    if (peer === undefined) return
    this.peer = undefined
    peer.reset()
    this.input({ _tag: "Closed", code, now: 0, chance: 0 })
  }

  private run(effect: Effect): void {
    if (effect._tag === "Connect") this.isWaiting = true
    else if (effect._tag === "Break") this.lose(4000)
    else if (effect._tag === "Send") this.write(JSON.stringify(effect.message))
  }

  private write(text: string): void {
    const { arriving, peer } = this
    if (peer === undefined) return
    const frame = clientFrame(text)
    this.arriving -= frame.length
    if (this.arriving >= 0) peer.arrive(frame)
    else {
      if (arriving > 0) peer.arrive(frame.subarray(0, arriving))
      // As a network breaks: the page does not know for a while.
      peer.reset()
    }
  }

  private check(message: ServerMessage): void {
    if (!("type" in message) || message.type !== "events") return
    let { last } = this.channel(message.channel)
    for (const event of message.events) {
      assert.equal(event.n, last + 1, `${this.name} is sent ${event.n} after ${last}`)
      last = lastOf(event)
    }
  }
}
