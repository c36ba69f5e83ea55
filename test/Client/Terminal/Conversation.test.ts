/** What a conversation makes of keys and frames; how it is drawn and sent is elsewhere. */

import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Receive from "../../../src/Client/Terminal/Conversation/Receive.ts"
import { MAX_LINES } from "../../../src/Client/Terminal/Conversation/Submit.ts"
import { Talk } from "../../support/Talk.ts"

const paste = (text: string) => `\u001b[200~${text}\u001b[201~`

describe("keys", () => {
  it("edit the line, and Enter sends it", () => {
    const talk = new Talk().press("wrold\u001b[D\u001b[D\u001b[D\u0014\u0001hello \r")
    assert.deepEqual(talk.sent, ["hello world"])
    assert.equal(talk.prompt, "(no channel)> ")
  })

  it("that are not known do nothing", () => {
    assert.equal(new Talk().press("a\u001b[15~\u001c\u001bqb").prompt, "(no channel)> ab")
  })

  it("say that no channel is known yet where one is asked for", () => {
    assert.match(String(new Talk().press("/join \t").printed), /\/list asks the server/)
  })
})

describe("^R", () => {
  const talk = () => new Talk().press("one two\rthree\rtwo four\rhalf")

  it("finds the latest line with what is typed, and older ones when pressed again", () => {
    assert.equal(talk().press("\u0012").prompt, "search: : half")
    assert.equal(talk().press("\u0012tw").prompt, "search: tw: two four")
    assert.equal(talk().press("\u0012two\u0012").prompt, "search: two: one two")
    assert.equal(talk().press("\u0012two\u0012\u0012").prompt, "search: two: one two")
    assert.equal(talk().press("\u0012thx\u007f").prompt, "search: th: three")
  })

  it("ends with a key of the line, and goes back to what was typed at ^G", () => {
    assert.equal(talk().press("\u0012one\u0001>").prompt, "(no channel)> >one two")
    assert.equal(talk().press("\u0012one\r").sent.at(-1), "one two")
    assert.equal(talk().press("\u0012one\u0007").prompt, "(no channel)> half")
  })
})

describe("a line that does not fit a frame", () => {
  it("is sent as several if it is text, and refused if it is a command", () => {
    const talk = new Talk().press(`${"x".repeat(250)}\r/join ${"x".repeat(250)}\r`)
    assert.deepEqual(talk.sent, ["x".repeat(194), "x".repeat(56)])
    assert.equal(talk.printed.at(-1), "A command can have at most 200 bytes.")
    assert.equal(talk.prompt, "(no channel)> ")
  })
})

describe("a paste", () => {
  it("is shown in part when it is long", () => {
    const talk = new Talk().press(paste(Array.from({ length: 9 }, (_, index) => `line ${index}`).join("\n")))
    assert.equal(talk.prompt, "| line 0\n| line 1\n| line 2\n| line 3\n| line 4\n| … and 4 more\nSend 9 lines? [y/n] ")
  })

  it("that was refused is kept for the next Up, until another line is typed", () => {
    const refused = () => new Talk().press(`${paste("a\nb")}n`)
    assert.equal(refused().printed.at(-1), "Not sent: 2 lines. Up brings them back.")
    assert.deepEqual(refused().press("\u001b[Ay").sent, ["a", "b"])
    assert.deepEqual(new Talk().press(`${paste("a\nb")}\u0003\u001b[Ay`).sent, ["a", "b"])
    assert.equal(refused().press("other\r\u001b[A").prompt, "(no channel)> other")
  })

  it("is asked about until yes or no", () => {
    const talk = new Talk().press(paste("a\nb")).press("x\r\u001b[A\t")
    assert.match(talk.prompt, /Send 2 lines\?/)
    assert.deepEqual(talk.press("Y").sent, ["a", "b"])
  })

  it("is inserted at the cursor", () => {
    assert.deepEqual(new Talk().press(`()\u001b[D${paste("a\n\n b\nc")}y`).sent, ["(a", " b", "c)"])
  })

  it("of too many lines is not taken", () => {
    const talk = new Talk().press(paste("x\n".repeat(MAX_LINES + 1)))
    assert.match(String(talk.printed), /too much to paste/)
    assert.equal(talk.prompt, "(no channel)> ")
  })

  it("while there is no connection becomes unsent", () => {
    const talk = new Talk().lose().press(`${paste("a\nb")}y`)
    assert.deepEqual([talk.sent, talk.state.unsent], [[], ["a", "b"]])
  })
})

