/** What was said, and by whom. */
import type { JSX } from "preact"
import { useMemo } from "preact/hooks"
import * as Text from "./Text.ts"

const Parts = ({ parts }: { readonly parts: ReadonlyArray<Text.Part> }): JSX.Element => (
  <>
    {parts.map((part, at) => {
      if (part._tag === "Text") return part.text
      if (part._tag === "Code") return <code key={at}>{part.text}</code>
      return (
        <a key={at} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          {part.text}
        </a>
      )
    })}
  </>
)

export const Said = ({ text }: { readonly text: string }): JSX.Element => {
  const blocks = useMemo(() => Text.blocks(text), [text])
  return (
    <div class="said" dir="auto">
      {blocks.map((block, at) =>
        block._tag === "Fence" ? (
          <pre key={at} dir="ltr">
            <code>{block.text}</code>
          </pre>
        ) : (
          <p key={at} dir="auto">
            {block.parts.length === 0 ? <br /> : <Parts parts={block.parts} />}
          </p>
        )
      )}
    </div>
  )
}

/** A name, with the end of its owner's id where others bear it too. */
export const Name = ({ by, from, isShared }: { by: string; from: string; isShared: boolean }): JSX.Element => (
  <span class="name" style={{ "--hue": Text.hueOf(by) }}>
    <bdi>{Text.visible(from)}</bdi>
    {isShared && <span class="tag"> {by.slice(-4)}</span>}
  </span>
)
