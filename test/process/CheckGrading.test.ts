/**
 * The documented commands for graders do what the page says, with a wrong program in the place of `python3 server.py`: its
 * mark is known. `chat` checks a part of the cases here, because a recipe is the same with all of them.
 */
import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Wrong from "../Check/support/Wrong.ts"
import { isInstalled } from "./support/Installed.ts"
import { environment, executable, run } from "./support/Program.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"

const page = readFileSync(fileURLToPath(new URL("../../docs/CHECK.md", import.meta.url)), "utf8")

/** What the page has under a name. */
const recipe = (name: string): string =>
  new RegExp(`<!-- tested: ${name} -->\n\`\`\`\\w*\n([\\s\\S]+?)\`\`\``).exec(page)?.[1] ?? assert.fail(`no ${name}`)

/** The cases that `chat` checks here, of a server that fails one of them, which has a weight of 1. */
const TOPIC = "server.name"
const FLAW = "takes the first word of a name"
const FAILED = "server.name.spaces"

const script = (path: string, lines: string) => {
  writeFileSync(path, `#!/bin/sh\n${lines}\n`)
  chmodSync(path, 0o755)
}

/** Runs its command in the folder that is mounted, and only without a network and a way to write. */
const DOCKER = `
[ "$1" = run ] || exit 64
shift
while case "$1" in --*) true;; *) false;; esac; do
  case "$1" in
    --rm | --init) shift;;
    --read-only) readonly=yes; shift;;
    --network) network=$2; shift 2;;
    --volume) folder=\${2%:/submission:ro}; shift 2;;
    *) shift 2;;
  esac
done
[ "$network$readonly" = noneyes ] || exit 65
[ "$1" = chat-check ] || exit 66
shift
cd "$folder" && exec "$@"`

/** A folder with the programs that recipes call. */
const workshop = Effect.gen(function* () {
  const folder = yield* temporaryPath
  const bin = join(folder, "bin")
  mkdirSync(bin, { recursive: true })
  script(join(bin, "python3"), `exec "${process.execPath}" "${Wrong.file("server")}" "$2" "${FLAW}"`)
  const words = `"$command" "$target" --only "\${topic:-${TOPIC}}" "$@"`
  script(join(bin, "chat"), `command=$1 target=$2\nshift 2\nexec "${process.execPath}" "${executable}" ${words}`)
  script(join(bin, "docker"), DOCKER)
  return { folder, bin }
})

interface Ran {
  readonly status: number
  readonly stdout: string
}

/** Runs a script in the folder, whose programs come first. */
const bash = (
  text: string,
  { bin, folder }: { readonly bin: string; readonly folder: string },
  variables: Readonly<Record<string, string>> = {}
): Effect.Effect<Ran> =>
  Effect.async((resume) => {
    const env = environment({ ...variables, PATH: `${bin}${delimiter}${process.env["PATH"]}` })
    const child = execFile("bash", ["-c", text], { cwd: folder, env }, (error, stdout) =>
      resume(Effect.succeed({ status: typeof error?.code === "number" ? error.code : 0, stdout }))
    )
    return Effect.sync(() => child.kill("SIGKILL"))
  })

const submit = (folder: string, ...names: ReadonlyArray<string>) => {
  for (const name of names) mkdirSync(join(folder, "submissions", name), { recursive: true })
}

const parse = (path: string) => JSON.parse(readFileSync(path, "utf8"))

describe("a grader", () => {
  it.scopedLive("marks a folder of submissions, whatever their names", () =>
    Effect.gen(function* () {
      const place = yield* workshop
      submit(place.folder, "alice", "bob smith")
      const { stdout } = yield* bash(recipe("grade"), place)
      assert.match(stdout, /^\d\d\.\d 1 failed, 0 skipped: \.\/submissions\/alice\/report\.json\n/)
      assert.match(stdout, /\n\d\d\.\d 1 failed, 0 skipped: \.\/submissions\/bob smith\/report\.json\n$/)
    })
  )

  it.scopedLive("runs each submission in a container without a network", () =>
    Effect.gen(function* () {
      const place = yield* workshop
      submit(place.folder, "alice", "bob smith")
      yield* bash(recipe("container"), place)
      for (const name of ["alice", "bob smith"]) {
        const { cases } = parse(join(place.folder, "reports", `${name}.json`))
        const failed = cases.filter(({ outcome }: { outcome: string }) => outcome === "failed")
        assert.deepEqual(
          failed.map(({ id }: { id: string }) => id),
          [FAILED]
        )
      }
    })
  )

  it.scopedLive("gives Gradescope scores that it can sum, and why points are missing", () =>
    Effect.gen(function* () {
      const place = yield* workshop
      for (const name of ["submission", "results"]) mkdirSync(join(place.folder, name))
      // In the client's place stands the server, which never connects.
      const text = recipe("gradescope").replaceAll(/\/autograder|\/tmp/g, place.folder)
      yield* bash(text.replace("chat check client", `topic=client.start chat check client`), place)
      const { score, tests } = parse(join(place.folder, "results", "results.json"))
      const scored = tests.filter((test: object) => "score" in test)
      const sum = scored.reduce((sum: number, test: { score: number }) => sum + test.score, 0)
      assert.ok(sum > 0)
      assert.equal(score, sum)
      const failed = tests.find(({ name }: { name: string }) => name.startsWith(FAILED))
      assert.deepEqual([failed.score, failed.max_score, failed.status], [0, 1, "failed"])
      assert.match(failed.output, /^source: .*\nexpected: Panda receives .*\nactual: [\s\S]*conversation:\n/)
      const remark = tests.find(({ name }: { name: string }) => name.startsWith("server.name.slash"))
      assert.deepEqual(["score" in remark, "max_score" in remark], [false, false])
      assert.ok(
        tests.some(({ name, status }: Record<string, string>) => name?.startsWith("client") && status === "failed")
      )
    })
  )

  it.scopedLive("gives GitHub Classroom's reporter partial points", () =>
    Effect.gen(function* () {
      const place = yield* workshop
      const block = /^( +)run: \|\n((?:\1 {2}.*\n)+)/m.exec(recipe("classroom"))
      const steps = (block?.[2] ?? "").replaceAll(`${block?.[1]}  `, "")
      const output = join(place.folder, "output")
      yield* bash(steps, place, { GITHUB_OUTPUT: output })
      const [, encoded = ""] = /^result=(.+)\n$/.exec(readFileSync(output, "utf8")) ?? []
      const result = JSON.parse(Buffer.from(encoded, "base64").toString())
      const sum = result.tests.reduce((sum: number, test: { score: number }) => sum + test.score, 0)
      assert.deepEqual([result.version, result.status, sum], [1, "fail", result.max_score - 1])
      const failed = result.tests.filter(({ status }: { status: string }) => status === "fail")
      assert.deepEqual(
        failed.map(({ name, score }: Record<string, unknown>) => [name, score]),
        [[FAILED, 0]]
      )
    })
  )

  it.scopedLive.runIf(isInstalled("pytest", "python3-pytest"))("gets a pytest test for each case", () =>
    Effect.gen(function* () {
      const place = yield* workshop
      const text = recipe("pytest").replace(`"python3"`, JSON.stringify(join(place.bin, "python3")))
      writeFileSync(join(place.folder, "test_server.py"), text)
      const { status, stdout } = yield* bash("pytest -q -p no:cacheprovider test_server.py", place)
      assert.equal(status, 1)
      assert.match(stdout, /FAILED test_server\.py::test_server\[server\.name\.spaces\]/)
      assert.match(stdout, /1 failed, \d+ passed/)
    })
  )

  it.scopedLive.runIf(isInstalled("prove", "perl"))("has prove read TAP", () =>
    Effect.gen(function* () {
      const place = yield* workshop
      const { status, stdout } = yield* bash(recipe("prove"), place)
      assert.equal(status, 1)
      assert.match(stdout, /Failed 1\/\d+ subtests/)
      assert.match(stdout, /Failed test: +3\n/)
    })
  )
})

