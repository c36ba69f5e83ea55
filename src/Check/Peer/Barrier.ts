/**
 * A command that a server answers with an error, after everything that it was sent before. Nobody can receive that
 * nothing was sent, but this error can be received: what has not come before it does not come.
 */

export interface Barrier {
  readonly text: string
  readonly answer: string
}
