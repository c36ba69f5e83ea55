/**
 * The constants of the assignment, under its names and byte for byte its texts: the course's own tests compare them.
 *
 * Invariant: every constant is printable ASCII but for CLIENT_WIPE_ME's carriage return, so filling one in never
 * changes how many bytes a character takes. `{0}` and `{1}` are the places that {@link fill} fills in.
 */

/** The size of every message on the wire, both ways, in bytes. */
export const MESSAGE_LENGTH = 200

export const CLIENT_CANNOT_CONNECT = "Unable to connect to {0}:{1}"
export const CLIENT_SERVER_DISCONNECTED = "Server at {0}:{1} has disconnected"
/** What the client prints where the user types; it ends in a space. */
export const CLIENT_MESSAGE_PREFIX = "[Me] "
/** A carriage return and four spaces: they cover the prefix, so that a message can be written over it. */
export const CLIENT_WIPE_ME = "\r    "

export const SERVER_INVALID_CONTROL_MESSAGE =
  "{0} is not a valid control message. Valid messages are /create, /list, and /join."
export const SERVER_NO_CHANNEL_EXISTS = "No channel named {0} exists. Try '/create {0}'?"
export const SERVER_JOIN_REQUIRES_ARGUMENT = "/join command must be followed by the name of a channel to join."
export const SERVER_CLIENT_JOINED_CHANNEL = "{0} has joined"
export const SERVER_CLIENT_LEFT_CHANNEL = "{0} has left"
export const SERVER_CHANNEL_EXISTS = "Room {0} already exists, so cannot be created."
export const SERVER_CREATE_REQUIRES_ARGUMENT = "/create command must be followed by the name of a channel to create"
export const SERVER_CLIENT_NOT_IN_CHANNEL = "Not currently in any channel. Must join a channel before sending messages."

/**
 * Puts `values[n]` in every place marked `{n}`. The values are taken as they are: a `{0}` inside a value stays.
 */
export const fill = (template: string, ...values: ReadonlyArray<string>): string =>
  template.replace(/\{(\d)\}/g, (place, digit: string) => values[Number(digit)] ?? place)
