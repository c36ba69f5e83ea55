/**
 * Joins and leaves that have not been told yet, for `--quiet-joins`: they are told in one line when somebody speaks. Whoever
 * joined and left meanwhile, as a script does that says one line, is not told at all. Pure.
 */
import type { ByteString } from "../../Domain/ByteString.ts"

export interface Movements {
  readonly joined: ReadonlySet<ByteString>
  readonly left: ReadonlySet<ByteString>
}

/** How many may wait to be told. */
const MAX_MOVEMENTS = 500

export const none: Movements = { joined: new Set(), left: new Set() }

const without = (names: ReadonlySet<ByteString>, name: ByteString): ReadonlySet<ByteString> =>
  new Set(Array.from(names).filter((other) => other !== name))

export const joined = (self: Movements, name: ByteString): Movements =>
  self.left.has(name)
    ? { ...self, left: without(self.left, name) }
    : { ...self, joined: new Set([...self.joined, name]) }

export const left = (self: Movements, name: ByteString): Movements =>
  self.joined.has(name)
    ? { ...self, joined: without(self.joined, name) }
    : { ...self, left: new Set([...self.left, name]) }

export const isFull = (self: Movements): boolean => self.joined.size + self.left.size >= MAX_MOVEMENTS

const part = (
  names: ReadonlySet<ByteString>,
  verb: string,
  shown: (name: ByteString) => string
): string | undefined => {
  const [only] = names
  if (only === undefined) return undefined
  return names.size === 1 ? `${shown(only)} has ${verb}` : `${names.size} have ${verb}`
}

/** The sentences: a name where it is one, else a number, because a list of names could be forged by one of them. */
export const sentences = (self: Movements, shown: (name: ByteString) => string): ReadonlyArray<string> =>
  [part(self.joined, "joined", shown), part(self.left, "left", shown)].filter((sentence) => sentence !== undefined)