const server = ["--timeout", "5", "--", process.execPath, Wrong.file("server"), "{port}", FLAW]

describe("chat check", () => {
  it.scopedLive("takes the points of the page's own file, and what weighs nothing fails nothing", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      writeFileSync(path, `${recipe("weights")}\n${FAILED} 0 # ours\nserver.name.first 2.5\n`)
      const only = ["--only", "server.name.first", "--only", FAILED, "--only", "server.frame.size"]
      const { status, stdout } = yield* run(["check", "server", "--json", "--weights", path, ...only, ...server])
      assert.equal(status, 0)
      const { cases, mark, maximum } = JSON.parse(stdout)
      assert.deepEqual(
        cases.map(({ id, maximum, outcome }: Record<string, unknown>) => [id, outcome, maximum]),
        [
          ["server.name.first", "passed", 2.5],
          [FAILED, "differed", 0],
          ["server.frame.size", "passed", 4]
        ]
      )
      assert.deepEqual([mark, maximum], [100, 6.5])
    })
  )

  it.scopedLive("writes reports without a point for a submission that cannot be started, with status 2", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const program = ["--", "/nowhere/server", "{port}"]
      const { status, stderr, stdout } = yield* run(["check", "server", "--json", "--gradescope", path, ...program])
      assert.deepEqual([status, /^chat: \/nowhere\/server cannot be started: .*\n$/.test(stderr)], [2, true])
      const { cases, failed, mark, ok, skipped } = JSON.parse(stdout)
      assert.deepEqual([ok, mark, failed, skipped], [false, 0, 1, cases.length - 1])
      assert.equal(cases[0].actual, "/nowhere/server cannot be started: there is no such program")
      assert.equal(parse(path).score, 0)
    })
  )

  it.scopedLive("lets a case fail that may, and says so", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      writeFileSync(path, "# We take first words.\nserver.name.sp*\n")
      const { status, stdout } = yield* run(["check", "server", "--expect", path, "--only", FAILED, ...server])
      assert.equal(status, 0)
      assert.match(stdout, /^differs server\.name\.spaces .*\n +note: It may fail: --expect names it\.\n/m)
    })
  )

  it.scopedLive.each([
    ["--weights", "server.name", /^chat: Line 1 of .* is not a pattern and its points: server\.name/],
    ["--weights", "\nserver.name -1", /^chat: Line 2 of .* is not a pattern and its points: server\.name -1/],
    ["--weights", "server.nonsense 1", /^chat: No case is named server\.nonsense, as .* has it\./],
    ["--expect", "server.name 1", /^chat: Line 1 of .* is not one pattern: server\.name 1/]
  ] as const)("refuses a file for %s with %j, with status 2", ([option, text, about]) =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      writeFileSync(path, text)
      const { status, stderr } = yield* run(["check", "server", option, path, ...server])
      assert.match(stderr, about)
      assert.equal(status, 2)
    })
  )

  it.live("refuses a file that it cannot read, and two reports on one output, with status 2", () =>
    Effect.gen(function* () {
      const unread = yield* run(["check", "server", "--weights", "/nowhere/weights", ...server])
      assert.match(unread.stderr, /^chat: Unable to read \/nowhere\/weights\./)
      const both = yield* run(["check", "server", "--json", "--tap", ...server])
      assert.match(both.stderr, /^chat: --json and --tap cannot be combined/)
      assert.deepEqual([unread.status, both.status], [2, 2])
    })
  )
})
