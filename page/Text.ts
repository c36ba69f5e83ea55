/**
 * What a person typed, as parts to be shown: links, `code` and fences. Never HTML. Pure.
 *
 * Whatever controls a screen is made visible once more, so that the page relies on nobody.
 */

export type Part =
  | { readonly _tag: "Text"; readonly text: string }
  | { readonly _tag: "Link"; readonly text: string; readonly href: string }
  | { readonly _tag: "Code"; readonly text: string }

export type Block =
  | { readonly _tag: "Line"; readonly parts: ReadonlyArray<Part> }
  | { readonly _tag: "Fence"; readonly text: string }

/** Controls, and what changes the direction of a line for what stands behind it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

export const visible = (text: string): string => text.replace(UNSAFE, "\ufffd")

const LINK = /\bhttps?:\/\/[^\s<>"`]+|\bmailto:[^\s<>"`]+@[^\s<>"`]+/gi

/** What stands at the end of a sentence, not of a link; a bracket belongs to a link that opens it. */
const trimLink = (link: string): string => {
  let end = link.length
  for (; end > 0; end--) {
    const last = link[end - 1] as string
    const count = (bracket: string) => link.slice(0, end).split(bracket).length
    if (last === ")" && count("(") >= count(")")) break
    if (!".,;:!?'\")]}*_".includes(last)) break
  }
  return link.slice(0, end)
}

const isSound = (href: string): boolean => {
  try {
    return ["http:", "https:", "mailto:"].includes(new URL(href).protocol)
  } catch {
    return false
  }
}

const withLinks = (text: string): ReadonlyArray<Part> => {
  const parts: Array<Part> = []
  let from = 0
  for (const { 0: match, index } of text.matchAll(LINK)) {
    const link = trimLink(match)
    if (!isSound(link)) continue
    if (index > from) parts.push({ _tag: "Text", text: text.slice(from, index) })
    parts.push({ _tag: "Link", text: link, href: link })
    from = index + link.length
  }
  if (from < text.length) parts.push({ _tag: "Text", text: text.slice(from) })
  return parts
}

/** A line: what stands between backquotes is code, and everything else may have links. */
export const line = (text: string): ReadonlyArray<Part> =>
  text.split(/(`[^`]+`)/).flatMap((piece): ReadonlyArray<Part> => {
    if (piece === "") return []
    return /^`[^`]+`$/.test(piece) ? [{ _tag: "Code", text: piece.slice(1, -1) }] : withLinks(piece)
  })

/** A text in lines and fences; a fence that does not end is none. */
export const blocks = (raw: string): ReadonlyArray<Block> => {
  const lines = visible(raw).split("\n")
  const made: Array<Block> = []
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at] as string
    const end = /^\s*```\w*\s*$/.test(text)
      ? lines.findIndex((other, index) => index > at && /^\s*```\s*$/.test(other))
      : -1
    if (end > at + 1) {
      made.push({ _tag: "Fence", text: lines.slice(at + 1, end).join("\n") })
      at = end
    } else made.push({ _tag: "Line", parts: line(text) })
  }
  return made
}

/** A hue for each person, in degrees: the colours are as light as each other, so all of them can be read. */
export const hueOf = (by: string): number => {
  let hash = 0x811c9dc5
  for (const character of by) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0
  // Ids that differ in their last letter alone are common, and must not have two colours among them.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
  return ((hash ^ (hash >>> 12)) >>> 0) % 360
}

const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" })
const yearFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "long" })
const timeFormat = new Intl.DateTimeFormat(undefined, { timeStyle: "short" })
const fullFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" })

export const time = (at: number): string => timeFormat.format(at)
export const fullTime = (at: number): string => fullFormat.format(at)

export const day = (at: number, now: number): string => {
  const date = new Date(at)
  const today = new Date(now)
  const yesterday = new Date(now)
  yesterday.setDate(today.getDate() - 1)
  if (date.toDateString() === today.toDateString()) return "Today"
  if (date.toDateString() === yesterday.toDateString()) return "Yesterday"
  return date.getFullYear() === today.getFullYear() ? dayFormat.format(at) : yearFormat.format(at)
}
