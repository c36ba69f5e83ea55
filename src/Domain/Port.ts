/** A TCP port. It is written in decimal without leading zeros, so that it prints as it was typed. */
import * as Schema from "effect/Schema"

export const HIGHEST = 65535

const between = (lowest: number) =>
  Schema.compose(Schema.String.pipe(Schema.pattern(/^(0|[1-9]\d{0,4})$/)), Schema.NumberFromString).pipe(
    Schema.between(lowest, HIGHEST),
    Schema.annotations({
      message: ({ actual }) => ({
        message: `A port is a whole number from ${lowest} to ${HIGHEST}, not '${actual}'.`,
        override: true
      })
    })
  )

/** The port of a server: 0 to 65535, where 0 asks the operating system for a free one. */
export const ListenPort = between(0).pipe(Schema.brand("ListenPort"))
export type ListenPort = typeof ListenPort.Type

/** The port a client connects to: 1 to 65535. */
export const ConnectPort = between(1).pipe(Schema.brand("ConnectPort"))
export type ConnectPort = typeof ConnectPort.Type
