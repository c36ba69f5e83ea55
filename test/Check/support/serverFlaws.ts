/** The flaws of the wrong servers, with the cases that each fails; those that were not tried begin with a question mark. */

/** This one moves 12 MB. */
export const STUCK = "server.load.stuck-reader"

/** These take long, so they are run only for servers that differ in them. */
export const SLOW_CASES = [STUCK, "server.load.fifty", "server.list.long"]

export const wrong: Readonly<Record<string, ReadonlyArray<string>>> = {
  "pads with NUL bytes": ["server.frame.size"],
  "puts the name in front of the padding": ["server.frame.size"],
  "begins texts with a carriage return": ["server.frame.full"],
  "begins texts with the wipe": ["server.frame.full"],
  "takes the first chunk for the name": ["server.name.pieces"],
  "does not except the sender": ["server.name.shared", "server.message.no-echo", "server.load.course-script"],
  "sends to every channel": ["server.message.elsewhere", "server.create.leaves", "server.join.leaves"],
  "tells nobody of a leave": [
    "server.create.leaves",
    "server.join.leaves",
    "server.leave.announced",
    "server.leave.reset"
  ],
  "tells of each leave twice": [
    "server.create.leaves",
    "server.join.leaves",
    "server.join.own",
    "server.leave.announced",
    "server.leave.reset"
  ],
  "forgets to leave the old channel": ["server.create.leaves", "server.join.leaves"],
  "tells nobody of a join": ["server.join.announced", "server.join.own", "server.load.course-script"],
  "tells the joiner too": ["server.create.silent", "server.join.silent", "server.load.course-script"],
  "takes the first word of a channel's name": ["server.channel.outer-spaces"],
  "lists channels by their age": ["server.list.sorted"],
  "lists with commas": ["server.list.newlines", "server.list.sorted"],
  "lists a channel a message": ["server.list.newlines"],
  "lists to everybody": ["server.list.private"],
  "takes unknown commands for messages": [
    "server.error.invalid",
    "server.error.invalid-words",
    "server.error.joined-word",
    "server.error.lone-slash"
  ],
  "leaves before it checks": [
    "server.error.unknown-channel-unmoved",
    "server.error.join-argument-unmoved",
    "server.error.create-argument-unmoved",
    "server.error.channel-exists-unmoved",
    "server.error.own-channel-exists",
    "server.error.long-name"
  ],
  "ignores unknown commands, and leaves before it checks": [
    "server.error.unknown-channel-unmoved",
    "server.error.join-argument-unmoved",
    "server.error.create-argument-unmoved",
    "server.error.channel-exists-unmoved",
    "server.error.own-channel-exists",
    "server.error.invalid",
    "server.error.invalid-words",
    "server.error.joined-word",
    "server.error.lone-slash",
    "server.error.long-name"
  ],
  "ignores unknown commands, and leaves before it checks a /join": [
    "server.error.unknown-channel-unmoved",
    "server.error.join-argument-unmoved",
    "server.error.invalid",
    "server.error.invalid-words",
    "server.error.joined-word",
    "server.error.lone-slash"
  ],
  "ignores unknown commands, and tells of a leave without an argument": [
    "server.error.join-argument-unmoved",
    "server.error.create-argument-unmoved",
    "server.error.invalid",
    "server.error.invalid-words",
    "server.error.joined-word",
    "server.error.lone-slash"
  ],
  "crashes without an argument": [
    "server.error.join-argument",
    "server.error.join-argument-unmoved",
    "server.error.create-argument",
    "server.error.create-argument-unmoved"
  ],
  "has its own words for an argument that is missing": ["server.error.join-argument", "server.error.create-argument"],
  "takes names of any length": ["server.error.long-name"],
  "joins by /create": [
    "server.error.channel-exists",
    "server.error.channel-exists-unmoved",
    "server.error.own-channel-exists"
  ],
  "confirms commands": ["server.create.silent", "server.join.silent", "server.load.course-script"],
  "misspells a constant": ["server.message.outside"],
  "strips spaces only": ["server.frame.newline"],
  "strips on the left": ["server.frame.leading-spaces"],
  "relays control characters": ["server.message.controls"],
  "takes the first word of a name": ["server.name.spaces"],
  "has one client a name": ["server.name.shared"],
  welcomes: ["server.name.first", "server.load.course-script"],
  "takes each chunk for a message": [
    "server.name.pieces",
    "server.frame.pieces",
    "server.frame.bytes",
    "server.frame.coalesced",
    "server.frame.straddling",
    "server.frame.interleaved",
    "server.frame.half-dropped"
  ],
  "has one buffer for all": [
    "?server.name.pieces",
    "server.name.silent",
    "server.name.nobody",
    "?server.name.reset",
    "server.frame.pieces",
    "?server.frame.bytes",
    "server.frame.straddling",
    "server.frame.interleaved",
    "server.frame.half-dropped"
  ],
  "handles one message a chunk": ["server.frame.coalesced", "server.frame.straddling"],
  "loses half frames": [
    "server.name.pieces",
    "server.frame.pieces",
    "server.frame.bytes",
    "server.frame.straddling",
    "server.frame.interleaved"
  ],
  "crashes when nobody leaves": ["server.name.nobody", "server.name.reset"],
  "handles half a frame at the end": ["server.frame.half-dropped"],
  "waits for the name of a silent client": ["?server.name.pieces", "server.name.silent", "?server.name.reset"],
  "crashes at a reset": ["server.name.reset", "server.leave.reset"],
  "does not notice a reset": ["server.leave.reset"]
}

/** What is wrong with these shows only with many clients, channels or messages. */
export const wrongWithMany: Readonly<Record<string, ReadonlyArray<string>>> = {
  "has room for ten": ["server.load.fifty"],
  "cuts a long list": ["server.list.long"],
  "waits for readers that are slow": [STUCK]
}

/** Readings that the assignment allows, with the case that notes them and what it notes. */
export const tolerated: Readonly<Record<string, readonly [id: string, note: RegExp]>> = {
  "ends texts in a newline before the padding": ["server.frame.size", /between a text and its padding.*\\n/i],
  "closes empty channels": ["server.channel.kept", /ends with its last member/],
  "answers an empty list": ["server.list.none", /an empty answer/],
  "names the whole invalid message": ["server.error.invalid-words", /the whole message/],
  "ignores joining one's own channel": ["server.join.own", /changes nothing/],
  "ignores empty messages": ["server.message.empty", /is ignored/]
}

/** These are wrong in nearly everything: the cases that they pass are named here. */
export const nearlyAllWrong: Readonly<Record<string, ReadonlyArray<string>>> = {
  "sends without padding": ["server.start"],
  "sends frames of 199 bytes": ["server.start"],
  "never answers": ["server.start"]
}

/** What these do is right. */
export const right = ["reads 200 bytes of each client a round"]
