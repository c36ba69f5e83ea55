/**
 * Random numbers that can be repeated: everything that a peer does follows from one seed, whatever the others do. Which
 * of two peers comes first depends on the machine, so a seed repeats what was sent and not every interleaving.
 */
import { PCGRandom } from "effect/Utils"

/** Of this run: `FUZZ_SEED`, or another one each time. Tests that use it have it in their names. */
export const seed: number = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31))

export class Random {
  private readonly source: PCGRandom

  /** Two with the same numbers choose the same. */
  constructor(...numbers: [number, number?]) {
    this.source = new PCGRandom(numbers[0], numbers[1] ?? 0)
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    return this.source.integer(bound)
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.source.number() < probability
  }

  pick<A>(choices: readonly [A, ...ReadonlyArray<A>]): A {
    return choices[this.below(choices.length)] ?? choices[0]
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)))
  }
}
