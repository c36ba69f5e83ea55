/** The cases by topic, in the order in which a student writes a program: what a topic needs stands before it. Pure. */
import type { Outcome, Result } from "../Result.ts"

/** The first two parts of an id: `server.name`. */
const topicOf = ({ case: { id } }: Result): string => id.split(".").slice(0, 2).join(".")

const NAME_WIDTH = 24

/** A line for each topic and one that says where to begin; nothing where nothing has failed. */
export const table = (results: ReadonlyArray<Result>): ReadonlyArray<string> => {
  const first = results.find(({ outcome }) => outcome === "failed")
  if (first === undefined) return []
  const topics = [...new Set(results.map(topicOf))]
  const lines = topics.map((topic) => {
    const own = results.filter((result) => topicOf(result) === topic)
    const count = (outcome: Outcome) => own.filter((result) => result.outcome === outcome).length
    const [failed, skipped] = [count("failed"), count("skipped")]
    const rest = [...(failed > 0 ? [`${failed} failed`] : []), ...(skipped > 0 ? [`${skipped} not tried`] : [])]
    return `${topic.padEnd(NAME_WIDTH)} ${count("passed")} of ${own.length} passed  ${rest.join(", ")}`.trimEnd()
  })
  const topic = topicOf(first)
  return [...lines, `Begin with ${topic}: --only ${topic}`, ""]
}
