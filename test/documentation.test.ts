/** The documentation leads where it says. */
import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, it } from "@effect/vitest"

const repository = fileURLToPath(new URL("..", import.meta.url))

const pages = [
  ...readdirSync(repository).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(repository, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  "bench/README.md"
]

const read = (page: string): string => readFileSync(join(repository, page), "utf8")

/** As GitHub makes them. */
const anchors = (page: string): ReadonlyArray<string> =>
  Array.from(read(page).matchAll(/^#+ (.+)$/gm), ([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-")
  )

describe.each(pages)("%s", (page) => {
  const links = Array.from(read(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link = ""]) => link)

  it("links to files and headings that exist", () => {
    for (const link of links.filter((link) => !/^[a-z]+:/.test(link))) {
      const [path = "", anchor] = link.split("#")
      const target = path === "" ? page : relative(repository, join(repository, dirname(page), path))
      assert.ok(existsSync(join(repository, target)), `${link} leads nowhere`)
      if (anchor !== undefined) assert.ok(anchors(target).includes(anchor), `${link} has no such heading`)
    }
  })
})

describe("README.md", () => {
  it("is short", () => {
    assert.ok(read("README.md").split("\n").length <= 150)
  })
})
