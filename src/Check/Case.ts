/**
 * A case: one sentence of the protocol, and a script that finds out whether a program keeps it.
 *
 * Ids are stable, because gradebooks hold them. They are `subject.topic.behaviour`: dots between, hyphens inside.
 */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Failure } from "./Mismatch.ts"
import type { Trace } from "./Trace.ts"

export interface Case<Harness> {
  readonly id: string
  /** What the program must do, in one line. */
  readonly expectation: string
  /** The place in the assignment that says it, or why the case goes beyond the assignment. */
  readonly source: string
  /**
   * The points for it. 0 if the assignment does not ask for it: the report mentions a difference, and it costs nothing.
   */
  readonly weight: number
  readonly script: Effect.Effect<void, Failure, Harness | Trace | Scope.Scope>
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

/** A place in the assignment, and what it says there, in our own words. */
export const says = (place: keyof typeof PLACES, words: string): string => `${PLACES[place]}: ${words}`

/** The assignment does not mention this. */
export const beyond = (words: string): string => `Beyond the assignment: ${words}`

/** The assignment leaves this open: every reading passes, and the report notes which one was seen. */
export const open = (words: string): string => `Left open by the assignment: ${words}`
