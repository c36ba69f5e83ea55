import type { ComponentChildren, JSX } from "preact"
import { useEffect, useRef } from "preact/hooks"
import type { Dispatch } from "../App.tsx"

/** A dialog of the browser's own: it keeps the focus, and closes by Escape. */
export const Dialog = ({
  children,
  label,
  onClose
}: {
  readonly children: ComponentChildren
  readonly label: string
  readonly onClose: () => void
}): JSX.Element => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onClose={onClose}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      {children}
    </dialog>
  )
}

/** Back to the conversation. */
export const close = (dispatch: Dispatch) => () => dispatch({ _tag: "Showed", panel: "none" })
