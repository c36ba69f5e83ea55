/**
 * The channels of the server, as a service.
 *
 * The directory is a `Ref` of an ordered map and changes in one step each; a `Channel` in it is the hub of its members.
 * Whoever joins leaves in the end, whatever brought the end about, and the channel sees one notice: a session's release
 * does it. A command that fails has changed nothing.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Ref from "effect/Ref"
import * as SortedMap from "effect/SortedMap"
import * as Frame from "../Dialect/Frames/Frame.ts"
import { type ByteString, toBytes } from "../Domain/ByteString.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import { ChannelExists, ChannelQuotaUsed, ChannelsFull, NoChannelExists } from "../Domain/ChatError.ts"
import { BatchPool } from "./BatchPool.ts"
import { Channel } from "./Channel.ts"
import { Limits } from "./Limits.ts"
import type { Member } from "./Member.ts"
import { Tick } from "./Tick.ts"

/** Ordered by the bytes of the names, as `/list` answers. */
type Directory = SortedMap.SortedMap<ChannelName, Channel>

type CreateRefused = ChannelExists | ChannelsFull | ChannelQuotaUsed

export class Channels extends Context.Tag("chat/Server/Channels")<
  Channels,
  {
    /** Makes a channel and moves the member into it. The channel stays for good. */
    readonly create: (member: Member, channel: ChannelName) => Effect.Effect<void, CreateRefused>
    /** Moves the member; into the channel it is in already as into any other. */
    readonly join: (member: Member, channel: ChannelName) => Effect.Effect<void, NoChannelExists>
    /** Takes the member out of its channel, which sees a notice; nothing if it is in none. */
    readonly leave: (member: Member) => Effect.Effect<void>
    /**
     * Relays the raw text of a frame to the others in the member's channel; false if it is in none. Synchronous, as
     * `unsafeReply` is, because it is done for every message: an effect would cost as much as the message itself.
     */
    readonly unsafeSay: (member: Member, text: Uint8Array) => boolean
    /** Answers a member alone, after all that it had been sent before; several texts go in one write. */
    readonly unsafeReply: (member: Member, ...texts: ReadonlyArray<ByteString>) => void
    /** The names of all channels, in the order of their bytes. */
    readonly list: Effect.Effect<Iterable<ChannelName>>
    /** From now on nobody is told that somebody left: the server is going, not they. */
    readonly shutDown: Effect.Effect<void>
  }
>() {
  static readonly layer: Layer.Layer<Channels, never, Tick> = Layer.effect(
    this,
    Effect.gen(function* () {
      const tick = yield* Tick
      const limits = yield* Limits
      const directory = yield* Ref.make<Directory>(SortedMap.empty<ChannelName, Channel>(Order.string))
      const isShutDown = yield* Ref.make(false)

      const pool = new BatchPool()
      let dirty: Array<Channel> = []
      const flush = () => {
        const channels = dirty
        dirty = []
        for (const channel of channels) channel.flush()
      }
      const onDirty = (channel: Channel) => {
        if (dirty.length === 0) tick.atEnd(flush)
        dirty.push(channel)
      }

      const refusal = (channels: Directory, member: Member, name: ChannelName): CreateRefused | undefined => {
        if (SortedMap.has(channels, name)) return new ChannelExists({ channel: name })
        if (SortedMap.size(channels) >= limits.channels) return new ChannelsFull({ limit: limits.channels })
        const quota = limits.channelsPerConnection
        return member.created < quota ? undefined : new ChannelQuotaUsed({ limit: quota })
      }

      const leave = (member: Member) =>
        Effect.map(Ref.get(isShutDown), (silent) => member.channel?.leave(member, !silent))

      const move = (member: Member, channel: Channel) =>
        Effect.zipRight(
          leave(member),
          Effect.sync(() => channel.enter(member))
        )

      return {
        create: (member, name) =>
          Ref.modify(directory, (channels): readonly [Either.Either<Channel, CreateRefused>, Directory] => {
            const refused = refusal(channels, member, name)
            if (refused !== undefined) return [Either.left(refused), channels]
            const channel = new Channel(name, pool, onDirty)
            return [Either.right(channel), SortedMap.set(channels, name, channel)]
          }).pipe(
            Effect.flatMap((created) =>
              Effect.flatMap(created, (channel) => {
                member.created++
                return move(member, channel)
              })
            )
          ),

        join: (member, name) =>
          Effect.flatMap(Ref.get(directory), (channels) =>
            Option.match(SortedMap.get(channels, name), {
              onNone: () => new NoChannelExists({ channel: name }),
              onSome: (channel) => move(member, channel)
            })
          ),

        leave,

        unsafeSay: (member, text) => {
          member.channel?.say(member, text)
          return member.channel !== undefined
        },

        unsafeReply: (member, ...texts) => {
          const frames = Buffer.concat(texts.map((text) => Frame.encode(toBytes(text))))
          if (member.channel === undefined) member.writer.unsafeSend(frames)
          else member.channel.reply(member, frames)
        },

        list: Effect.map(Ref.get(directory), SortedMap.keys),

        shutDown: Ref.set(isShutDown, true)
      }
    })
  )
}
