/** The only place of the page that does anything: inputs to states, states to what is drawn, and what is to be done. */
import { render } from "preact"
import type { ServerMessage } from "../src/Dialect/Web/Protocol.ts"
import { Announcer } from "./Announcer.ts"
import { App } from "./App.tsx"
import { onKey } from "./Keys.ts"
import { Link } from "./Link.ts"
import { hasMention, unread } from "./Log.ts"
import { type Effect, initial, type State } from "./Model.ts"
import { pathOf } from "./Sidebar.tsx"
import { type Input, update } from "./State.ts"
import * as Storage from "./Storage.ts"

const root = document.getElementById("app") as HTMLElement
const announcer = new Announcer(document.body)
const kept = Storage.load()
let state: State = initial(kept)
let isDrawn = true

const link = new Link({
  onOpen: () => dispatch({ _tag: "Opened" }),
  onMessage: (message: ServerMessage) => dispatch({ _tag: "Received", message }),
  onClose: (code) => dispatch({ _tag: "Closed", code, now: Date.now(), chance: Math.random() })
})

const notify = (title: string, body: string, channel: string): void => {
  if (!state.notifies || !("Notification" in window) || Notification.permission !== "granted") return
  const notification = new Notification(title, { body, tag: channel })
  notification.onclick = () => {
    window.focus()
    dispatch({ _tag: "WentTo", channel, create: false })
  }
}

const run = (effect: Effect): void => {
  switch (effect._tag) {
    case "Send":
      return link.send(effect.message)
    case "Connect":
      return link.connect(effect.delay)
    case "Break":
      return link.close()
    case "SaveChannels":
      return Storage.saveChannels(state)
    case "SaveDraft":
      return Storage.saveDraft(effect.channel, effect.text)
    case "SaveOutgoing":
      return Storage.saveOutgoing(state)
    case "SaveProfile":
      return Storage.saveProfile(state, effect.isRemembered)
    case "Announce":
      return announcer.say(effect.text)
    case "Notify":
      return notify(effect.title, effect.body, effect.channel)
    case "ShowPath": {
      const path = effect.channel === undefined ? "#/" : pathOf(effect.channel)
      if (location.hash !== path) history.pushState(null, "", path)
    }
  }
}

const plain = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
const dotted = `data:image/svg+xml,${encodeURIComponent(
  `${plain}<path fill="#2f6f5e" d="M6 4h20a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H15l-7 6v-6H6a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4z"/><circle cx="25" cy="7" r="7" fill="#d9480f"/></svg>`
)}`

/** What a tab shows of a page that is not looked at. */
const showTitle = (): void => {
  const channels = [...state.channels.values()]
  const count = channels.reduce((sum, channel) => sum + unread(channel, state.by), 0)
  const isMentioned = channels.some((channel) => hasMention(channel, state.by, state.profile?.name ?? ""))
  const title = `${count > 0 ? `(${count}) ` : ""}${state.current ?? "Chat"}`
  if (document.title !== title) document.title = title
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const href = isMentioned ? dotted : "/icon.svg"
  if (icon !== null && icon.getAttribute("href") !== href) icon.setAttribute("href", href)
}

const draw = (): void => {
  isDrawn = true
  render(<App state={state} dispatch={dispatch} />, root)
}

function dispatch(input: Input): void {
  const [next, effects] = update(state, input)
  const isChanged = next !== state
  state = next
  for (const effect of effects) run(effect)
  if (!isChanged) return
  showTitle()
  // What a person does shows at once: a line that is drawn late would take back what was typed meanwhile.
  if (input._tag !== "Received") return draw()
  if (!isDrawn) return
  isDrawn = false
  // What arrives is drawn once a frame, and on a page that is not seen when it is seen again.
  requestAnimationFrame(draw)
}

const channelOfPath = (): string | undefined => {
  const [, encoded] = /^#\/(.+)$/.exec(location.hash) ?? []
  if (encoded === undefined) return undefined
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

const followPath = (): void => {
  const channel = channelOfPath()
  if (channel === undefined || channel === state.current) return
  dispatch({ _tag: "WentTo", channel, create: false, draft: Storage.draftOf(channel) })
}

addEventListener("hashchange", followPath)
addEventListener("keydown", (event) => onKey(event, state, dispatch))
document.addEventListener("visibilitychange", () => {
  dispatch({ _tag: "Seen", isVisible: document.visibilityState === "visible" })
})

const [first] = kept.channels.keys()
const start = channelOfPath() ?? first
if (start !== undefined) dispatch({ _tag: "WentTo", channel: start, create: false, draft: Storage.draftOf(start) })
if (kept.profile !== undefined) dispatch({ _tag: "Entered", profile: kept.profile, isRemembered: false })
draw()
