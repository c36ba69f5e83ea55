/** The rows of a channel: its events with what a reader needs between them. Pure. */
import type { ChatEvent, MessageEvent } from "../src/Dialect/Web/Protocol.ts"
import type { Hole } from "./Log.ts"
import { holeBefore } from "./Log.ts"
import type { Channel } from "./Model.ts"

export type Row =
  | { readonly _tag: "Day"; readonly key: string; readonly at: number }
  | { readonly _tag: "New"; readonly key: string }
  /** Events that are not loaded, or that nobody has any more. */
  | { readonly _tag: "Hole"; readonly key: string; readonly hole: Hole; readonly isLost: boolean }
  /** Who came and went, folded. */
  | { readonly _tag: "Notices"; readonly key: string; readonly n: number; readonly events: ReadonlyArray<ChatEvent> }
  | { readonly _tag: "Topic"; readonly key: string; readonly n: number; readonly from: string; readonly text: string }
  | { readonly _tag: "Message"; readonly key: string; readonly event: MessageEvent; readonly isHead: boolean }

/** Milliseconds in which somebody's messages stand together under one name. */
const TOGETHER = 5 * 60_000

const dayOf = (at: number): string => new Date(at).toDateString()

/** Who is before its message, if that is a message. */
const isContinuing = (previous: ChatEvent | undefined, event: MessageEvent): boolean =>
  previous?.type === "message" &&
  previous.by === event.by &&
  previous.from === event.from &&
  event.at - previous.at < TOGETHER

export const rows = ({
  events,
  first,
  newAfter
}: Pick<Channel, "events" | "first" | "newAfter">): ReadonlyArray<Row> => {
  const made: Array<Row> = []
  let previous: ChatEvent | undefined
  let notices: Array<ChatEvent> = []
  const endNotices = () => {
    const [begin] = notices
    if (begin !== undefined) made.push({ _tag: "Notices", key: `j${begin.n}`, n: begin.n, events: notices })
    notices = []
  }
  for (const event of events) {
    const hole = holeBefore(previous, event)
    const isNewDay = previous === undefined || dayOf(previous.at) !== dayOf(event.at)
    const isFirstNew =
      newAfter !== undefined && event.n > newAfter && (previous === undefined || previous.n <= newAfter)
    if (hole !== undefined || isNewDay || isFirstNew || (event.type !== "joined" && event.type !== "left")) endNotices()
    if (hole !== undefined) made.push(...holeRows(hole, first))
    if (isNewDay) made.push({ _tag: "Day", key: `d${event.n}`, at: event.at })
    if (isFirstNew) made.push({ _tag: "New", key: `w${event.n}` })
    switch (event.type) {
      case "joined":
      case "left":
        notices.push(event)
        break
      case "topic":
        made.push({ _tag: "Topic", key: `t${event.n}`, n: event.n, from: event.from, text: event.text })
        break
      case "gap":
        made.push({ _tag: "Hole", key: `g${event.n}`, hole: { from: event.n, to: event.to }, isLost: true })
        break
      case "message": {
        const isHead = isNewDay || isFirstNew || hole !== undefined || !isContinuing(previous, event)
        made.push({ _tag: "Message", key: `m${event.n}`, event, isHead })
      }
    }
    previous = event
  }
  endNotices()
  return made
}

/** A hole in two: what nobody has any more, and what can be loaded. */
const holeRows = (hole: Hole, first: number): ReadonlyArray<Row> => {
  const lost = { from: hole.from, to: Math.min(hole.to, first - 1) }
  const rest = { from: Math.max(hole.from, first), to: hole.to }
  return [
    ...(lost.to >= lost.from ? [{ _tag: "Hole" as const, key: `l${lost.from}`, hole: lost, isLost: true }] : []),
    ...(rest.to >= rest.from ? [{ _tag: "Hole" as const, key: `h${rest.from}`, hole: rest, isLost: false }] : [])
  ]
}

const list = (names: ReadonlyArray<string>): string => {
  const [first = "", second = ""] = names
  if (names.length === 1) return first
  if (names.length === 2) return `${first} and ${second}`
  return `${first} and ${names.length - 1} others`
}

/** What folded notices say: who has joined in the end, who has left, and not who did both. */
export const noticeText = (events: ReadonlyArray<ChatEvent>): string => {
  const ends = new Map<string, { from: string; first: string; last: string }>()
  for (const event of events) {
    if (event.type !== "joined" && event.type !== "left") continue
    const known = ends.get(event.by)
    ends.set(event.by, { from: event.from, first: known?.first ?? event.type, last: event.type })
  }
  const who = (first: string, last: string) => [
    ...new Set([...ends.values()].filter((end) => end.first === first && end.last === last).map(({ from }) => from))
  ]
  const parts: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
    [who("joined", "joined"), "joined"],
    [who("left", "left"), "left"],
    [who("joined", "left"), "came and went"],
    [who("left", "joined"), "was away for a moment"]
  ]
  return parts.flatMap(([names, did]) => (names.length === 0 ? [] : [`${list(names)} ${did}`])).join(", ")
}
