import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ChannelsInMemory from "../../src/Server/Channels/Memory.ts"
import { Limits } from "../../src/Server/Limits.ts"
import { Turns } from "../../src/Server/Turns.ts"
import { channelsContract, LIMITS } from "../support/channelsContract.ts"
import { ManualTick } from "../support/ManualTick.ts"
import * as WaitingChannels from "../support/WaitingChannels.ts"

const layers = [
  { name: "in memory", channels: ChannelsInMemory.layer },
  { name: "where saying waits", channels: WaitingChannels.layer }
]

describe.each(layers)("channels $name", ({ channels }) => {
  const layer = channels.pipe(
    Layer.provide(Turns.layer),
    Layer.provide(ManualTick.tick),
    Layer.provideMerge(ManualTick.layer)
  )
  for (const [name, run] of Object.entries(channelsContract)) {
    it.effect(name, () => run.pipe(Effect.provide(layer), Effect.provideService(Limits, LIMITS)))
  }
})
