/** What `chat client` prints on a pipe for what a server sends. */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { frame } from "../support/frames.ts"
import { type ChatClient, startClient } from "./support/ChatClient.ts"
import { listen, type RawSocket } from "./support/RawSocket.ts"

/** Talks to a client as its server does, and then compares all that the client has printed, to the last byte. */
const serving = (talk: (client: ChatClient, socket: RawSocket) => Effect.Effect<void>) =>
  Effect.gen(function* () {
    const server = yield* listen
    const client = yield* startClient(["Panda", "127.0.0.1", server.port])
    const socket = yield* server.accept
    yield* talk(client, socket)
    yield* socket.end
    yield* client.losesServer("127.0.0.1", server.port)
  })

const shown = (...texts: ReadonlyArray<string>) =>
  serving((client, socket) => Effect.zipRight(socket.sendFrames(...texts), client.shows(...texts)))

describe("a client on a pipe", () => {
  it.scopedLive("prints the prompt at once, before any input and any answer", () =>
    serving((client) => client.prints(""))
  )

  it.scopedLive("prints each frame over the prompt", () => shown("[Alice] hello", "x".repeat(200), ""))

  it.scopedLive("strips a frame at its end only", () =>
    serving((client, socket) =>
      Effect.zipRight(
        socket.sendFrames("  two spaces before, one between", "from Windows\r\n", "two ends\n \n"),
        client.shows("  two spaces before, one between", "from Windows", "two ends")
      )
    )
  )

  it.scopedLive("prints an answer of several lines as it is", () => shown("168_tas\nlab 3\nzoo"))

  it.scopedLive("prints bytes of any encoding as they are", () =>
    shown("[Zo\xeb] caf\xe9 \xff\x80\xa0", Buffer.from("[Zoë] 聊天 🐼").toString("latin1"))
  )

  it.scopedLive("prints nothing of a frame until all of it is here", () =>
    serving((client, socket) =>
      Effect.gen(function* () {
        const whole = frame("[Alice] in pieces")
        for (let at = 0; at < 150; at += 50) yield* socket.send(whole.subarray(at, at + 50))
        // The client reads on and writes on meanwhile: its prompts come, the text does not.
        yield* client.types("one")
        yield* socket.received.contains("one")
        yield* client.types("two")
        yield* socket.received.contains("two")
        yield* socket.send(whole.subarray(150))
        yield* client.shows("[Alice] in pieces")
      })
    )
  )

  it.scopedLive("prints many frames that arrive together, each with a prompt of its own", () =>
    serving((client, socket) =>
      Effect.gen(function* () {
        const texts = Array.from({ length: 1000 }, (_, index) => `[Alice] message ${index}`)
        const next = frame("[Alice] split between two chunks")
        yield* socket.send(Buffer.concat([...texts.map(frame), next.subarray(0, 199)]))
        yield* client.shows(...texts)
        yield* socket.send(Buffer.concat([next.subarray(199), frame("[Alice] the last")]))
        yield* client.shows("[Alice] split between two chunks", "[Alice] the last")
      })
    )
  )
})
