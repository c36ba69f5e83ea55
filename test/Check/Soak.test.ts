/** The judge judges each right or wrong program of this folder the same, however often: see `support/Soak`. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { suite as basicClientSuite } from "../../src/Check/Basic/ClientSuite.ts"
import { suite as basicServerSuite } from "../../src/Check/Basic/ServerSuite.ts"
import { suite as clientSuite } from "../../src/Check/Client/Suite.ts"
import type { Launcher } from "../../src/Check/Program/Launcher.ts"
import { Ports } from "../../src/Check/Program/Ports.ts"
import { suite as serverSuite } from "../../src/Check/Server/Suite.ts"
import type { Suite } from "../../src/Check/Suite.ts"
import { differences, isLong, type Judged, SOAK_TIMEOUT, soak } from "./support/Soak.ts"
import { SLOW_CASES } from "./support/serverFlaws.ts"
import { flawsOf, resultsOn } from "./support/Verdict.ts"
import * as Wrong from "./support/Wrong.ts"

interface Kind {
  readonly name: string
  readonly suite: Suite
  readonly program: (flaw?: string) => Layer.Layer<Launcher>
  /** The flaw that is tried in the whole suite too, beside none. */
  readonly flaw: string
  /** What takes too long to be done twenty times, or says nothing. */
  readonly except: ReadonlyArray<string>
}

const kinds: ReadonlyArray<Kind> = [
  {
    name: "server",
    suite: serverSuite,
    program: Wrong.server,
    flaw: "lists with commas",
    except: ["floods"]
  },
  { name: "client", suite: clientSuite, program: Wrong.client, flaw: "pads with NUL bytes", except: [] },
  { name: "basicServer", suite: basicServerSuite, program: Wrong.basicServer, flaw: "adds no newline", except: [] },
  { name: "basicClient", suite: basicClientSuite, program: Wrong.basicClient, flaw: "sends in frames", except: [] }
]

/** Runs at the same time: they also load the process that judges. */
const AT_A_TIME = 10

describe("a soak", { timeout: SOAK_TIMEOUT }, () => {
  for (const { except, flaw, name, program, suite } of kinds) {
    const flaws = isLong ? flawsOf(name).filter((flaw) => !except.includes(flaw)) : [flaw]
    for (const each of [undefined, ...flaws]) {
      it.live(`comes to the same outcomes each time: ${name}, ${each ?? "nothing wrong"}`, () => {
        const judged = Effect.map(resultsOn(suite, { except: SLOW_CASES }), (all) =>
          all.map(({ case: { id }, mismatch, outcome }): Judged => ({ id, outcome, actual: mismatch?.actual }))
        )
        return soak(judged, AT_A_TIME).pipe(Effect.provide(program(each)), Effect.provide(Ports.layer))
      })
    }
  }

  it("names each case that came to several outcomes, or to none, and what it came to", () => {
    const passed = { id: "a.start", outcome: "passed", actual: undefined }
    const failed = { id: "a.end", outcome: "failed", actual: "nothing" }
    assert.deepEqual(
      differences([
        [passed, failed],
        [passed, failed]
      ]),
      []
    )
    assert.deepEqual(differences([[passed, failed], [{ ...failed, outcome: "skipped" }]]), [
      "a.start: passed 1 of 2 times",
      "a.end: failed 1 of 2 times (nothing), skipped 1 of 2 times (nothing)"
    ])
  })
})
