/** What the help looks like, on a terminal of the usual width and on a narrow one. */
import assert from "node:assert/strict"
import { describe, expect, it } from "@effect/vitest"
import { identity } from "effect/Function"
import * as Help from "../../src/Cli/Help.ts"
import { flagsOf } from "../../src/Cli/Subcommand.ts"
import { chapters, pages } from "../../src/Cli.ts"

const all = (width: number): ReadonlyArray<readonly [command: string, text: string]> => {
  const format = { width, title: identity }
  return [
    ["chat", Help.ofProgram(chapters, format)],
    ...pages.map((page) => [`chat ${page.name}`, Help.ofCommand(page, format)] as const)
  ]
}

describe.each([80, 40])("the help at %i columns", (width) => {
  it("looks like this", async () => {
    const text = all(width)
      .map(([command, text]) => `$ ${command} --help\n${text}`)
      .join("\n")
    await expect(text).toMatchFileSnapshot(`./snapshots/help-${width}.txt`)
  })

  it.each(all(width))("has no line of %s that is longer, and none with blanks at its end", (_, text) => {
    for (const line of text.split("\n")) {
      assert.ok(line.length <= width, `${line.length} columns: ${line}`)
      assert.equal(line, line.trimEnd())
    }
  })
})

describe("the help at 80 columns", () => {
  it.each(all(80).slice(1))("has each option of %s in a line of its own, whole", (command, text) => {
    const page = pages.find(({ name }) => `chat ${name}` === command)
    for (const flag of page === undefined ? [] : flagsOf(page)) {
      const row = `${flag.text} ${Help.fallback(flag, flag.variable !== undefined && !text.includes(`$${flag.variable}`))}`
      const line = text.split("\n").find((line) => line.startsWith(`  ${Help.label(flag)} `))
      assert.ok(line?.endsWith(row.trimEnd()), `${line} does not end with ${row}`)
    }
  })
})
