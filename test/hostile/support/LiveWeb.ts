/** The server with its web's door in the tests' own process, and two who talk there as long as a test lasts. */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { WebSocket } from "ws"
import type { ClientMessage, ServerMessage } from "../../../src/Dialect/Web/Protocol.ts"
import * as JournalInMemory from "../../../src/Server/Journal/Memory.ts"
import { Limits, type ServerLimits } from "../../../src/Server/Limits.ts"
import * as Web from "../../../src/Server/Web.ts"
import * as Server from "../../../src/Server.ts"
import { bounded } from "../../process/support/Wait.ts"
import { session } from "../../support/WebPeer.ts"
import { type CalmMember, connectCalm, textOf } from "./CalmMember.ts"

export interface LiveWeb {
  /** Of the course's door, and of the web's. */
  readonly port: number
  readonly httpPort: number
}

const page = { path: "/", type: "text/plain", isHashed: false, identity: btoa("the page"), brotli: btoa("small") }

export const startLiveWeb = (
  limits: Partial<ServerLimits> = {},
  options: Partial<Web.WebOptions> = {}
): Effect.Effect<LiveWeb, never, Scope.Scope> =>
  Effect.gen(function* () {
    const address = { _tag: "Tcp", host: "127.0.0.1", port: 0 } as const
    const services = yield* Layer.build(Server.layer)
    const bound = yield* Server.serve({ address }).pipe(Effect.provide(services), Effect.orDie)
    const web = { address, origins: [], isBehindProxy: false, assets: [page], ...options }
    const boundWeb = yield* Web.serve(web).pipe(Effect.provide(services), Effect.orDie)
    assert.ok(bound._tag === "Tcp" && boundWeb._tag === "Tcp")
    return { port: bound.port, httpPort: boundWeb.port }
  }).pipe(Effect.provide(JournalInMemory.layer), Effect.provideService(Limits, { ...Limits.defaultValue(), ...limits }))

/** A client of the web's protocol that is not ours: `ws`. */
export class WebMember {
  readonly heard: Array<ServerMessage> = []
  closedWith: { readonly code: number; readonly reason: string } | undefined
  private readonly waiting = new Set<() => void>()

  constructor(readonly socket: WebSocket) {
    socket.on("message", (data) => {
      this.heard.push(JSON.parse(String(data)))
      this.wake()
    })
    socket.on("error", () => {})
    socket.on("close", (code, reason) => {
      this.closedWith = { code, reason: reason.toString() }
      this.wake()
    })
  }

  say(...messages: ReadonlyArray<ClientMessage>): void {
    for (const message of messages) this.socket.send(JSON.stringify(message))
  }

  /** The texts that it has heard. */
  get texts(): ReadonlyArray<string> {
    return this.heard
      .flatMap((message) => ("type" in message && message.type === "events" ? message.events : []))
      .flatMap((event) => (event.type === "message" ? [event.text] : []))
  }

  /** Why it was refused. */
  get refusals(): ReadonlyArray<string> {
    return this.heard.flatMap((message) => ("type" in message && message.type === "refused" ? [message.code] : []))
  }

  when(what: string, satisfied: () => boolean): Effect.Effect<void> {
    return bounded(
      Effect.async<void>((resume) => {
        const look = () => {
          if (!satisfied()) return
          this.waiting.delete(look)
          resume(Effect.void)
        }
        this.waiting.add(look)
        look()
        return Effect.sync(() => this.waiting.delete(look))
      }),
      () => `waited in vain for ${what}; it last heard ${JSON.stringify(this.heard.at(-1))}`
    )
  }

  readonly closed: Effect.Effect<void> = this.when("the end", () => this.closedWith !== undefined)

  private wake(): void {
    for (const look of [...this.waiting]) look()
  }
}

/** Connects, whatever comes of it. */
export const openWeb = (port: number, headers: Record<string, string> = {}, protocol = "chat.v1") =>
  Effect.acquireRelease(
    Effect.async<WebMember>((resume) => {
      const member = new WebMember(new WebSocket(`ws://127.0.0.1:${port}/ws`, protocol, { headers }))
      const done = () => resume(Effect.succeed(member))
      member.socket.once("open", done)
      member.socket.once("error", done)
    }),
    ({ socket }) => Effect.sync(() => socket.terminate())
  )

/** Connects, and enters `lab`. */
export const enterWeb = (port: number, name: string): Effect.Effect<WebMember, never, Scope.Scope> =>
  Effect.gen(function* () {
    const member = yield* openWeb(port)
    member.say({ type: "hello", name, session: session(name) }, { type: "join", channel: "lab", create: true })
    yield* member.when("its entry", () =>
      member.heard.some((message) => "type" in message && message.type === "events")
    )
    return member
  })

/** One on the web and one of the course, who hear each other. */
export interface Pair {
  readonly web: WebMember
  readonly course: CalmMember
  /** Each says something that the other hears. */
  readonly talk: Effect.Effect<void>
}

export const pair = ({ httpPort, port }: LiveWeb): Effect.Effect<Pair, never, Scope.Scope> =>
  Effect.gen(function* () {
    const web = yield* enterWeb(httpPort, "Ann")
    const course = yield* connectCalm(port, "Panda", "/join lab")
    let said = 0
    const talk = Effect.suspend(() => {
      const id = `message${said++}`
      const expected = Buffer.from(textOf(course.said), "latin1").toString("latin1")
      course.say(1)
      web.say({ type: "send", channel: "lab", id, text: id })
      return Effect.zipRight(
        web.when(expected, () => web.texts.includes(expected)),
        course.hears(`[Ann] ${id}`)
      )
    })
    return { web, course, talk }
  })