describe("lines typed without a connection", () => {
  it("are bounded", () => {
    const talk = new Talk().lose()
    for (let line = 0; line <= MAX_LINES; line++) talk.press("x\r")
    assert.equal(talk.state.unsent.length, MAX_LINES)
    assert.match(talk.printed.at(-1) ?? "", /not kept/)
  })

  it("stay unsent when the connection goes while it is asked", () => {
    const talk = new Talk().lose().press("x\r").happen({ _tag: "Reconnected" }).press("\r").lose().press("y")
    assert.deepEqual([talk.sent, talk.state.unsent], [[], ["x"]])
  })

  it("are counted when the client leaves", () => {
    const talk = new Talk().lose().press("x\r/quit\r")
    assert.deepEqual(talk.printed.at(-1), "Not sent: 1 line.")
    assert.ok(talk.outputs.some(({ _tag }) => _tag === "Quit"))
  })
})

describe("the prompt", () => {
  it("shows a long channel's beginning, and nothing that drives a terminal", () => {
    const talk = new Talk().press(`/join ${"x".repeat(30)}\r`)
    assert.equal(talk.prompt, `${"x".repeat(23)}…> `)
  })

  it("goes back to no channel when none could be made again", () => {
    const talk = new Talk().press("/join lab\r").lose().happen({ _tag: "Reconnected" })
    for (let attempt = 0; attempt < 3; attempt++) {
      talk.arrive("No channel named lab exists. Try '/create lab'?", "Room lab already exists, so cannot be created.")
    }
    assert.equal(talk.prompt, "(no channel)> ")
    assert.match(talk.printed.at(-1) ?? "", /Not in lab/)
  })
})

describe("mentions", () => {
  it("are words of their own, in any case", () => {
    const texts = ["zed", "hi Zed!", "@ZED", "zedekiah", "amazed", "Zed's", "zed_", "z ed"]
    assert.deepEqual(
      texts.filter((text) => Receive.mentions(text, "Zed")),
      ["zed", "hi Zed!", "@ZED", "Zed's"]
    )
    assert.ok(Receive.mentions("你好 王小明", "王小明"))
  })
})

describe("/list", () => {
  const BARRIER = "/join command must be followed by the name of a channel to join."

  it("says that there are no channels when none is named", () => {
    const talk = new Talk().press("/list\r")
    assert.deepEqual(talk.sent, ["/list", "/join"])
    assert.deepEqual(talk.arrive(BARRIER).printed.slice(1), ["There are no channels: /create NAME makes one."])
  })

  it("shows the channels and nothing else", () => {
    const talk = new Talk().press("/list\r").arrive("lab\nzoo", "[Ann] hello", BARRIER)
    assert.deepEqual(talk.printed.slice(1), ["lab|zoo", "hello"])
  })

  it("keeps its own barriers apart from a /join that the user typed without a channel", () => {
    const talk = new Talk().press("/join\r/list\r/join\r").arrive(BARRIER, "lab", BARRIER, BARRIER)
    assert.deepEqual(talk.printed.slice(3), [BARRIER, "lab", BARRIER])
  })
})

describe("a command that is mistyped", () => {
  it("is asked about, and sent as it was meant, as it was typed, or not at all", () => {
    const asked = () => new Talk().press("/jion lab\r")
    assert.equal(asked().prompt, "| /join lab\nDid you mean that? [y, n: send it as typed, ^C: neither] ")
    assert.deepEqual(asked().sent, [])
    assert.deepEqual(asked().press("y").sent, ["/join lab"])
    assert.deepEqual(asked().press("n").sent, ["/jion lab"])
    assert.deepEqual(asked().press("\u0003").sent, [])
  })

  it("is only one that is like a command", () => {
    for (const line of ["/msg Ann hi", "/whois Ann", " /jion lab"]) {
      assert.deepEqual(new Talk().press(`${line}\r`).sent, [line])
    }
    for (const line of ["/LIST", "/lsit", "/creat lab", "/hlep"])
      assert.deepEqual(new Talk().press(`${line}\r`).sent, [])
  })

  it("is none of /exit and /quit, which leave", () => {
    for (const line of ["/exit", "/quit"]) {
      assert.equal(
        new Talk().press(`${line}\r`).outputs.some(({ _tag }) => _tag === "Quit"),
        true
      )
    }
  })
})
