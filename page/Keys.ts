/** The keys of the whole page. None is a single letter, and Escape never touches what is written. */
import type { Dispatch } from "./App.tsx"
import { unread } from "./Log.ts"
import type { State } from "./Model.ts"

/** The channel before or after the current one, in a circle; or the next of those with something unread. */
const neighbour = (state: State, step: 1 | -1, isUnread: boolean): string | undefined => {
  const all = [...state.channels.values()]
  const at = all.findIndex(({ name }) => name === state.current)
  for (let distance = 1; distance <= all.length; distance++) {
    const channel = all[(at + step * distance + all.length * distance) % all.length]
    if (channel !== undefined && (!isUnread || unread(channel, state.by) > 0)) return channel.name
  }
  return undefined
}

export const onKey = (event: KeyboardEvent, state: State, dispatch: Dispatch): void => {
  if (state.link._tag === "Stopped" || event.isComposing) return
  const isCommand = event.ctrlKey || event.metaKey
  if (isCommand && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault()
    dispatch({ _tag: "Showed", panel: "switcher" })
  } else if (isCommand && event.shiftKey && event.key.toLowerCase() === "f") {
    event.preventDefault()
    dispatch({ _tag: "Showed", panel: "search" })
  } else if (event.altKey && event.key === "/") {
    event.preventDefault()
    dispatch({ _tag: "Showed", panel: "help" })
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault()
    const channel = neighbour(state, event.key === "ArrowDown" ? 1 : -1, event.shiftKey)
    if (channel !== undefined) dispatch({ _tag: "WentTo", channel, create: false })
  } else if (event.key === "Escape" && state.panel === "channels") {
    dispatch({ _tag: "Showed", panel: "none" })
  } else if (event.key === "Escape" && state.panel === "none") {
    dispatch({ _tag: "Scrolled", isAtEnd: true })
    document.querySelector<HTMLTextAreaElement>("textarea")?.focus()
  }
}
