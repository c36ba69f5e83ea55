/** Selects cases by their ids, by the beginnings of ids, and by patterns. Pure. */
import type { Description } from "./Suite.ts"

/** Whether an id is this one. `*` matches any text. A pattern that matches an id up to a dot matches the id too. */
export const matches = (pattern: string, id: string): boolean => {
  const source = pattern
    .split("*")
    .map((literal) => literal.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*")
  return new RegExp(`^${source}(\\..*)?$`).test(id)
}

/** The patterns that no case matches. */
export const unmatched = (cases: ReadonlyArray<Description>, patterns: ReadonlyArray<string>): ReadonlyArray<string> =>
  patterns.filter((pattern) => !cases.some(({ id }) => matches(pattern, id)))

/** The cases that one of the patterns matches, or all cases if there are no patterns. */
export const select = (
  cases: ReadonlyArray<Description>,
  patterns: ReadonlyArray<string>
): ReadonlyArray<Description> =>
  patterns.length === 0 ? cases : cases.filter(({ id }) => patterns.some((pattern) => matches(pattern, id)))
