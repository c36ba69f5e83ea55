import type { JSX } from "preact"
import { useState } from "preact/hooks"
import type { Dispatch } from "../App.tsx"
import type { State } from "../Model.ts"
import { close, Dialog } from "./Dialog.tsx"

interface Props {
  readonly state: State
  readonly dispatch: Dispatch
}

/** All channels of the server, by a part of their names; and a new one, where there is none of that name. */
export const Switcher = ({ dispatch, state }: Props): JSX.Element => {
  const [words, setWords] = useState("")
  const [chosen, setChosen] = useState(0)
  const names = [...new Set([...state.channels.keys(), ...state.listed.map(({ name }) => name)])]
  const members = new Map(state.listed.map(({ members, name }) => [name, members]))
  const optionsFor = (typed: string) => {
    const wanted = typed.trim()
    const found = names.filter((name) => name.toLowerCase().includes(wanted.toLowerCase())).slice(0, 50)
    const isNew = wanted !== "" && !names.includes(wanted)
    return [...found.map((name) => ({ name, create: false })), ...(isNew ? [{ name: wanted, create: true }] : [])]
  }
  const options = optionsFor(words)
  const go = (option: { readonly name: string; readonly create: boolean } | undefined) => {
    if (option !== undefined) dispatch({ _tag: "WentTo", channel: option.name, create: option.create })
  }
  return (
    <Dialog label="Channels" onClose={close(dispatch)}>
      <form
        class="find"
        onSubmit={(event) => {
          event.preventDefault()
          // What is typed decides: it may not have been drawn yet.
          const typed = event.currentTarget.querySelector("input")?.value ?? words
          const now = optionsFor(typed)
          go(now[Math.min(typed === words ? chosen : 0, now.length - 1)])
        }}
      >
        <input
          autoFocus
          value={words}
          placeholder="Find or make a channel"
          aria-label="Find or make a channel"
          maxLength={64}
          role="combobox"
          aria-expanded="true"
          aria-controls="found-channels"
          aria-activedescendant={options.length > 0 ? `channel-${chosen}` : undefined}
          onInput={(event) => {
            setWords(event.currentTarget.value)
            setChosen(0)
          }}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
            event.preventDefault()
            const step = event.key === "ArrowDown" ? 1 : options.length - 1
            if (options.length > 0) setChosen((chosen + step) % options.length)
          }}
        />
      </form>
      <div class="options" id="found-channels" role="listbox" aria-label="Channels">
        {options.map((option, at) => (
          <div
            key={`${option.create}${option.name}`}
            id={`channel-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === chosen}
            onClick={() => go(option)}
            onKeyDown={() => {}}
          >
            <span>
              {option.create && "Make "}
              <bdi class="channel-name">{option.name}</bdi>
            </span>
            {!option.create && <span class="quiet">{members.get(option.name) ?? ""}</span>}
          </div>
        ))}
      </div>
      {options.length === 0 && <p class="quiet pad">There is no channel yet. Type a name to make the first.</p>}
    </Dialog>
  )
}
