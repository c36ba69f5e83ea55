/**
 * A browser that is installed, driven by the tests: nothing is downloaded. Without one they are skipped, and say what to
 * install; where everything is to be tested (`CI=true`) its absence is an error.
 */
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"

/** Where it usually is: Debian's, Fedora's, Google's, on a Mac and on Windows. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"
]

const find = (): string | undefined => {
  const named = process.env["CHROMIUM"]
  const found = [...(named === undefined ? [] : [named]), ...PLACES].find((path) => existsSync(path))
  if (found !== undefined) return found
  const remedy = "chromium is not installed: apt-get install --no-install-recommends chromium, or CHROMIUM=PATH"
  if (process.env["CI"] === "true") throw new Error(remedy)
  console.warn(`skipped: ${remedy}`)
  return undefined
}

const executablePath = find()

export const isBrowserInstalled = executablePath !== undefined

/** Milliseconds after which a step has hung, however busy the machine is. */
const HANG = 120_000

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: executablePath ?? "",
    timeout: HANG,
    args: [
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync"
    ]
  })

/** What a browser says of a connection that cannot be made: no page can keep it from that. */
const BROKEN = /WebSocket connection to .* failed|net::ERR_/

export interface Visit {
  readonly page: Page
  /** What has gone wrong in the page: there must be nothing. */
  readonly errors: Array<string>
  readonly close: () => Promise<void>
}

export interface VisitOptions extends BrowserContextOptions {
  /** The test breaks the page's connection, of which the browser speaks as an error. */
  readonly isCut?: boolean
}

/** Somebody with a browser of their own. */
export const visit = async (browser: Browser, { isCut = false, ...options }: VisitOptions = {}): Promise<Visit> => {
  const context = await browser.newContext({
    locale: "en-GB",
    timezoneId: "UTC",
    colorScheme: "light",
    reducedMotion: "reduce",
    viewport: { width: 1280, height: 800 },
    ...options
  })
  context.setDefaultTimeout(HANG)
  const page = await context.newPage()
  const errors: Array<string> = []
  page.on("pageerror", (error) => void errors.push(String(error)))
  page.on("console", (message) => {
    const text = message.text()
    const isExpected = isCut && BROKEN.test(text)
    if (["error", "warning"].includes(message.type()) && !isExpected) errors.push(text)
  })
  return { page, errors, close: () => context.close() }
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What keeps some people from using the page, by axe-core's rules. */
export const violations = async (page: Page): Promise<ReadonlyArray<string>> => {
  // Not as a script of the page: its policy forbids that.
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      readonly axe: {
        run: () => Promise<{ violations: ReadonlyArray<{ id: string; nodes: ReadonlyArray<{ html: string }> }> }>
      }
    }
    const { violations } = await axe.run()
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)
  })
}
