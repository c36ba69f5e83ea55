/** The documented commands for grading a folder of submissions do what it says. */
import assert from "node:assert/strict"
import { execFile, spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { suite } from "../../src/Check/Server/Suite.ts"
import { environment, executable } from "./support/Program.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"

const page = readFileSync(fileURLToPath(new URL("../../docs/CHECK.md", import.meta.url)), "utf8")
const commands = /<!-- tested: grade -->\n```sh\n([\s\S]+?)```/.exec(page)?.[1] ?? assert.fail("no commands")

const hasPython = spawnSync("python3", ["--version"]).status === 0

const shell = (folder: string): Effect.Effect<string> =>
  Effect.async((resume) => {
    const env = environment({ PATH: `${folder}${delimiter}${process.env["PATH"]}` })
    const child = execFile("bash", ["-c", commands], { cwd: folder, env }, (_, stdout) =>
      resume(Effect.succeed(stdout))
    )
    return Effect.sync(() => child.kill("SIGKILL"))
  })

it.scopedLive.runIf(hasPython)("grades a folder of submissions, those that crash included", () =>
  Effect.gen(function* () {
    const folder = yield* temporaryPath
    mkdirSync(folder)
    const chat = join(folder, "chat")
    writeFileSync(chat, `#!/bin/sh\nexec "${process.execPath}" "${executable}" "$@"\n`)
    chmodSync(chat, 0o755)
    for (const name of ["alice", "bob smith"]) {
      mkdirSync(join(folder, "submissions", name), { recursive: true })
      writeFileSync(join(folder, "submissions", name, "server.py"), "import no_such_module\n")
    }
    assert.equal(
      yield* shell(folder),
      ["alice", "bob smith"]
        .map((name) => `0.0 1 failed, ${suite.cases.length - 1} skipped: ./submissions/${name}/report.json\n`)
        .join("")
    )
  })
)
