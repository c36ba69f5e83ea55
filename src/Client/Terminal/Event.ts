/** What happens to a terminal client: to the conversation, or to the terminal alone. */
import type * as Conversation from "./Conversation.ts"

export type Event = Conversation.Event | { readonly _tag: "Resized" } | { readonly _tag: "Stopped" }

/** So many events may wait for the terminal: one that is held (^S) holds the server up in turn. */
export const MAX_EVENTS = 64
