import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Key from "../../../src/Client/Terminal/Key.ts"

const decode = (...chunks: ReadonlyArray<Uint8Array>): ReadonlyArray<Key.Key> => {
  const keys: Array<Key.Key> = []
  let pending = Key.empty
  for (const chunk of chunks) {
    const [rest, found] = Key.feed(pending, chunk)
    pending = rest
    keys.push(...found)
  }
  return keys
}

/** Names and texts in a row; texts that came in parts are one. */
const told = (keys: ReadonlyArray<Key.Key>): ReadonlyArray<string> => {
  const parts: Array<string> = []
  let typing = false
  for (const key of keys) {
    if (key._tag === "Text" && typing) parts.push(`${parts.pop()}${key.text}`)
    else if (key._tag === "Report") parts.push(`report ${key.report}`)
    else if (key._tag === "Named") parts.push(`<${key.name}>`)
    else parts.push(key._tag === "Paste" ? `paste ${key.tooLong ? "too long" : key.text}` : key.text)
    typing = key._tag === "Text"
  }
  return parts
}

const decoded = (input: string) => told(decode(Buffer.from(input)))

describe("feed", () => {
  it("knows the keys that edit, by Emacs's names", () => {
    assert.deepEqual(decoded("\u0001\u0005\u0017\r\t\u007f\b"), [
      "<C-a>",
      "<C-e>",
      "<C-w>",
      "<Enter>",
      "<Tab>",
      "<Backspace>",
      "<Backspace>"
    ])
    assert.deepEqual(decoded("\u001b[A\u001bOB\u001b[C\u001b[1;5D\u001b[1;3C\u001b[H\u001b[4~\u001b[3~\u001b[Z"), [
      "<Up>",
      "<Down>",
      "<Right>",
      "<C-Left>",
      "<M-Right>",
      "<Home>",
      "<End>",
      "<Delete>",
      "<BackTab>"
    ])
    assert.deepEqual(decoded("\u001bb\u001bF\u001b\u007f"), ["<M-b>", "<M-f>", "<M-Backspace>"])
  })

  it("lets keys pass that mean nothing here, and nothing of them gets into the line", () => {
    assert.deepEqual(decoded("a\u001b[15~\u001b[[A\u001b[<0;1;2M\u001b[1Pb\u001b[>1;2cc"), ["abc"])
  })

  it("keeps a paste together, whatever is in it", () => {
    assert.deepEqual(decoded("a\u001b[200~one\r\ntwo\u0003\u001b[A 聊\u001b[201~b"), [
      "a",
      "paste one\r\ntwo\u0003\u001b[A 聊",
      "b"
    ])
  })

  it("says of a paste without end that it is too long, and keeps no more of it than the bound", () => {
    const pasted = decoded(`\u001b[200~${"x".repeat(Key.MAX_PASTE + 1)}\u001b[201~.`)
    assert.deepEqual(pasted, ["paste too long", "."])
    const [pending] = Key.feed(Key.empty, Buffer.from(`\u001b[200~${"x".repeat(3 * Key.MAX_PASTE)}`))
    assert.equal(pending.paste?.length, Key.MAX_PASTE)
  })

  it("finds the same keys however the bytes are split", () => {
    const parts = fc.constantFrom(
      "a",
      "é",
      "聊",
      "👋🏽",
      "\u0001",
      "\r",
      "\u001b[A",
      "\u001b[1;5C",
      "\u001bOH",
      "\u001bb",
      "\u001b[200~p聊\n\u001b[201\u001b[201~",
      "\u001b[3~"
    )
    fc.assert(
      fc.property(fc.array(parts), fc.array(fc.nat(40)), (keys, cuts) => {
        const bytes = Buffer.from(keys.join(""))
        const chunks: Array<Uint8Array> = []
        let at = 0
        for (const size of cuts) {
          chunks.push(bytes.subarray(at, at + size))
          at += size
        }
        chunks.push(bytes.subarray(at))
        assert.deepEqual(told(decode(...chunks)), told(decode(bytes)))
      })
    )
  })

  it("ends with arbitrary bytes, and holds little of them back", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (chunks) => {
        let pending = Key.empty
        for (const chunk of chunks) pending = Key.feed(pending, chunk)[0]
        assert.ok(pending.bytes.length <= 70, `${pending.bytes.length} bytes are held back`)
      })
    )
  })
})

describe("reports of the terminal", () => {
  it("are no keys, and come whole however they are split", () => {
    const reports = "\u001b[I\u001b[O\u001b]11;rgb:28/2a/36\u0007\u001b]11;rgb:fdfd/f6f6/e3e3\u001b\\"
    const expected = ["report FocusIn", "report FocusOut", "report Dark", "report Light"]
    assert.deepEqual(decoded(reports), expected)
    let pending = Key.empty
    const keys: Array<Key.Key> = []
    for (const byte of Buffer.from(`a${reports}b`)) {
      const [next, more] = Key.feed(pending, Uint8Array.of(byte))
      pending = next
      keys.push(...more)
    }
    assert.deepEqual(told(keys), ["a", ...expected, "b"])
  })

  it("do not keep what is typed after Alt and a bracket", () => {
    assert.deepEqual(decoded("\u001b]abc").at(-1), "abc")
  })
})
