/**
 * What the protocol promises to clients, whatever carries the frames. The suite runs over memory, TCP, TLS and a Unix socket.
 */
import { channels } from "./behaviour/channels.ts"
import { frames } from "./behaviour/frames.ts"

export const behaviour = { ...channels, ...frames }
