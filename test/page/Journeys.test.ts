/** What people do at the page, in a browser, with a server of their own. Any complaint of the browser is a failure. */
import assert from "node:assert/strict"
import { afterAll, beforeAll, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Browser, Page } from "playwright-core"
import { type Program, start } from "../process/support/Program.ts"
import { connectTo, type RawSocket } from "../process/support/RawSocket.ts"
import { isBrowserInstalled, launch, type VisitOptions, violations, visit } from "../support/Browser.ts"
import { TcpRelay } from "../support/TcpRelay.ts"

const scope = Effect.runSync(Scope.make())
const run = <A>(effect: Effect.Effect<A, never, Scope.Scope>): Promise<A> =>
  Effect.runPromise(Scope.extend(effect, scope))

interface Chat {
  readonly program: Program
  readonly port: number
  readonly httpPort: number
}

const startChat = (flags: ReadonlyArray<string> = [], env: Readonly<Record<string, string>> = {}): Promise<Chat> =>
  run(
    Effect.gen(function* () {
      const here = ["--host", "127.0.0.1", "--port", "0", "--http-host", "127.0.0.1", "--http-port", "0"]
      const program = yield* start(["server", ...here, ...flags], { env })
      const said = yield* program.stderr.until("the page's address", (text) => /page is at \S+\n/.test(text))
      const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(said) ?? []
      const [, httpPort] = /page is at http:\/\/127\.0\.0\.1:(\d+)\//.exec(said) ?? []
      return { program, port: Number(port), httpPort: Number(httpPort) }
    })
  )

/** A client of the course in a channel. */
const course = async (chat: Chat, name: string, channel: string): Promise<RawSocket> => {
  const member = await run(connectTo(chat.port))
  await run(member.sendFrames(name, `/create ${channel}`, `/join ${channel}`))
  return member
}

/** The server has handled all that the client has sent. */
const barrier = async (member: RawSocket) => {
  await run(member.sendFrames("/join"))
  await run(member.received.contains("/join command must"))
}

let browser: Browser
let chat: Chat

/** Lets somebody come with a browser, and looks at the end whether that has complained. */
const visiting = async (journey: (page: Page) => Promise<void>, options?: VisitOptions) => {
  const { close, errors, page } = await visit(browser, options)
  try {
    await journey(page)
    assert.deepEqual(errors, [])
  } finally {
    await close()
  }
}

const sayName = async (page: Page, name: string) => {
  await page.getByLabel("Your name").fill(name)
  await page.getByRole("button", { name: "Start chatting" }).click()
}

/** Enters a channel by its link, and makes it where it is not there. */
const enter = async (page: Page, name: string, channel: string, port = chat.httpPort) => {
  await page.goto(`http://127.0.0.1:${port}/#/${channel}`)
  await sayName(page, name)
  const make = page.getByRole("button", { name: "Make it" })
  const line = page.getByRole("textbox", { name: `Message ${channel}` })
  await make.or(line).first().waitFor()
  await page.locator(".list[data-status=live]").or(make).first().waitFor()
  if (await make.isVisible()) await make.click()
  await page.locator(".list[data-status=live]").waitFor()
}

const write = async (page: Page, text: string) => {
  await page.locator(".composer textarea").fill(text)
  await page.keyboard.press("Enter")
}

const shows = (page: Page, text: string) => page.locator(".list").getByText(text, { exact: true }).first().waitFor()

/** All that the page shows of what was said. */
const said = (page: Page) => page.locator(".list .message:not(.outgoing) .said").allInnerTexts()

/** Where to put a picture of the page, if one is wanted (`npm run picture`). */
const picture = process.env["PAGE_PICTURE"]

