/** Channels where nothing can be said on the spot, as where an order is made elsewhere: saying always waits for a turn. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ChannelsInMemory from "../../src/Server/Channels/Memory.ts"
import { Channels } from "../../src/Server/Channels.ts"

export const layer = Layer.effect(
  Channels,
  Effect.map(Channels, (channels) => ({
    ...channels,
    unsafeSay: () => false,
    say: (membership, text, id) => {
      // The frame may be gone when its turn comes.
      const kept = Uint8Array.from(text)
      return Effect.zipRight(Effect.yieldNow(), channels.say(membership, kept, id))
    }
  }))
).pipe(Layer.provide(ChannelsInMemory.layer))
