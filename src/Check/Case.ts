/**
 * A case: one sentence of the protocol, and the conversation that shows whether a program keeps it.
 *
 * Ids are stable, because gradebooks hold them: `subject.topic.behaviour`, dots between and hyphens inside.
 */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Mismatch } from "./Mismatch.ts"
import type { Trace } from "./Trace.ts"

export interface Case<Stage> {
  readonly id: string
  /** What is expected, in one line. */
  readonly expectation: string
  /** The place in the assignment that says so; or why this goes beyond it. */
  readonly source: string
  /**
   * Its points. 0: the assignment does not ask for it, so a program that differs is told so and loses nothing by it.
   */
  readonly weight: number
  readonly script: Effect.Effect<void, Mismatch, Stage | Trace | Scope.Scope>
}

const PLACES = {
  socket: `Assignment, "What are sockets?"`,
  part1: `Assignment, part 1`,
  examples1: `Assignment, part 1, "Some examples"`,
  server: `Assignment, part 2, "Server Functionality"`,
  messages: `Assignment, part 2, "Messages"`,
  delineating: `Assignment, part 2, "Delineating Messages"`,
  errors: `Assignment, part 2, "Error Handling"`,
  client: `Assignment, part 2, "Client Functionality"`,
  details: `Assignment, part 2, "Details"`,
  nonBlocking: `Assignment, part 2, "Non-blocking sockets"`,
  wipe: `Assignment, FAQ, "How can I write over the [Me]"`,
  quit: `Assignment, FAQ, "Should the client quit"`,
  testing: `Assignment, FAQ, "How will our code be tested?"`
} as const

/** A place in the assignment, and in our own words what it says there. */
export const says = (place: keyof typeof PLACES, words: string): string => `${PLACES[place]}: ${words}`

/** What the assignment is silent about. */
export const beyond = (words: string): string => `Beyond the assignment: ${words}`

/** What the assignment leaves open: every reading passes, and the one that was seen is noted. */
export const open = (words: string): string => `Left open by the assignment: ${words}`
