/**
 * The console for programs: it prints one line of JSON for each frame, and sends the lines of standard input. Nothing is
 * lost: a text that is not valid UTF-8 has its bytes in base64 beside it.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reply from "../Dialect/Frames/Reply.ts"
import { type ByteString, toText } from "../Domain/ByteString.ts"
import * as Utf8 from "../Domain/Utf8.ts"
import { Stdio } from "../Stdio.ts"
import { CommandBarriers } from "./CommandBarriers.ts"
import { Console } from "./Console.ts"
import * as Incoming from "./Incoming.ts"
import * as JsonLine from "./JsonLine.ts"
import { lines } from "./Lines.ts"

const fields = (incoming: Incoming.Incoming): Readonly<Record<string, ByteString>> => {
  switch (incoming._tag) {
    case "Message":
      return { from: incoming.from, text: incoming.text }
    case "Joined":
    case "Left":
      return { name: incoming.name }
    default:
      return {}
  }
}

const types: Readonly<Partial<Record<Incoming.Incoming["_tag"], string>>> = {
  Message: "message",
  Joined: "joined",
  Left: "left"
}

/** The line for a frame's text: a message, a notice that somebody joined or left, or else an answer. */
export const render = (text: Uint8Array, time: string): string => {
  const incoming = Incoming.parse(text)
  const type = types[incoming._tag]
  const known = Object.entries(fields(incoming)).map(([key, value]) => [key, toText(value)])
  return JsonLine.render({
    type: type ?? "answer",
    ...(type === undefined ? { text: Buffer.from(text).toString() } : Object.fromEntries(known)),
    ...(Utf8.isValid(text) ? {} : { base64: Buffer.from(text).toString("base64") }),
    time
  })
}

/** The time of now, as in `2026-01-31T12:00:00.000Z`. */
const now = Effect.map(Clock.currentTimeMillis, (millis) => new Date(millis).toISOString())

export interface JsonOptions {
  /** Ends the conversation when the input has ended and everything is answered. */
  readonly exitOnEof: boolean
}

export const layer = ({ exitOnEof }: JsonOptions): Layer.Layer<Console, never, Stdio> =>
  Layer.effect(
    Console,
    Effect.gen(function* () {
      const stdio = yield* Stdio
      const commands = new CommandBarriers()
      const answered = yield* Deferred.make<void>()
      let hasEnded = false

      const tell = (object: Readonly<Record<string, string>>) =>
        Effect.flatMap(now, (time) => stdio.write(JsonLine.render({ ...object, time })))

      /** The lines for a frame; none for an answer that only a barrier wanted. */
      const receive = (text: Uint8Array, time: string): string => {
        const passed = commands.receive(Incoming.parse(text))
        if (passed === undefined) return render(text, time)
        return passed.moved === undefined ? "" : JsonLine.render({ type: "channel", name: toText(passed.moved), time })
      }

      return {
        lines: lines(stdio.input),
        connected: tell({ type: "connected" }),
        following: (frame) => commands.follow(frame),
        finish: (send) =>
          Effect.suspend(() => {
            if (!exitOnEof) return Effect.never
            hasEnded = true
            return Effect.zipRight(send(commands.last()), Deferred.await(answered))
          }),
        prompt: Effect.void,
        show: (texts) =>
          Effect.gen(function* () {
            const time = yield* now
            yield* stdio.write(Array.from(texts, (text) => receive(text, time)).join(""))
            if (hasEnded && commands.isEmpty) yield* Deferred.succeed(answered, undefined)
          }),
        refuse: (sentence) => tell({ type: "refused", text: sentence }),
        disconnected: (error) => tell({ type: "disconnected", text: Reply.describe(error) })
      }
    })
  )
