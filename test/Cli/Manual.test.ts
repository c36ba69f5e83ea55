/** The manual has all that the help has, and is sound roff. */
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { describe, it } from "@effect/vitest"
import { label } from "../../src/Cli/Help.ts"
import * as Manual from "../../src/Cli/Manual.ts"
import { flagsOf } from "../../src/Cli/Subcommand.ts"
import { chapters, pages } from "../../src/Cli.ts"
import { isInstalled } from "../process/support/Installed.ts"

const page = Manual.render(chapters, "1.2.3")

/** What groff makes of it, in lines that are never broken, and what it complains about. */
const format = () =>
  spawnSync("groff", ["-man", "-Tascii", "-ww", "-rLL=1000n", "-P-cbou"], { input: page, encoding: "utf8" })

describe("the manual", () => {
  it.runIf(isInstalled("groff"))("is formatted without a complaint, and shows every option and text as it is", () => {
    const { stderr, stdout } = format()
    assert.equal(stderr, "")
    const words = stdout.replaceAll(/\s+/g, " ")
    for (const flag of pages.flatMap(flagsOf)) {
      assert.ok(words.includes(` ${label(flag)} ${flag.text}. `), `${label(flag)} is missing`)
    }
    for (const { description, examples, forms, name } of pages) {
      for (const text of [description, ...examples, ...forms.map((form) => `chat ${name} ${form}`)])
        assert.ok(words.includes(text), `'${text}' is missing`)
    }
  })
})
