/** What `/help` says. */
export const lines: ReadonlyArray<string> = [
  "/create CHANNEL  make a channel and move into it",
  "/join CHANNEL    move into a channel",
  "/list            name all channels; no answer: there are none",
  "/clear           empty the screen (^L)",
  "/quit            leave (^C, ^D on an empty line; ^C clears any other)",
  "anything else goes to the others in your channel",
  "TAB completes commands, channels and names; up and down bring back lines, ^R finds one",
  "^A ^E ^B ^F M-b M-f move; ^W ^U ^K M-d M-DEL kill, ^Y M-y yank; ^T swaps; ^Z suspends"
]
