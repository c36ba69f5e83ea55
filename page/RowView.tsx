/** The rows of a channel, drawn. */
import type { JSX } from "preact"
import type { MessageEvent } from "../src/Dialect/Web/Protocol.ts"
import type { Dispatch } from "./App.tsx"
import { mentions } from "./Log.ts"
import type { Channel, Outgoing, State } from "./Model.ts"
import { noticeText, type Row } from "./Rows.ts"
import { Name, Said } from "./Said.tsx"
import * as Text from "./Text.ts"

const count = new Intl.NumberFormat()

interface MessageProps {
  readonly event: MessageEvent
  readonly isHead: boolean
  readonly isMention: boolean
  readonly isShared: boolean
  readonly isTarget: boolean
}

const Message = ({ event, isHead, isMention, isShared, isTarget }: MessageProps): JSX.Element => (
  <li
    class={`message${isHead ? " first" : ""}${isMention ? " mention" : ""}${isTarget ? " target" : ""}`}
    data-n={event.n}
  >
    {isHead && (
      <div class="who">
        <Name by={event.by} from={event.from} isShared={isShared} />
        <time dateTime={new Date(event.at).toISOString()} title={Text.fullTime(event.at)}>
          {Text.time(event.at)}
        </time>
      </div>
    )}
    {!isHead && (
      <time class="aside" aria-hidden="true" title={Text.fullTime(event.at)}>
        {Text.time(event.at)}
      </time>
    )}
    <Said text={event.text} />
  </li>
)

export const Waiting = ({ sent, dispatch }: { readonly sent: Outgoing; readonly dispatch: Dispatch }): JSX.Element => (
  <li class={`message outgoing${sent.failure === undefined ? "" : " failed"}`}>
    <Said text={sent.text} />
    {sent.failure === undefined ? (
      <span class="fate">Sending…</span>
    ) : (
      <span class="fate" role="alert">
        Not sent: {sent.failure}{" "}
        <button type="button" onClick={() => dispatch({ _tag: "Retried", id: sent.id })}>
          Try again
        </button>{" "}
        <button type="button" onClick={() => dispatch({ _tag: "Discarded", id: sent.id })}>
          Discard
        </button>
      </span>
    )}
  </li>
)

interface RowProps {
  readonly row: Row
  readonly state: State
  readonly channel: Channel
  readonly shared: ReadonlySet<string>
  readonly dispatch: Dispatch
}

export const RowView = ({ channel, dispatch, row, shared, state }: RowProps): JSX.Element => {
  switch (row._tag) {
    case "Day":
      return (
        <li class="day">
          <span>{Text.day(row.at, Date.now())}</span>
        </li>
      )
    case "New":
      return (
        <li class="new">
          <span>New</span>
        </li>
      )
    case "Notices":
      return (
        <li class="notice" data-n={row.n}>
          {Text.visible(noticeText(row.events))}
        </li>
      )
    case "Topic":
      return (
        <li class="notice" data-n={row.n}>
          {Text.visible(`${row.from} set the topic: ${row.text}`)}
        </li>
      )
    case "Hole": {
      const size = row.hole.to - row.hole.from + 1
      const events = `${count.format(size)} ${size === 1 ? "event" : "events"}`
      return (
        <li class="hole">
          {row.isLost ? (
            <span>{events} before are not kept any more.</span>
          ) : (
            <span>
              {events} {size === 1 ? "is" : "are"} not shown.{" "}
              <button
                type="button"
                disabled={channel.loading !== undefined || channel.status !== "live"}
                onClick={() => dispatch({ _tag: "AskedFor", hole: row.hole })}
              >
                {channel.loading === undefined ? "Load them" : "Loading…"}
              </button>
            </span>
          )}
        </li>
      )
    }
    case "Message": {
      const { event } = row
      return (
        <Message
          event={event}
          isHead={row.isHead}
          isMention={event.by !== state.by && mentions(event.text, state.profile?.name ?? "")}
          isShared={shared.has(event.from)}
          isTarget={state.target?.n === event.n}
        />
      )
    }
  }
}
