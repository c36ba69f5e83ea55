/** The lines typed before, the oldest first, and the way through them. Pure. */

export interface History {
  readonly lines: ReadonlyArray<string>
  /** The line that is shown: an index of `lines`, or their number for the line being typed. */
  readonly at: number
  /** The line being typed, while an older one is shown. */
  readonly draft: string
}

/** How many lines are kept, in memory and in the file: months of conversation, and quick to read. */
export const MAX_LINES = 1000

export const make = (lines: ReadonlyArray<string>): History => {
  const kept = lines.slice(-MAX_LINES)
  return { lines: kept, at: kept.length, draft: "" }
}

/** Whether a line may be kept: an empty one and a password must not be. */
export const keeps = (line: string): boolean => line.trim() !== "" && !line.trimStart().startsWith("/password")

/** Adds a line that was typed. The same line typed twice in a row is kept once. */
export const add = (self: History, line: string): History =>
  make(keeps(line) && line !== self.lines.at(-1) ? [...self.lines, line] : self.lines)

const goTo = (self: History, at: number, shown: string): readonly [History, string] | undefined => {
  if (at < 0 || at > self.lines.length) return undefined
  const draft = self.at === self.lines.length ? shown : self.draft
  return [{ ...self, at, draft }, self.lines[at] ?? draft]
}

/** The line before the one shown, if there is one. */
export const older = (self: History, shown: string) => goTo(self, self.at - 1, shown)

/** The line after the one shown, at last the one being typed. */
export const newer = (self: History, shown: string) => goTo(self, self.at + 1, shown)