describe.skipIf(!isBrowserInstalled)("somebody at the page", () => {
  beforeAll(async () => {
    ;[browser, chat] = await Promise.all([launch(), startChat()])
  })
  afterAll(async () => {
    await browser?.close()
    await Effect.runPromise(Scope.close(scope, Exit.void))
  })

  it("says a name, makes a channel, finds it again by its link, and need not say the name again", () =>
    visiting(async (page) => {
      await page.goto(`http://127.0.0.1:${chat.httpPort}/`)
      await sayName(page, "Ann")
      await page.getByRole("button", { name: "Find or make a channel" }).last().click()
      await page.getByRole("combobox").fill("first visit")
      await page.keyboard.press("Enter")
      await page.getByText("Nothing has been said here yet").waitFor()
      await write(page, "Hello, nobody!")
      await shows(page, "Hello, nobody!")
      assert.match(page.url(), /#\/first%20visit$/)
      await page.locator(".composer textarea").fill("half a thought")
      await page.reload()
      await shows(page, "Hello, nobody!")
      assert.equal(await page.locator(".composer textarea").inputValue(), "half a thought")
      // Loading it again is no leaving.
      assert.deepEqual(await page.locator(".notice").allInnerTexts(), ["Ann joined"])
    }))

  it("talks with somebody else, who is told of what is new elsewhere, and of its name in the tab", () =>
    visiting(async (ann) => {
      await enter(ann, "Ann", "two")
      await visiting(async (bob) => {
        await enter(bob, "Bob", "two")
        await write(bob, "Hi Ann")
        await shows(ann, "Hi Ann")
        await ann.goto(`http://127.0.0.1:${chat.httpPort}/#/elsewhere`)
        await ann.getByRole("button", { name: "Make it" }).click()
        await write(bob, "Ann, are you there?")
        await ann.locator(".channels .mentioned .count").waitFor()
        assert.match(await ann.title(), /^\(1\) /)
        await ann.getByRole("link", { name: "two" }).click()
        await ann.locator(".new").waitFor()
        await write(ann, "Here I am")
        await shows(bob, "Here I am")
        assert.deepEqual(await said(ann), await said(bob))
      })
    }))

  it("talks with a client of the course as equals, several lines as several messages", () =>
    visiting(async (page) => {
      await enter(page, "Ann", "mixed")
      const panda = await course(chat, "Panda", "mixed")
      await run(panda.sendFrames("hello from a terminal"))
      await shows(page, "hello from a terminal")
      await write(page, "one\ntwo `code`")
      await run(panda.received.contains(`${"[Ann] one".padEnd(200)}[Ann] two \`code\``))
      await page.locator(".list code").waitFor()
      await page.getByRole("button", { name: "2 people" }).click()
      assert.deepEqual(await page.locator(".people li").allInnerTexts(), ["Ann", "Panda"])
    }))

  it("is offline for a while: what it writes is kept, sent once when it is back, and nothing is missing", async () => {
    const relay = new TcpRelay(chat.httpPort)
    await visiting(
      async (page) => {
        await enter(page, "Ann", "tunnel", await relay.listen())
        const panda = await course(chat, "Panda", "tunnel")
        await run(panda.sendFrames("before"))
        await shows(page, "before")
        relay.isOpen = false
        relay.cut()
        await page.getByText("The connection was lost").waitFor()
        await write(page, "in the tunnel")
        await page.getByText("Sending…").waitFor()
        await run(panda.sendFrames("meanwhile"))
        relay.isOpen = true
        await page.evaluate("dispatchEvent(new Event('online'))")
        await run(panda.received.contains("[Ann] in the tunnel"))
        await page.getByText("Sending…").waitFor({ state: "detached" })
        assert.deepEqual(await said(page), ["before", "meanwhile", "in the tunnel"])
      },
      { isCut: true }
    )
    relay.close()
  })

  it("is there when the server starts again, and goes on", async () => {
    const [one, other] = await Promise.all([startChat(), startChat()])
    const relay = new TcpRelay(one.httpPort)
    await visiting(
      async (page) => {
        await enter(page, "Ann", "phoenix", await relay.listen())
        await write(page, "before")
        await shows(page, "before")
        relay.target = other.httpPort
        await run(one.program.signal("SIGTERM"))
        await page.getByText("The connection was lost").waitFor()
        await page.locator(".list[data-status=live]").waitFor()
        await write(page, "after")
        await shows(page, "after")
        // This server keeps nothing, so it has begun anew.
        assert.deepEqual(await said(page), ["after"])
      },
      { isCut: true }
    )
    relay.close()
  })

  it("has missed two thousand messages: it sees the last of them, how many are missing, and loads what is kept", async () => {
    const relay = new TcpRelay(chat.httpPort)
    await visiting(
      async (page) => {
        await enter(page, "Ann", "busy", await relay.listen())
        await write(page, "before")
        await shows(page, "before")
        relay.isOpen = false
        relay.cut()
        await page.getByText("The connection was lost").waitFor()
        const panda = await course(chat, "Panda", "busy")
        await run(panda.sendFrames(...Array.from({ length: 2000 }, (_, index) => `message ${index}`)))
        await barrier(panda)
        relay.isOpen = true
        await page.evaluate("dispatchEvent(new Event('online'))")
        await shows(page, "message 1999")
        await page.getByText(/events are not shown/).waitFor()
        const [before, ...after] = await said(page)
        assert.equal(before, "before")
        assert.deepEqual(
          after,
          Array.from({ length: 100 }, (_, index) => `message ${1900 + index}`)
        )
        await page.getByRole("button", { name: "Load them" }).click()
        await shows(page, "message 1800")
      },
      { isCut: true }
    )
    relay.close()
  })

  it("reads too slowly, is cut off, and comes back to the end of the conversation", async () => {
    const narrow = await startChat(["--hard-unsent", "64K", "--soft-unsent", "32K"])
    const relay = new TcpRelay(narrow.httpPort)
    await visiting(
      async (page) => {
        await enter(page, "Ann", "torrent", await relay.listen())
        relay.hold()
        const panda = await course(narrow, "Panda", "torrent")
        // More than the buffers of all the sockets in between hold.
        const many = Array.from({ length: 20_000 }, (_, index) => `${index} ${"x".repeat(180)}`)
        await run(panda.sendFrames(...many, "the end"))
        await barrier(panda)
        // A line that stands still says nothing of its end: the page asks, and waits for an answer for some seconds.
        await page.evaluate("dispatchEvent(new Event('online'))")
        await shows(page, "the end")
        await page.locator(".list[data-status=live]").waitFor()
        await write(page, "I am back")
        await run(panda.received.contains("[Ann] I am back"))
      },
      { isCut: true }
    )
    relay.close()
  })

  it("has a telephone: one column, the channels in a drawer, everything large enough for a thumb", () =>
    visiting(
      async (page) => {
        await enter(page, "Ann", "pocket")
        await write(page, "from the bus")
        await shows(page, "from the bus")
        await page.getByRole("button", { name: "Channels" }).click()
        const link = page.getByRole("link", { name: "pocket" })
        await link.waitFor()
        assert.ok(((await link.boundingBox())?.height ?? 0) >= 44)
        await link.click()
        const width = await page.evaluate("document.documentElement.scrollWidth")
        assert.equal(width, 390)
        assert.deepEqual(await violations(page), [])
      },
      { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true }
    ))

  for (const colorScheme of ["light", "dark"] as const) {
    it(`can use it whatever they see or hear, in ${colorScheme}`, () =>
      visiting(
        async (page) => {
          await page.goto(`http://127.0.0.1:${chat.httpPort}/`)
          assert.deepEqual(await violations(page), [])
          await enter(page, "Ann", colorScheme)
          const names = ["Bob", "Zoë Müller", "日本語", "Ann"]
          for (const name of names) await course(chat, Buffer.from(name).toString("latin1"), colorScheme)
          const panda = await course(chat, "Panda", colorScheme)
          await run(panda.sendFrames("Ann: see https://example.org and `code`"))
          await page.locator(".mention").waitFor()
          await write(page, "```\nlet x = 1\n```")
          await page.locator("pre").waitFor()
          assert.deepEqual(await violations(page), [])
          for (const key of ["Control+k", "Control+Shift+f", "Alt+/"]) {
            await page.keyboard.press(key)
            await page.locator("dialog[open]").waitFor()
            assert.deepEqual(await violations(page), [], key)
            await page.keyboard.press("Escape")
            await page.locator("dialog[open]").waitFor({ state: "detached" })
          }
        },
        { colorScheme }
      ))
  }

  it.runIf(picture)("has a picture taken of it", () =>
    visiting(
      async (page) => {
        for (const channel of ["lab", "lunch", "build"]) {
          await page.goto(`http://127.0.0.1:${chat.httpPort}/#/${channel}`)
          if (channel === "lab") await sayName(page, "Panda")
          await page.getByRole("button", { name: "Make it" }).click()
          await page.locator(".list[data-status=live]").waitFor()
        }
        await page.getByRole("link", { name: "lab" }).click()
        const alice = await course(chat, "Alice", "lab")
        await page.locator(".notice", { hasText: "Alice" }).waitFor()
        await run(alice.sendFrames("Hi everyone! Does anyone know what we're doing on the first day of lecture?"))
        await shows(page, "Hi everyone! Does anyone know what we're doing on the first day of lecture?")
        await write(page, "Alice: a chat server 💬\n```\nchat client Alice localhost 55555\n```")
        await page.locator("pre").waitFor()
        const boris = await course(chat, "Boris", "lab")
        await run(boris.sendFrames("in 200 bytes a message? See `utils.MESSAGE_LENGTH`, Panda"))
        await page.locator(".mention").waitFor()
        await run(alice.sendFrames("I am in a terminal, and you?"))
        await shows(page, "I am in a terminal, and you?")
        await write(page, "On the page. It finds everything again: https://example.org/lecture")
        await page.locator(".said a").waitFor()
        const bot = await course(chat, "Bot", "build")
        await run(bot.sendFrames("build 42 is green", "build 43 is red, Panda"))
        await page.locator(".channels .mentioned .count").waitFor()
        await page.locator(".composer textarea").fill("see you on Mo")
        await page.screenshot(picture === undefined ? {} : { path: picture })
      },
      { viewport: { width: 1120, height: 640 } }
    )
  )

  it("has no mouse", () =>
    visiting(async (page) => {
      await page.goto(`http://127.0.0.1:${chat.httpPort}/`)
      await page.getByLabel("Your name").focus()
      await page.keyboard.type("Ann")
      await page.keyboard.press("Enter")
      await page.getByText("Where to?").waitFor()
      for (const channel of ["keys", "more keys"]) {
        await page.keyboard.press("Control+k")
        await page.getByRole("combobox").waitFor()
        await page.keyboard.type(channel)
        await page.keyboard.press("Enter")
        await page.getByRole("textbox", { name: `Message ${channel}` }).waitFor()
        await page.locator(".list[data-status=live]").waitFor()
      }
      await page.keyboard.press("Alt+ArrowUp")
      await page.getByRole("textbox", { name: "Message keys" }).waitFor()
      const panda = await course(chat, "Panda", "keys")
      await run(panda.sendFrames("who needs mice"))
      await shows(page, "who needs mice")
      await page.keyboard.type("@pa")
      await page.getByRole("option", { name: "Panda" }).waitFor()
      await page.keyboard.press("Tab")
      await page.keyboard.type("nobody")
      await page.keyboard.press("Shift+Enter")
      await page.keyboard.type("at all")
      await page.keyboard.press("Escape")
      await page.keyboard.press("Enter")
      await run(panda.received.contains("[Ann] Panda: nobody"))
      await run(panda.received.contains("[Ann] at all"))
    }))

  it("reads long words and right-to-left names without a page that grows or turns round", () =>
    visiting(
      async (page) => {
        await enter(page, "Ann", "words")
        const rtl = Buffer.from("שלום עולם").toString("latin1")
        const one = await course(chat, rtl, "words")
        await run(one.sendFrames("x".repeat(190), Buffer.from("مرحبا بالعالم").toString("latin1")))
        const other = await course(chat, "w".repeat(64), "words")
        await run(other.sendFrames("short"))
        await shows(page, "short")
        for (const scroller of ["html", ".list", ".conversation"]) {
          const [inner, outer] = await page
            .locator(scroller)
            .first()
            .evaluate((element) => [element.scrollWidth, element.clientWidth] as const)
          assert.equal(inner, outer, scroller)
        }
        const turned = page.locator(".said p", { hasText: "مرحبا" })
        assert.ok(await turned.evaluate((element) => element.matches(":dir(rtl)")))
      },
      { viewport: { width: 390, height: 780 } }
    ))

  it("is asked for the password of a server that has one, and told where it is wrong", async () => {
    const secret = await startChat([], { CHAT_PASSWORD: "sesame" })
    await visiting(async (page) => {
      await page.goto(`http://127.0.0.1:${secret.httpPort}/#/vault`)
      await sayName(page, "Ann")
      await page.getByRole("heading", { name: "This server has a password" }).waitFor()
      await page.getByLabel("Password").fill("simsala")
      await page.keyboard.press("Enter")
      await page.getByText("The password is wrong.").waitFor()
      await page.getByLabel("Password").fill("sesame")
      await page.keyboard.press("Enter")
      await page.getByRole("button", { name: "Make it" }).click()
      await write(page, "inside")
      await shows(page, "inside")
    })
  })

  it("finds words that were said, and goes to where they were", () =>
    visiting(async (page) => {
      await enter(page, "Ann", "archive")
      const panda = await course(chat, "Panda", "archive")
      const many = Array.from({ length: 400 }, (_, index) => (index === 20 ? "the needle" : `straw ${index}`))
      await run(panda.sendFrames(...many))
      await shows(page, "straw 399")
      // So that the place is not on the page any more.
      await page.reload()
      await shows(page, "straw 399")
      await page.keyboard.press("Control+Shift+f")
      await page.getByRole("searchbox").fill("NEEDLE")
      await page.keyboard.press("Enter")
      await page.locator(".results").getByText("the needle").click()
      await page.locator(".target").getByText("the needle").waitFor()
    }))
})
