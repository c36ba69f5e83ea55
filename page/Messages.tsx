/**
 * The messages of a channel. They are no live region: a screen reader would read all of them again (`Announcer` tells what
 * is new). Where the list is, is kept by us, as not every browser does: at its end while it is there, else at the row that
 * is being read.
 */
import type { JSX } from "preact"
import { useLayoutEffect, useMemo, useRef } from "preact/hooks"
import type { Dispatch } from "./App.tsx"
import type { Channel, State } from "./Model.ts"
import { rows } from "./Rows.ts"
import { RowView, Waiting } from "./RowView.tsx"

/** Pixels from the end within which the list is at its end. */
const NEAR = 40

/** Pixels from the beginning within which older messages are asked for. */
const EARLY = 400

/** The names that several people bear, among those who are there and those who have spoken. */
const sharedNames = ({ events, members }: Channel): ReadonlySet<string> => {
  const owners = new Map<string, string>()
  const shared = new Set<string>()
  const see = (by: string, from: string) => {
    const owner = owners.get(from)
    if (owner === undefined) owners.set(from, by)
    else if (owner !== by) shared.add(from)
  }
  for (const [by, from] of members) see(by, from)
  for (const event of events) if (event.type === "message") see(event.by, event.from)
  return shared
}

interface Place {
  isAtEnd: boolean
  /** The first row that can be seen, and how far its top is from the list's. */
  n: string | undefined
  offset: number
}

const placeOf = (list: HTMLElement): Place => {
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight <= NEAR
  const top = list.getBoundingClientRect().top
  for (const row of list.querySelectorAll<HTMLElement>("[data-n]")) {
    const box = row.getBoundingClientRect()
    if (box.bottom > top) return { isAtEnd, n: row.dataset["n"], offset: box.top - top }
  }
  return { isAtEnd, n: undefined, offset: 0 }
}

const returnTo = (list: HTMLElement, { isAtEnd, n, offset }: Place): void => {
  if (isAtEnd) list.scrollTop = list.scrollHeight
  else {
    const row = n === undefined ? null : list.querySelector(`[data-n="${n}"]`)
    if (row !== null) list.scrollTop += row.getBoundingClientRect().top - list.getBoundingClientRect().top - offset
  }
}

interface Props {
  readonly channel: Channel
  readonly state: State
  readonly dispatch: Dispatch
}

export const Messages = ({ channel, dispatch, state }: Props): JSX.Element => {
  const list = useRef<HTMLDivElement>(null)
  const place = useRef<Place>({ isAtEnd: true, n: undefined, offset: 0 })
  const shown = useMemo(() => rows(channel), [channel.events, channel.first, channel.newAfter])
  const shared = useMemo(() => sharedNames(channel), [channel.events, channel.members])
  const { target } = state

  const look = () => {
    const element = list.current
    if (element === null) return
    place.current = placeOf(element)
    const { isAtEnd } = place.current
    if (isAtEnd !== state.isAtEnd) dispatch({ _tag: "Scrolled", isAtEnd })
    const [first] = channel.events
    if (
      first !== undefined &&
      first.n > channel.first &&
      element.scrollTop < EARLY &&
      !isAtEnd &&
      channel.status === "live"
    ) {
      dispatch({ _tag: "AskedFor", hole: { from: channel.first, to: first.n - 1 } })
    }
  }

  // Another channel begins at its end, or at the first that is new.
  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return
    place.current = { isAtEnd: true, n: undefined, offset: 0 }
    returnTo(element, place.current)
    const observer = new ResizeObserver(() => returnTo(element, place.current))
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => observer.disconnect()
  }, [channel.name])

  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return
    if (state.isAtEnd && target === undefined) place.current = { ...place.current, isAtEnd: true }
    const row = target?.channel === channel.name ? element.querySelector(`[data-n="${target.n}"]`) : null
    if (row === null) return returnTo(element, place.current)
    row.scrollIntoView({ block: "center" })
    place.current = { ...placeOf(element), isAtEnd: false }
  }, [shown, channel.outgoing, target, state.isAtEnd])

  return (
    <section
      class="list"
      data-status={channel.status}
      ref={list}
      onScroll={look}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by the keyboard.
      tabIndex={0}
      aria-label={`Messages in ${channel.name}`}
    >
      <ol>
        {shown.map((row) => (
          <RowView key={row.key} row={row} state={state} channel={channel} shared={shared} dispatch={dispatch} />
        ))}
        {channel.outgoing.map((sent) => (
          <Waiting key={sent.id} sent={sent} dispatch={dispatch} />
        ))}
      </ol>
    </section>
  )
}
