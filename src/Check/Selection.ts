/** Which cases to run: ids, what ids begin with, and patterns. Pure. */
import type { Description } from "./Suite.ts"

/** `*` stands for anything. A whole part of an id, up to a dot, stands for all that begins with it. */
const matcher = (pattern: string): ((id: string) => boolean) => {
  const source = pattern
    .split("*")
    .map((literal) => literal.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*")
  const expression = new RegExp(`^${source}(\\..*)?$`)
  return (id) => expression.test(id)
}

/** The patterns that no case matches. */
export const unmatched = (cases: ReadonlyArray<Description>, patterns: ReadonlyArray<string>): ReadonlyArray<string> =>
  patterns.filter((pattern) => !cases.some(({ id }) => matcher(pattern)(id)))

/** The cases that any of the patterns matches; without patterns all. */
export const select = (
  cases: ReadonlyArray<Description>,
  patterns: ReadonlyArray<string>
): ReadonlyArray<Description> =>
  patterns.length === 0 ? cases : cases.filter(({ id }) => patterns.some((pattern) => matcher(pattern)(id)))
