/** The line that a person writes in: Enter sends, Shift+Enter begins a line, `@` and a letter complete a name. */
import type { JSX, TargetedInputEvent, TargetedKeyboardEvent } from "preact"
import { useLayoutEffect, useRef, useState } from "preact/hooks"
import type { Dispatch } from "./App.tsx"
import type { Channel } from "./Model.ts"
import { randomId } from "./Storage.ts"

/** Names that are offered at a time. */
const OFFERED = 6

/** Characters of an `id`. */
const ID = 16

/** What stands in front of the cursor, from an `@` on. */
const begun = (text: string, cursor: number): string | undefined => /(?:^|\s)@(\S*)$/.exec(text.slice(0, cursor))?.[1]

interface Props {
  readonly channel: Channel
  readonly limit: number
  readonly isOnline: boolean
  readonly dispatch: Dispatch
}

export const Composer = ({ channel, dispatch, isOnline, limit }: Props): JSX.Element => {
  const area = useRef<HTMLTextAreaElement>(null)
  const [cursor, setCursor] = useState(0)
  const [chosen, setChosen] = useState(0)
  const [isDismissed, setDismissed] = useState(false)
  const word = isDismissed ? undefined : begun(channel.draft, cursor)
  const names = [...new Set(channel.members.values())]
  const offered =
    word === undefined
      ? []
      : names
          .filter((name) => name.toLowerCase().startsWith(word.toLowerCase()))
          .sort()
          .slice(0, OFFERED)

  // As high as what is written, up to what the style allows.
  useLayoutEffect(() => {
    const element = area.current
    if (element === null) return
    element.style.height = "auto"
    element.style.height = `${element.scrollHeight}px`
  }, [channel.draft, channel.name])

  useLayoutEffect(() => {
    if (matchMedia("(hover: hover)").matches) area.current?.focus()
  }, [channel.name])

  const submit = () => dispatch({ _tag: "Submitted", id: randomId(ID), now: Date.now() })

  const complete = (name: string) => {
    const element = area.current
    if (element === null || word === undefined) return
    const start = cursor - word.length - 1
    const text = `${channel.draft.slice(0, start)}${name}${start === 0 ? ": " : " "}${channel.draft.slice(cursor)}`
    dispatch({ _tag: "Typed", text })
    const at = start + name.length + (start === 0 ? 2 : 1)
    element.value = text
    element.setSelectionRange(at, at)
    setCursor(at)
    element.focus()
  }

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTextAreaElement>) => {
    // An input method takes Enter for itself while it composes.
    if (event.isComposing || event.keyCode === 229) return
    const isOpen = offered.length > 0
    if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault()
      setChosen((chosen + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length)
    } else if (isOpen && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) {
      event.preventDefault()
      complete(offered[Math.min(chosen, offered.length - 1)] as string)
    } else if (isOpen && event.key === "Escape") {
      event.preventDefault()
      event.stopPropagation()
      setDismissed(true)
    } else if (event.key === "Enter" && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      submit()
    } else if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault()
      const list = document.querySelector(".list")
      list?.scrollBy({ top: (event.key === "PageUp" ? -0.9 : 0.9) * list.clientHeight })
    }
  }

  const onInput = (event: TargetedInputEvent<HTMLTextAreaElement>) => {
    const { selectionEnd, value } = event.currentTarget
    setCursor(selectionEnd)
    setChosen(0)
    setDismissed(false)
    dispatch({ _tag: "Typed", text: value })
  }

  const left = limit - channel.draft.length
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {offered.length > 0 && (
        <div class="offers" id="offers" role="listbox" aria-label="Names">
          {offered.map((name, at) => (
            <div
              key={name}
              id={`offer-${at}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === chosen}
              onMouseDown={(event) => {
                event.preventDefault()
                complete(name)
              }}
            >
              <bdi>{name}</bdi>
            </div>
          ))}
        </div>
      )}
      <textarea
        ref={area}
        rows={1}
        dir="auto"
        value={channel.draft}
        placeholder={`Message ${channel.name}`}
        aria-label={`Message ${channel.name}`}
        aria-autocomplete="list"
        {...(offered.length > 0 ? { "aria-controls": "offers", "aria-activedescendant": `offer-${chosen}` } : {})}
        autocomplete="off"
        enterkeyhint="send"
        onInput={onInput}
        onKeyDown={onKeyDown}
        onSelect={(event) => setCursor(event.currentTarget.selectionEnd)}
      />
      {left < 200 && (
        <span class={left < 0 ? "left over" : "left"} role="status">
          {left}
        </span>
      )}
      <button
        type="submit"
        class="send"
        aria-label={isOnline ? "Send" : "Send when connected"}
        disabled={channel.draft.trim() === "" || left < 0}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 12h14M12 5l7 7-7 7" />
        </svg>
      </button>
    </form>
  )
}
