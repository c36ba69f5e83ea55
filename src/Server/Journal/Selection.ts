/** What a range is of a run of events, and which of the messages found are a page. Pure: it is the same for every journal. */
import { type ChannelEvent, last, type Sequence } from "../../Domain/ChannelEvent.ts"
import { type Block, count as countOf, MOST_EVENTS } from "../../History/Block.ts"
import { type Found, PAGE, type Range } from "../Journal.ts"

/** The events of a range, out of a run of them. */
export const select = (events: ReadonlyArray<ChannelEvent>, range: Range, limit: number) => {
  const most = Math.min(limit, PAGE)
  /** So many from a place on, or the first. */
  const from = (start: number) => events.slice(Math.max(0, start), Math.max(0, start) + most)
  const indexOf = (n: Sequence) => {
    const index = events.findIndex((event) => event.n >= n)
    return index < 0 ? events.length : index
  }
  switch (range._tag) {
    case "After": {
      // A gap that reaches beyond the number is news.
      const index = events.findIndex((event) => last(event) > range.n)
      return index < 0 ? [] : from(index)
    }
    case "Before":
      return events.slice(Math.max(0, indexOf(range.n) - most), indexOf(range.n))
    case "Around":
      return from(Math.min(indexOf(range.n) - Math.floor(most / 2), events.length - most))
    case "Since": {
      const index = events.findIndex((event) => event.at >= range.at)
      return index < 0 ? [] : from(index)
    }
    case "Last":
      return events.slice(-most)
  }
}

/** The newest first, and no more than a page of them. */
export const newest = (found: ReadonlyArray<Found>, limit: number): ReadonlyArray<Found> =>
  found
    .toSorted((one, other) => other.event.at - one.event.at || other.event.n - one.event.n)
    .slice(0, Math.min(limit, PAGE))

/** The first of some blocks that have so many events together. */
const enough = (blocks: ReadonlyArray<Block>, count: number): ReadonlyArray<Block> => {
  let events = 0
  const end = blocks.findIndex((block) => {
    events += countOf(block)
    return events >= count
  })
  return end < 0 ? blocks : blocks.slice(0, end + 1)
}

/** Those of a channel's blocks that have what a range is of them: unpacking all may take long. */
export const blocksOf = (blocks: ReadonlyArray<Block>, range: Range, limit: number): ReadonlyArray<Block> => {
  const ending = (some: ReadonlyArray<Block>) => enough(some.toReversed(), limit).toReversed()
  switch (range._tag) {
    case "After":
      return enough(
        blocks.filter(({ last }) => last > range.n),
        limit + MOST_EVENTS
      )
    case "Before":
      return ending(blocks.filter(({ first }) => first < range.n))
    case "Around":
    case "Since":
      return blocks
    case "Last":
      return ending(blocks)
  }
}
