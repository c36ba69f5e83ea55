/**
 * The load generator, a process of its own: reads a target and a workload from its argument, prints a result. Both are
 * JSON. Connections are left to the end of the process.
 */
import * as Calm from "./Calm.ts"
import * as Churn from "./Churn.ts"
import * as Fanout from "./Fanout.ts"
import * as Flood from "./Flood.ts"
import * as Idle from "./Idle.ts"
import * as Latency from "./Latency.ts"
import * as Slow from "./Slow.ts"
import type { Result, Target, Workload } from "./Workload.ts"

const run = (target: Target, work: Workload): Promise<Result> => {
  switch (work.kind) {
    case "fanout":
      return Fanout.run(target, work)
    case "latency":
      return Latency.run(target, work)
    case "slow":
      return Slow.run(target, work)
    case "idle":
      return Idle.run(target, work)
    case "churn":
      return Churn.run(target, work)
    case "calm":
      return Calm.run(target, work)
    case "flood":
      return Flood.run(target, work)
  }
}

const failure = (error: unknown): Result => ({
  figures: {},
  faults: [error instanceof Error ? error.message : String(error)]
})

/** Without what came of dividing by nothing, because a server that stood still the whole time has no ratios. */
const finite = (figures: Result["figures"]): Result["figures"] =>
  Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value)))

const { target, work }: { target: Target; work: Workload } = JSON.parse(process.argv[2] ?? "")
const result = await run(target, work).catch(failure)
const answer = JSON.stringify({ ...result, figures: finite(result.figures) })
process.stdout.write(answer, () => process.exit(0))
