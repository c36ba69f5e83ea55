/**
 * Who has been seen in which channel. Pure.
 *
 * The protocol has no list of members, so this is what the client has seen: people who joined or spoke since the user
 * came and who have not been seen to leave. Somebody who was there before and says nothing is missing.
 */
import type { ByteString } from "../../Domain/ByteString.ts"

/** The people, in the order in which they were first seen, each with the channel of the last time. */
export type Presence = ReadonlyMap<ByteString, ByteString>

/** A flood of names must not grow without bound. */
export const MAX_PEOPLE = 500

export const empty: Presence = new Map()

/** Somebody joined or spoke. Beyond the bound nobody is added. */
export const seen = (self: Presence, name: ByteString, channel: ByteString): Presence => {
  const known = self.get(name)
  if (known === channel || (known === undefined && self.size >= MAX_PEOPLE)) return self
  return new Map(self).set(name, channel)
}

const filter = (self: Presence, keep: (name: ByteString, channel: ByteString) => boolean): Presence =>
  new Map(Array.from(self).filter(([name, channel]) => keep(name, channel)))

export const left = (self: Presence, name: ByteString): Presence =>
  self.has(name) ? filter(self, (other) => other !== name) : self

/** The user comes into a channel: whom it had at an earlier time may have left since. */
export const entered = (self: Presence, channel: ByteString): Presence => filter(self, (_, other) => other !== channel)

export const inChannel = (self: Presence, channel: ByteString): ReadonlyArray<ByteString> =>
  Array.from(self).flatMap(([name, seenIn]) => (seenIn === channel ? [name] : []))
