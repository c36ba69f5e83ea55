/** What a server in plain Node says, and how it fits into messages. */
export const INVALID = (word) => `${word} is not a valid control message. Valid messages are /create, /list, and /join.`
export const NO_CHANNEL = (name) => `No channel named ${name} exists. Try '/create ${name}'?`
export const EXISTS = (name) => `Room ${name} already exists, so cannot be created.`
export const NEEDS = {
  "/join": "/join command must be followed by the name of a channel to join.",
  "/create": "/create command must be followed by the name of a channel to create"
}
export const OUTSIDE = "Not currently in any channel. Must join a channel before sending messages."

/** Control characters become question marks. */
export const clean = (text) =>
  Array.from(text, (character) => (character < " " && character !== "\t" ? "?" : character)).join("")

/** Each message has as many names as fit. */
export const pages = (names) => {
  const texts = []
  for (const name of names) {
    const text = texts.length > 0 ? `${texts.at(-1)}\n${name}` : name
    if (texts.length === 0 || text.length > 200) texts.push(name)
    else texts[texts.length - 1] = text
  }
  return texts
}
