/** A button that is a picture, with words for those who do not see it. */
import type { JSX } from "preact"

interface Props {
  readonly label: string
  /** What the pointer is told, such as the keys that do the same. */
  readonly title?: string
  /** Whether it is on, for one that stays so. */
  readonly isPressed?: boolean
  /** Only where the channels have no place beside the messages. */
  readonly isDrawer?: boolean
  /** SVG paths, in a square of 24. */
  readonly paths: ReadonlyArray<string>
  readonly onClick: () => void
}

export const IconButton = ({ isDrawer, isPressed, label, onClick, paths, title }: Props): JSX.Element => (
  <button
    type="button"
    class={isDrawer ? "icon drawer" : "icon"}
    aria-label={label}
    aria-pressed={isPressed}
    title={title}
    onClick={onClick}
  >
    <svg viewBox="0 0 24 24" aria-hidden="true">
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  </button>
)
