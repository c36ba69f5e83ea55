import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { Epoch } from "../../Domain/ChannelEvent.ts"

/** An epoch that no other has, 60 bits of chance in letters and digits. */
export const newEpoch: Effect.Effect<Epoch> = Effect.map(
  Effect.all([Random.nextIntBetween(0, 2 ** 30), Random.nextIntBetween(0, 2 ** 30)]),
  (parts) => parts.map((part) => part.toString(36).padStart(6, "0")).join("") as Epoch
)
