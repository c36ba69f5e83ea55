/** What the client tells about the others in the channel: `/names`, `/ignore`, `--quiet-joins`. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Presence from "../../../src/Client/Terminal/Presence.ts"
import { fromText } from "../../../src/Domain/ByteString.ts"
import { Talk } from "../../support/Talk.ts"

const inLab = (quietJoins = false) => new Talk({ quietJoins }).press("/join lab\r")

/** What was printed by the last thing that happened. */
const news = (talk: Talk, happen: () => void): ReadonlyArray<string> => {
  const before = talk.printed.length
  happen()
  return talk.printed.slice(before)
}

describe("/names", () => {
  const names = (talk: Talk) => news(talk, () => talk.press("/names\r"))

  it("names who joined or spoke in this channel and has not left, and sends nothing", () => {
    const talk = inLab().arrive("Ann has joined", "[Ben] hi", "[Cid] hi", "Ann has left")
    assert.deepEqual(names(talk), ["Seen in lab since you came:|Ben|Cid"])
    assert.deepEqual(talk.sent, ["/join lab"])
  })

  it("says that there is no channel, or nobody", () => {
    assert.deepEqual(names(new Talk()), ["You are in no channel."])
    assert.deepEqual(names(inLab()), ["Nobody seen in lab since you came."])
  })

  it("begins anew in another channel, after coming back, and on a new connection", () => {
    const talk = inLab().arrive("[Ann] hi").press("/join zoo\r")
    assert.deepEqual(names(talk), ["Nobody seen in zoo since you came."])
    talk.arrive("No channel named zoo exists. Try '/create zoo'?")
    assert.deepEqual(names(talk), ["Seen in lab since you came:|Ann"])
    talk.press("/create zoo\r").press("/join lab\r")
    assert.deepEqual(names(talk), ["Nobody seen in lab since you came."])
    talk.arrive("[Ann] hi").lose().happen({ _tag: "Reconnected" })
    assert.deepEqual(names(talk), ["Nobody seen in lab since you came."])
  })

  it("is bounded", () => {
    const lab = fromText("lab")
    let presence = Presence.empty
    for (let at = 0; at < Presence.MAX_PEOPLE + 10; at++) presence = Presence.seen(presence, fromText(`u${at}`), lab)
    assert.equal(Presence.inChannel(presence, lab).length, Presence.MAX_PEOPLE)
  })
})

describe("/ignore", () => {
  it("hides what somebody says, joins and leaves, and rings for none of it, until /unignore", () => {
    const talk = new Talk({ bell: true }).press("/join lab\r/ignore Spam Bot\r")
    const hidden = news(talk, () =>
      talk.arrive("Spam Bot has joined", "[Spam Bot] zed, buy this", "Spam Bot has left", "[Ann] hi")
    )
    assert.deepEqual(hidden, ["hi"])
    assert.ok(!talk.outputs.some(({ _tag }) => _tag === "Ring"))
    assert.deepEqual(
      news(talk, () => talk.press("/unignore Spam Bot\r")),
      ["You see Spam Bot again."]
    )
    assert.deepEqual(
      news(talk, () => talk.arrive("[Spam Bot] hi")),
      ["hi"]
    )
    assert.deepEqual(talk.sent, ["/join lab"])
  })

  it("lists the ignored when no name is given, and knows whom it does not ignore", () => {
    const answers = new Talk().press("/ignore\r/ignore Ann\r/ignore Ben\r/ignore\r/unignore Cid\r").printed
    assert.equal(answers[0], "You ignore nobody.")
    assert.deepEqual(answers.slice(3), ["You ignore:|Ann|Ben", "You do not ignore Cid."])
  })

  it("takes a name as it is shown, so that no name is out of reach", () => {
    const hidden = (name: string, typed: string) => {
      const talk = inLab().arrive(`${name} has joined`).press(`/ignore ${typed}\r`)
      return news(talk, () => talk.arrive(`[${name}] hi`))
    }
    assert.deepEqual(hidden("A\u200bnn", "A?nn"), [])
    assert.deepEqual(hidden("Ann] hi", "Ann]?hi"), [])
    assert.deepEqual(hidden("Ann", "Anne"), ["hi"])
  })

  it("completes names", () => {
    assert.equal(inLab().arrive("[Alice] hi").press("/ignore Al\t").prompt, "lab> /ignore Alice ")
  })
})

describe("--quiet-joins", () => {
  it("tells who came and went in one line each when somebody speaks, and nothing of who did both", () => {
    const talk = inLab(true)
    const before = news(talk, () =>
      talk.arrive("Ann has joined", "Bot has joined", "Bot has left", "Ben has joined", "Cid has left")
    )
    assert.deepEqual(before, [])
    assert.deepEqual(
      news(talk, () => talk.arrive("[Ann] hello")),
      ["2 have joined", "Cid has left", "hello"]
    )
    assert.deepEqual(
      news(talk, () => talk.arrive("Ann has left").press("bye\r").arrive("[Ben] bye")),
      ["Ann has left", "bye", "bye"]
    )
  })

  it("forgets what happened in a channel that the user has left", () => {
    const talk = inLab(true).arrive("Ann has joined").lose().happen({ _tag: "Reconnected" })
    assert.deepEqual(
      news(talk, () => talk.arrive("[Ben] hi")),
      ["hi"]
    )
  })

  it("tells by itself when very many have moved", () => {
    const talk = inLab(true)
    const told = news(talk, () => talk.arrive(...Array.from({ length: 500 }, (_, at) => `u${at} has joined`)))
    assert.deepEqual(told, ["500 have joined"])
  })
})
