/** The texts of `/help`. */
const commands: ReadonlyArray<string> = [
  "/create CHANNEL  make a channel and move into it",
  "/join CHANNEL    move into a channel",
  "/list            name all channels",
  "/names           name who was seen in this channel since you came",
  "/ignore NAME     see nothing of somebody any more; /unignore NAME ends that"
]

const REST = "anything else goes to the others in your channel; a space in front of / makes it a message"

/** Where the client draws the line being typed. */
export const edited: ReadonlyArray<string> = [
  ...commands,
  "/clear           empty the screen (^L)",
  "/quit            leave (^C, ^D on an empty line; ^C clears any other)",
  REST,
  "TAB completes commands, channels and names; up and down bring back lines, ^R finds one",
  "^A ^E ^B ^F Alt-b Alt-f move; ^W ^U ^K Alt-d Alt-DEL delete, ^Y Alt-y bring back; ^T swaps; ^Z suspends"
]

/** Where the terminal edits it, and no key is the client's. */
export const plain: ReadonlyArray<string> = [...commands, "/quit            leave (^C; ^D on an empty line)", REST]
