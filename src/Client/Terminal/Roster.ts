/**
 * The people and the channels that the client has seen, for completion. Pure.
 *
 * Channels are learnt from the answers to the user's own `/list` and from the user's own moves. The client never sends
 * `/list` by itself: an answer does not name its question, so a hidden list could not be told from other frames that
 * arrive at the same time, and those would be lost.
 */
import type { ByteString } from "../../Domain/ByteString.ts"

export interface Roster {
  /** The people who spoke, the most recent speaker first, then those who have only joined. */
  readonly people: ReadonlyArray<ByteString>
  /** How many of the people have spoken. */
  readonly speakers: number
  readonly channels: ReadonlySet<ByteString>
}

/** More names than anybody completes. */
const MAX_PEOPLE = 500
const MAX_CHANNELS = 5000

export const empty: Roster = { people: [], speakers: 0, channels: new Set() }

export const spoke = (self: Roster, name: ByteString): Roster => {
  if (self.people[0] === name && self.speakers > 0) return self
  const at = self.people.indexOf(name)
  const people = [name, ...self.people.filter((other) => other !== name)].slice(0, MAX_PEOPLE)
  const speakers = at >= 0 && at < self.speakers ? self.speakers : self.speakers + 1
  return { ...self, people, speakers: Math.min(speakers, people.length) }
}

export const joined = (self: Roster, name: ByteString): Roster =>
  self.people.includes(name)
    ? self
    : { ...self, people: self.people.toSpliced(self.speakers, 0, name).slice(0, MAX_PEOPLE) }

export const listed = (self: Roster, names: Iterable<ByteString>): Roster => ({
  ...self,
  channels: new Set([...self.channels, ...names].slice(-MAX_CHANNELS))
})

/** The names that could be read as a shorter name and the beginning of a message. */
export const bracketed = (self: Roster): ReadonlyArray<ByteString> => self.people.filter((name) => name.includes("] "))
