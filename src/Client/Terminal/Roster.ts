/**
 * The people and the channels that the client has come across, for completion. Pure.
 *
 * Channels are learnt from the answers to the user's own `/list`, and from where the client itself has been. The client
 * asks for no list of its own accord: answers do not say what they answer, so one that nobody is to see could not be told
 * from everything else that arrives meanwhile, and what was taken for it would be lost.
 */
import type { ByteString } from "../../Domain/ByteString.ts"

export interface Roster {
  /** Who spoke or joined, the most recent speaker first, then those who have not spoken. */
  readonly people: ReadonlyArray<ByteString>
  /** How many of the people have spoken. */
  readonly speakers: number
  readonly channels: ReadonlySet<ByteString>
}

/** More people than anybody completes the names of, and more channels than fit a screen. */
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

/** The names that could be taken for a shorter one and the beginning of a message. */
export const bracketed = (self: Roster): ReadonlyArray<ByteString> => self.people.filter((name) => name.includes("] "))
