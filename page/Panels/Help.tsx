import type { JSX } from "preact"
import type { Dispatch } from "../App.tsx"
import { close, Dialog } from "./Dialog.tsx"

const keys: ReadonlyArray<readonly [string, string]> = [
  ["Enter", "Send"],
  ["Shift+Enter", "Begin a new line"],
  ["Ctrl+K", "Go to a channel, or make one"],
  ["Ctrl+Shift+F", "Search"],
  ["Alt+↑ and Alt+↓", "The channel above and below"],
  ["Alt+Shift+↑ and ↓", "The one with something unread"],
  ["@ and Tab", "Complete a name"],
  ["Page Up and Down", "Scroll while you write"],
  ["Esc", "To the latest message"],
  ["Alt+/", "This list"]
]

export const Help = ({ dispatch }: { readonly dispatch: Dispatch }): JSX.Element => (
  <Dialog label="Keys" onClose={close(dispatch)}>
    <h2>Keys</h2>
    <dl class="keys">
      {keys.map(([key, does]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
    <p class="quiet pad">`code` in backquotes, and three of them on a line of their own around several lines.</p>
  </Dialog>
)
