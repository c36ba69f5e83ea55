/** The channels that one is in, and who one is. */
import type { JSX } from "preact"
import type { Dispatch } from "./App.tsx"
import { IconButton } from "./IconButton.tsx"
import { hasMention, unread } from "./Log.ts"
import type { State } from "./Model.ts"
import { Name } from "./Said.tsx"

/** A count above it is not read anyway. */
const COUNTED = 99

export const pathOf = (channel: string): string => `#/${encodeURIComponent(channel)}`

const Entry = ({ name, state }: { readonly name: string; readonly state: State }): JSX.Element | null => {
  const channel = state.channels.get(name)
  if (channel === undefined) return null
  const count = unread(channel, state.by)
  const isCurrent = state.current === name
  const isMentioned = hasMention(channel, state.by, state.profile?.name ?? "")
  const waiting = channel.outgoing.some(({ failure }) => failure !== undefined)
  return (
    <li>
      <a
        href={pathOf(name)}
        class={`${isCurrent ? "current" : ""}${count > 0 ? " unread" : ""}${isMentioned ? " mentioned" : ""}`}
        aria-current={isCurrent ? "page" : undefined}
      >
        <bdi class="channel-name">{name}</bdi>
        {channel.draft !== "" && !isCurrent && <span class="mark">draft</span>}
        {waiting && <span class="mark warning">not sent</span>}
        {count > 0 && (
          <span class="count">
            {count > COUNTED ? `${COUNTED}+` : count}
            <span class="hidden"> unread</span>
          </span>
        )}
      </a>
    </li>
  )
}

export const Sidebar = ({ dispatch, state }: { readonly state: State; readonly dispatch: Dispatch }): JSX.Element => (
  <nav class="sidebar" aria-label="Channels">
    <div class="sidebar-head">
      <strong>Channels</strong>
      <IconButton
        label="Find or make a channel"
        title="Find or make a channel (Ctrl+K)"
        paths={["M12 5v14M5 12h14"]}
        onClick={() => dispatch({ _tag: "Showed", panel: "switcher" })}
      />
    </div>
    <ul class="channels">
      {[...state.channels.keys()].map((name) => (
        <Entry key={name} name={name} state={state} />
      ))}
    </ul>
    <div class="me">
      <Name by={state.by} from={state.profile?.name ?? ""} isShared={false} />
      <IconButton
        label={state.notifies ? "Do not notify me" : "Notify me when my name is said"}
        title={state.notifies ? "Notifications are on" : "Notifications are off"}
        isPressed={state.notifies}
        paths={["M6 17h12l-1.5-2.5V10a4.5 4.5 0 0 0-9 0v4.5zM10.5 20h3", ...(state.notifies ? [] : ["M4 4l16 16"])]}
        onClick={() => {
          const isOn = !state.notifies
          if (isOn && "Notification" in window) void Notification.requestPermission()
          dispatch({ _tag: "Notifies", isOn })
        }}
      />
      <IconButton
        label="Help"
        title="Keys (Alt+/)"
        paths={["M9 9a3 3 0 1 1 4 2.8c-.7.3-1 .8-1 1.5v.7M12 17.2v.1"]}
        onClick={() => dispatch({ _tag: "Showed", panel: "help" })}
      />
    </div>
  </nav>
)
