/** The page: what it knows, drawn. */
import type { JSX } from "preact"
import { Composer } from "./Composer.tsx"
import { IconButton } from "./IconButton.tsx"
import { Messages } from "./Messages.tsx"
import { type Channel, currentChannel, type State } from "./Model.ts"
import { Help } from "./Panels/Help.tsx"
import { People } from "./Panels/People.tsx"
import { Search } from "./Panels/Search.tsx"
import { Switcher } from "./Panels/Switcher.tsx"
import { Welcome } from "./Panels/Welcome.tsx"
import { Sidebar } from "./Sidebar.tsx"
import type { Input } from "./State.ts"

export type Dispatch = (input: Input) => void

interface Props {
  readonly state: State
  readonly dispatch: Dispatch
}

/** What a person should know of the connection; nothing while all is well. */
const Banner = ({ state }: { readonly state: State }): JSX.Element => {
  const { link } = state
  const text =
    link._tag === "Waiting" && link.attempt > 1
      ? "No connection. What you write is kept, and sent when it is back."
      : link._tag === "Waiting"
        ? "The connection was lost. Connecting again…"
        : ""
  return (
    <div class={text === "" ? "banner" : "banner shown"} role="status">
      {text}
    </div>
  )
}

const Head = ({ channel, dispatch }: { readonly channel: Channel; readonly dispatch: Dispatch }): JSX.Element => {
  const people = channel.members.size + channel.unnamed
  return (
    <header class="head">
      <IconButton
        label="Channels"
        isDrawer
        paths={["M4 7h16M4 12h16M4 17h16"]}
        onClick={() => dispatch({ _tag: "Showed", panel: "channels" })}
      />
      <h1>
        <bdi class="channel-name">{channel.name}</bdi>
        {channel.topic !== "" && <span class="topic">{channel.topic}</span>}
      </h1>
      <IconButton
        label="Search"
        title="Search (Ctrl+Shift+F)"
        paths={["M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13zM15.5 15.5 20 20"]}
        onClick={() => dispatch({ _tag: "Showed", panel: "search" })}
      />
      <button type="button" class="people-button" onClick={() => dispatch({ _tag: "Showed", panel: "people" })}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M9 11.5a3.5 3.5 0 1 1 0-7 3.5 3.5 0 0 1 0 7zM3 19c0-3 2.5-5 6-5s6 2 6 5M16 5a3.2 3.2 0 0 1 0 6.2M17.5 14.3c2.2.6 3.5 2.3 3.5 4.7" />
        </svg>
        {people}
        <span class="hidden"> people</span>
      </button>
    </header>
  )
}

const Absent = ({ channel, dispatch }: { readonly channel: Channel; readonly dispatch: Dispatch }): JSX.Element => (
  <div class="empty">
    <h2>
      There is no <bdi class="channel-name">{channel.name}</bdi> yet
    </h2>
    <p>
      <button
        type="button"
        class="primary"
        onClick={() => dispatch({ _tag: "WentTo", channel: channel.name, create: true })}
      >
        Make it
      </button>{" "}
      <button type="button" onClick={() => dispatch({ _tag: "Left", channel: channel.name })}>
        Forget it
      </button>
    </p>
  </div>
)

const isQuiet = ({ events, outgoing, status }: Channel): boolean =>
  status === "live" && outgoing.length === 0 && events.every(({ type }) => type !== "message")

const Conversation = ({ channel, dispatch, state }: Props & { readonly channel: Channel }): JSX.Element => (
  <>
    <Head channel={channel} dispatch={dispatch} />
    <Banner state={state} />
    {channel.status === "absent" ? (
      <Absent channel={channel} dispatch={dispatch} />
    ) : (
      <>
        <Messages channel={channel} state={state} dispatch={dispatch} />
        {isQuiet(channel) && <p class="hint">Nothing has been said here yet. Say hello.</p>}
        {!state.isAtEnd && (
          <button type="button" class="latest" onClick={() => dispatch({ _tag: "Scrolled", isAtEnd: true })}>
            To the latest
          </button>
        )}
        <Composer
          channel={channel}
          limit={state.limits.text}
          isOnline={state.link._tag === "Online"}
          dispatch={dispatch}
        />
      </>
    )}
  </>
)

const Nowhere = ({ dispatch, state }: Props): JSX.Element => (
  <>
    <Banner state={state} />
    <div class="empty">
      <h2>Where to?</h2>
      <p class="quiet">
        A channel is a room with a name. Everybody on this server may enter, from the page or a terminal.
      </p>
      <ul class="doors">
        {state.listed.slice(0, 12).map(({ members, name }) => (
          <li key={name}>
            <button type="button" onClick={() => dispatch({ _tag: "WentTo", channel: name, create: false })}>
              <bdi class="channel-name">{name}</bdi>
              <span class="quiet">{members}</span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="primary" onClick={() => dispatch({ _tag: "Showed", panel: "switcher" })}>
        Find or make a channel
      </button>
    </div>
  </>
)

export const App = ({ dispatch, state }: Props): JSX.Element => {
  const channel = currentChannel(state)
  if (state.link._tag === "Stopped") return <Welcome state={state} dispatch={dispatch} />
  return (
    <div class={state.panel === "channels" ? "app drawn" : "app"}>
      <Sidebar state={state} dispatch={dispatch} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the drawer also closes by Escape and by choosing. */}
      <div class="shade" onMouseDown={() => dispatch({ _tag: "Showed", panel: "none" })} />
      <main class="conversation">
        {channel === undefined ? (
          <Nowhere state={state} dispatch={dispatch} />
        ) : (
          <Conversation channel={channel} state={state} dispatch={dispatch} />
        )}
        {state.notice !== undefined && (
          <p class="toast" role="alert">
            {state.notice}{" "}
            <button type="button" onClick={() => dispatch({ _tag: "Noticed" })}>
              Close
            </button>
          </p>
        )}
      </main>
      {state.panel === "switcher" && <Switcher state={state} dispatch={dispatch} />}
      {state.panel === "search" && <Search state={state} dispatch={dispatch} />}
      {state.panel === "people" && channel !== undefined && <People channel={channel} dispatch={dispatch} />}
      {state.panel === "help" && <Help dispatch={dispatch} />}
    </div>
  )
}
