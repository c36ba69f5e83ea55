/**
 * A second protocol, for tests: lines, of any length, in several channels at a time. Its encoding echoes, and says the
 * number and the time of each event, so it shows what the course's frames do not.
 *
 * The first line is the name. Then `+CH` enters a channel, which may be new, `-CH` leaves it, `=CH text` says something there.
 * Whatever cannot be done is answered with `?`.
 */
import * as Effect from "effect/Effect"
import type { Batch, Encoding } from "../../src/Dialect/Encoding.ts"
import { ByteString, fromBytes } from "../../src/Domain/ByteString.ts"
import type { ChannelName } from "../../src/Domain/ChannelName.ts"
import { type ClientName, MAX_LENGTH } from "../../src/Domain/ClientName.ts"
import { Channels } from "../../src/Server/Channels.ts"
import type { Dialect, Dialogue, Life, SessionEnd } from "../../src/Server/Dialogue.ts"
import { User } from "../../src/Server/User.ts"

/** What a member is sent for an event. */
export const line = (n: number, at: number, channel: string, what: string): string => `${n} ${at} ${channel} ${what}\n`

const write = (batch: Batch, n: number, at: number, what: string): void => {
  const bytes = Buffer.from(line(n, at, batch.channel, what), "latin1")
  batch.reserve(bytes.length).set(bytes, batch.reserved)
}

export const lineEncoding: Encoding = {
  id: 2,
  echo: true,
  hasLines: false,
  said: (batch, n, at, { name }, text) => write(batch, n, at, `<${name}> ${Buffer.from(text).toString("latin1")}`),
  joined: (batch, n, at, { name }) => write(batch, n, at, `${name} joins`),
  left: (batch, n, at, { name }) => write(batch, n, at, `${name} leaves`)
}

class LineDialogue implements Dialogue {
  user: User | undefined = undefined
  private pending = ""

  constructor(
    private readonly channels: Channels["Type"],
    private readonly life: Life
  ) {}

  read(): Effect.Effect<void, SessionEnd> {
    return this.life.connection.readWhile(this)
  }

  receive(chunk: Uint8Array): boolean {
    this.life.unsafeArrived(chunk)
    this.pending += fromBytes(chunk)
    return !this.pending.includes("\n")
  }

  handle(): Effect.Effect<void> | undefined {
    const [request, ...rest] = this.pending.split("\n")
    if (request === undefined || rest.length === 0) return undefined
    this.pending = rest.join("\n")
    this.life.unsafeSpend()
    return this.obey(request)
  }

  private obey(request: string): Effect.Effect<void> {
    const { channels, user } = this
    if (user === undefined) {
      this.user = new User(ByteString(request.slice(0, MAX_LENGTH)) as ClientName, this.life.connection, lineEncoding)
      this.life.unsafeRegistered()
      return Effect.void
    }
    const [name = ""] = request.slice(1).split(" ", 1)
    const membership = user.memberships.find(({ channel }) => channel.name === name)
    if (request[0] === "+" && membership === undefined) {
      return Effect.ignore(channels.enter(user, ByteString(name) as ChannelName, { create: "may", leaving: [] }))
    }
    if (request[0] === "-" && membership !== undefined) return channels.leave(membership)
    if (request[0] === "=" && membership !== undefined) {
      return channels.say(membership, Buffer.from(request.slice(2 + name.length), "latin1"))
    }
    return Effect.sync(() => user.reply(Buffer.from("?\n")))
  }
}

export const make: Effect.Effect<Dialect, never, Channels> = Effect.map(Channels, (channels) => ({
  open: (life) => new LineDialogue(channels, life),
  refusal: () => ({ sentence: "refused", bytes: Buffer.from("!\n") })
}))
