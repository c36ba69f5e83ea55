import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import { type Budgeted, SendBudget } from "../../src/Net/SendBudget.ts"
import { defaultSendQueueLimits } from "../../src/Net/SendQueueLimits.ts"

class TestPeer implements Budgeted {
  unsent = 0
  isCutOff = false

  constructor(private readonly budget: () => SendBudget) {}

  send(size: number): void {
    if (this.isCutOff) return
    this.unsent += size
    if (this.unsent > 0) this.budget().note(this)
  }

  unsafeCutOff(): void {
    this.isCutOff = true
    this.unsent = 0
    this.budget().forget(this)
  }
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("send" as const), peer: fc.nat(4), size: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("take" as const), peer: fc.nat(4), size: fc.nat(100) }) }
)

describe("what waits for all peers together", () => {
  it("never stays above the bound; only the one with the most is cut off, and only when the sum really is above", () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const bound = 100
        const budget = new SendBudget({ ...defaultSendQueueLimits, total: bound })
        const peers = Array.from({ length: 5 }, () => new TestPeer(() => budget))
        const sum = () => peers.reduce((total, { unsent }) => total + unsent, 0)
        for (const { kind, peer: index, size } of steps) {
          const peer = peers[index] as TestPeer
          if (kind === "take") {
            peer.unsent = Math.max(0, peer.unsent - size)
            continue
          }
          const before = peers.map(({ unsent }, at) => (at === index && !peer.isCutOff ? unsent + size : unsent))
          const open = peers.filter(({ isCutOff }) => !isCutOff)
          peer.send(size)
          assert.ok(sum() <= bound)
          const cut = open.filter(({ isCutOff }) => isCutOff)
          const total = before.reduce((all, unsent) => all + unsent, 0)
          assert.equal(cut.length > 0, total > bound)
          const least = Math.min(...cut.map((one) => before[peers.indexOf(one)] as number))
          const spared = peers.filter(({ isCutOff }) => !isCutOff).map((one) => before[peers.indexOf(one)] as number)
          assert.ok(spared.every((unsent) => unsent <= least))
        }
      })
    ))
})
