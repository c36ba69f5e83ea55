/** The report for build servers and gradebooks: JUnit's XML. Pure. */
import { type Result, summarise } from "../Result.ts"

/** Characters that XML 1.0 does not allow, even escaped. `Format` escapes those that programs send. */
const impossible = /[^\P{Cc}\n\t\r]|\p{Cs}|[\ufffe\uffff]/gu

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;"
}

const escape = (text: string): string =>
  text.replace(impossible, "\ufffd").replace(/[&<>"'\n]/g, (character) => entities[character] ?? character)

const lines = (all: ReadonlyArray<string>): string => all.map(escape).join("\n")

const body = ({ mismatch, conversation, notes, outcome, program }: Result): string => {
  const said = [...notes.map((note) => `note: ${note}`), ...(mismatch === undefined ? [] : [mismatch.message])]
  const out = said.length === 0 ? "" : `<system-out>${lines(said)}</system-out>`
  if (outcome === "skipped") return `<skipped message="${escape(mismatch?.message ?? "")}"/>`
  if (outcome !== "failed" || mismatch === undefined) return out
  return `<failure message="${escape(mismatch.message)}">${lines([...program, ...conversation()])}</failure>${out}`
}

/** JUnit's format has no points; its properties may be anything. */
const properties = ({ case: { weight }, outcome }: Result): string =>
  `<properties><property name="points" value="${outcome === "passed" ? weight : 0}"/><property name="maximum" value="${weight}"/></properties>`

const testcase = (target: string, result: Result): string =>
  `  <testcase classname="${target}" name="${escape(`${result.case.id}: ${result.case.expectation}`)}" time="${result.seconds.toFixed(3)}">${properties(result)}${body(result)}</testcase>`

export const report = (target: string, results: ReadonlyArray<Result>): string => {
  const { failed, skipped } = summarise(results)
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0)
  const counts = `tests="${results.length}" failures="${failed}" errors="0" skipped="${skipped}"`
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuite name="chat check ${target}" ${counts} time="${seconds.toFixed(3)}">`,
    ...results.map((result) => testcase(target, result)),
    `</testsuite>`,
    ""
  ].join("\n")
}
