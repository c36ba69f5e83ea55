import type { JSX } from "preact"
import type { Dispatch } from "../App.tsx"
import type { Channel } from "../Model.ts"
import { Name } from "../Said.tsx"
import { close, Dialog } from "./Dialog.tsx"

/** Who is in the channel; and the way out of it. */
export const People = ({ channel, dispatch }: { channel: Channel; dispatch: Dispatch }): JSX.Element => {
  const people = [...channel.members].sort(([, one], [, other]) => one.localeCompare(other))
  const names = people.map(([, name]) => name)
  return (
    <Dialog label={`People in ${channel.name}`} onClose={close(dispatch)}>
      <h2>
        {people.length + channel.unnamed} in <bdi>{channel.name}</bdi>
      </h2>
      <ul class="people">
        {people.map(([by, from]) => (
          <li key={by}>
            <Name by={by} from={from} isShared={names.filter((name) => name === from).length > 1} />
          </li>
        ))}
      </ul>
      {channel.unnamed > 0 && <p class="quiet pad">and {channel.unnamed} more</p>}
      <p class="pad">
        <button type="button" onClick={() => dispatch({ _tag: "Left", channel: channel.name })}>
          Leave this channel
        </button>
      </p>
    </Dialog>
  )
}
