/** What the fibers of a terminal client tell the conversation; a new connection comes with its link. */
import type * as Conversation from "./Conversation.ts"
import type { Link } from "./Link.ts"

type Reconnected = Extract<Conversation.Event, { readonly _tag: "Reconnected" }>

export type Event = Exclude<Conversation.Event, Reconnected> | (Reconnected & { readonly link: Link })

/** How many events may wait for the terminal. When it is held (^S), the server is held up in turn. */
export const MAX_EVENTS = 64
