/** `chat check` judges programs that run as processes the same each time: see `test/Check/support/Soak`. */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { isLong, type Judged, SOAK_TIMEOUT, soak } from "../Check/support/Soak.ts"
import * as Wrong from "../Check/support/Wrong.ts"
import { executable, run } from "./support/Program.ts"

const chat = (...words: ReadonlyArray<string>) => [process.execPath, executable, ...words]
const wrong = (name: string, ...words: ReadonlyArray<string>) => [process.execPath, Wrong.file(name), ...words]

const CLIENT = ["{name}", "{host}", "{port}"]

/** Programs by what they are, in the order of what they take. */
const programs: Readonly<Record<string, readonly [target: string, ...words: ReadonlyArray<string>]>> = {
  "our client of part 1": ["basic-client", ...chat("basic-client", "{host}", "{port}")],
  "our server of part 1": ["basic-server", ...chat("basic-server", "--host", "{host}", "{port}")],
  "a client with nothing wrong": ["client", ...wrong("client", ...CLIENT)],
  "a client that prints each chunk": ["client", ...wrong("client", ...CLIENT, "prints each chunk")],
  "a server that loses half frames": ["server", ...wrong("server", "{port}", "loses half frames")],
  "a server with nothing wrong": ["server", ...wrong("server", "{port}")],
  "our client": ["client", ...chat("client", ...CLIENT)],
  "our server": ["server", ...chat("server", "--host", "{host}", "--port", "{port}")]
}

interface Report {
  readonly cases: ReadonlyArray<Judged>
}

describe.runIf(isLong)("a soak of processes", { timeout: SOAK_TIMEOUT }, () => {
  for (const [name, [target, ...words]] of Object.entries(programs)) {
    it.live(`comes to the same outcomes each time: ${name}`, (context) =>
      Effect.gen(function* () {
        const judged = Effect.map(run(["check", target, "--json", "--", ...words]), ({ stdout }): Report["cases"] => {
          const report: Report = JSON.parse(stdout)
          return report.cases
        })
        const seconds = yield* soak(judged, 1)
        const at = (share: number) => seconds[Math.floor(share * (seconds.length - 1))]?.toFixed(1)
        yield* Effect.promise(() => context.annotate(`${at(0)} s, half of them ${at(0.5)} s, at most ${at(1)} s`))
      })
    )
  }
})
