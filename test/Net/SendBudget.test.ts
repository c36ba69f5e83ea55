import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import { type Budgeted, SendBudget } from "../../src/Net/SendBudget.ts"
import { defaultSendQueueLimits } from "../../src/Net/SendQueueLimits.ts"

class TestPeer implements Budgeted {
  unsent = 0
  isCutOff = false

  constructor(
    private readonly budget: () => SendBudget,
    readonly network: string | undefined = undefined
  ) {}

  send(size: number): void {
    if (this.isCutOff) return
    this.unsent += size
    if (this.unsent > 0) this.budget().note(this)
  }

  take(size: number): void {
    this.unsent = Math.max(0, this.unsent - size)
    if (this.unsent > 0) this.budget().taken(this)
    else this.budget().forget(this)
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
  it("never stays above the bound; those are cut off that have taken nothing for longest, and only when the sum really is above", () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const bound = 100
        const budget = new SendBudget({ ...defaultSendQueueLimits, total: bound })
        const peers = Array.from({ length: 5 }, () => new TestPeer(() => budget))
        /** Those for whom something waits, in the order in which they have last taken some. */
        let order: Array<TestPeer> = []
        const sum = () => peers.reduce((total, { unsent }) => total + unsent, 0)
        for (const { kind, peer: index, size } of steps) {
          const peer = peers[index] as TestPeer
          if (kind === "take") {
            if (peer.isCutOff || peer.unsent === 0) continue
            peer.take(size)
            order = order.filter((other) => other !== peer)
            if (peer.unsent > 0) order.push(peer)
            continue
          }
          const before = peers.map(({ unsent }, at) => (at === index && !peer.isCutOff ? unsent + size : unsent))
          const open = peers.filter(({ isCutOff }) => !isCutOff)
          peer.send(size)
          assert.ok(sum() <= bound)
          const cut = open.filter(({ isCutOff }) => isCutOff)
          const total = before.reduce((all, unsent) => all + unsent, 0)
          assert.equal(cut.length > 0, total > bound)
          if (!peer.isCutOff && peer.unsent > 0 && !order.includes(peer)) order.push(peer)
          if (cut.includes(peer) && !order.includes(peer)) order.push(peer)
          assert.deepEqual(
            cut.map((one) => order.indexOf(one)).sort(),
            cut.map((_, index) => index)
          )
          order = order.slice(cut.length)
        }
      })
    ))

  it("does not push out who reads slowly, however many others are stuck with less", () => {
    const budget = new SendBudget({ ...defaultSendQueueLimits, total: 1000 })
    const slow = new TestPeer(() => budget, "192.0.2.1")
    const stuck = Array.from({ length: 100 }, () => new TestPeer(() => budget, "192.0.2.1"))
    slow.send(100)
    for (const peer of stuck) {
      peer.send(10)
      slow.take(1)
    }
    assert.equal(slow.isCutOff, false)
    assert.ok(stuck.some(({ isCutOff }) => isCutOff))
  })

  it("does not push out who has taken nothing for long, where the others come from one network", () => {
    const budget = new SendBudget({ ...defaultSendQueueLimits, total: 1000 })
    const waiting = new TestPeer(() => budget, "192.0.2.1")
    const stuck = Array.from({ length: 100 }, () => new TestPeer(() => budget, "192.0.2.2"))
    waiting.send(100)
    for (const peer of stuck) peer.send(10)
    assert.equal(waiting.isCutOff, false)
    assert.ok(stuck.some(({ isCutOff }) => isCutOff))
  })
})
