import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Words from "../../src/Domain/Words.ts"

const marked = (text: string, query: string) =>
  Words.find(text, Words.phrases(query))?.map(({ end, start }) => text.slice(start, end))

describe("words", () => {
  it("are found whatever their case and accents, and marked as they stand in the text", () => {
    assert.deepEqual(marked("Die Über-Straße: ueber, ÜBER", "uber strasse"), ["Über", "Straße", "ÜBER"])
    assert.deepEqual(marked("Ἀθῆναι Ёлка", "αθηναι елка"), ["Ἀθῆναι", "Ёлка"])
    assert.equal(marked("over", "over under"), undefined)
  })

  it("of scripts without spaces are found by any part", () => {
    assert.deepEqual(marked("東京タワーへ", "京タワ"), ["京タワ"])
    assert.deepEqual(marked("สวัสดีครับ", "ดีค"), ["ดีค"])
    assert.equal(marked("東京タワー", "京ワ"), undefined)
    assert.deepEqual(marked("ver2を使う", "ver2"), ["ver2"])
  })

  it("side by side are a phrase, and a star is any end", () => {
    assert.deepEqual(marked("an e-mail, no mail-e", "e-mail"), ["e-mail"])
    assert.deepEqual(marked("release released", "rele*"), ["release", "released"])
    assert.deepEqual(Words.phrases(" * -- "), [])
  })

  it("lie apart and in order in any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        let end = 0
        for (const token of Words.tokens(text)) {
          assert.ok(token.start >= end && token.end > token.start && token.end <= text.length)
          assert.doesNotMatch(token.word, /\s/)
          end = token.end
        }
      })
    )
  })
})
