import type { JSX } from "preact"
import { useState } from "preact/hooks"
import type { Dispatch } from "../App.tsx"
import type { State } from "../Model.ts"
import { Name, Said } from "../Said.tsx"
import * as Text from "../Text.ts"
import { close, Dialog } from "./Dialog.tsx"

interface Props {
  readonly state: State
  readonly dispatch: Dispatch
}

/** Messages with some words, the newest first; one of them shows its place. */
export const Search = ({ dispatch, state }: Props): JSX.Element => {
  const [words, setWords] = useState(state.search.words)
  const [everywhere, setEverywhere] = useState(false)
  const { found } = state.search
  const look = (isEverywhere: boolean) => dispatch({ _tag: "Searched", words, everywhere: isEverywhere })
  return (
    <Dialog label="Search" onClose={close(dispatch)}>
      <form
        class="find"
        aria-label="Search"
        onSubmit={(event) => {
          event.preventDefault()
          look(everywhere)
        }}
      >
        <input
          autoFocus
          type="search"
          enterkeyhint="search"
          onKeyDown={(event) => {
            // A browser would only empty the line.
            if (event.key === "Escape") close(dispatch)()
          }}
          value={words}
          placeholder={everywhere ? "Search all channels" : `Search ${state.current ?? ""}`}
          aria-label="Words"
          maxLength={200}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={everywhere}
            onChange={() => {
              setEverywhere(!everywhere)
              if (words.trim() !== "") look(!everywhere)
            }}
          />{" "}
          All channels
        </label>
      </form>
      <div role="status" class="quiet pad">
        {state.search.ref > 0 && words !== "" && (found === undefined ? "Searching…" : `${found.length} found`)}
      </div>
      <ul class="results">
        {(found ?? []).map(({ at, by, channel, from, n, text }) => (
          <li key={`${channel} ${n}`}>
            <button type="button" onClick={() => dispatch({ _tag: "JumpedTo", channel, n })}>
              <span class="who">
                <Name by={by} from={from} isShared={false} />
                <span class="quiet">
                  <bdi>{channel}</bdi>, {Text.day(at, Date.now())} {Text.time(at)}
                </span>
              </span>
              <Said text={text} />
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
