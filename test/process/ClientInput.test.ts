/** What `chat client` sends for what it reads on a pipe. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { frame, texts } from "../support/frames.ts"
import { startClient } from "./support/ChatClient.ts"
import { listen } from "./support/RawSocket.ts"

/** Types the lines into a client. Returns every byte that it has sent, its name and a last `end` included. */
const sent = (...lines: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const server = yield* listen
    const client = yield* startClient(["Panda", "127.0.0.1", server.port])
    const { received } = yield* server.accept
    for (const line of lines) yield* client.types(line)
    yield* client.types("end")
    const last = frame("end").toString("latin1")
    const bytes = yield* received.until("the last line", (text) => text.endsWith(last))
    return { bytes, complaints: client.program.stderr.text }
  })

/** The texts between the name and the end. */
const textsBetween = (bytes: string): ReadonlyArray<string> => {
  const all = texts(Buffer.from(bytes, "latin1"))
  assert.equal(all[0], "Panda")
  assert.equal(all.at(-1), "end")
  return all.slice(1, -1)
}

const frames = (...texts: ReadonlyArray<string>) => Buffer.concat(texts.map(frame)).toString("latin1")

const utf8 = (text: string) => Buffer.from(text).toString("latin1")

describe("a client on a pipe", () => {
  it.scopedLive("sends its name and then one frame of 200 bytes a line, padded with spaces", () =>
    Effect.gen(function* () {
      const { bytes } = yield* sent("hello", "  two spaces before", "/create two words", "x".repeat(200))
      assert.equal(bytes, frames("Panda", "hello", "  two spaces before", "/create two words", "x".repeat(200), "end"))
    })
  )

  it.scopedLive("sends clean frames: no line end, be it LF or CR LF", () =>
    Effect.gen(function* () {
      const { bytes } = yield* sent("from Windows\r", "spaces at the end   ", "", "\r")
      assert.equal(bytes, frames("Panda", "from Windows", "spaces at the end", "", "", "end"))
    })
  )

  it.scopedLive("sends bytes of any encoding as they are", () =>
    Effect.gen(function* () {
      const latin1 = "caf\xe9 \xff\x80\x85\xa0"
      const { bytes } = yield* sent(latin1, utf8("聊天 🐼"))
      assert.equal(bytes, frames("Panda", latin1, utf8("聊天 🐼"), "end"))
    })
  )

  it.scopedLive("sends its name in UTF-8", () =>
    Effect.gen(function* () {
      const server = yield* listen
      yield* startClient(["Zoë 聊天", "127.0.0.1", server.port])
      const { received } = yield* server.accept
      yield* received.beginsWith(frames(utf8("Zoë 聊天")))
    })
  )

  it.scopedLive("sends a line that does not fit as several frames, and loses nothing but the blanks between them", () =>
    Effect.gen(function* () {
      const words = Array.from({ length: 100 }, (_, index) => `word${index}`).join(" ")
      const { bytes } = yield* sent(words, "x".repeat(450))
      const found = textsBetween(bytes)
      assert.ok(found.length > 6)
      const split = found.findIndex((text) => text.startsWith("x"))
      assert.deepEqual([found.slice(0, split).join(" "), found.slice(split).join("")], [words, "x".repeat(450)])
    })
  )

  it.scopedLive("cuts a long line between characters", () =>
    Effect.gen(function* () {
      const line = "聊天🐼é".repeat(40)
      const { bytes } = yield* sent(utf8(line))
      const decoder = new TextDecoder("utf-8", { fatal: true })
      const found = textsBetween(bytes).map((text) => decoder.decode(Buffer.from(text, "latin1")))
      assert.equal(found.join(""), line)
    })
  )

  it.scopedLive("makes no continuation of a long line look like a command", () =>
    Effect.gen(function* () {
      const line = (text: string) => `a${text}`.slice(0, 600)
      const lines = [
        line(`${"x".repeat(199)}/join elsewhere ${"y".repeat(300)}`),
        line("/".repeat(599)),
        line("word /list ".repeat(60)),
        line("/é/".repeat(200))
      ]
      const { bytes } = yield* sent(...lines.map(utf8))
      const found = textsBetween(bytes)
      assert.ok(found.length >= 3 * lines.length)
      for (const text of found) assert.ok(!text.startsWith("/"), `a command in disguise: ${text}`)
      const squeezed = (text: string) => text.replaceAll(" ", "")
      assert.equal(squeezed(found.join("")), squeezed(lines.map(utf8).join("")))
    })
  )

  it.scopedLive("refuses a command that does not fit, in one sentence on standard error, and sends nothing", () =>
    Effect.gen(function* () {
      const { bytes, complaints } = yield* sent(`/create ${"x".repeat(200)}`)
      assert.equal(bytes, frames("Panda", "end"))
      assert.match(complaints, /^[^\n]+\n$/)
    })
  )
})
