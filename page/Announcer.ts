/**
 * Tells who cannot see what is new: a live region beside the list, which is none itself, because a screen reader would
 * read the whole list again with every message. It speaks every two seconds at the most, and sums up what is more.
 */

/** Milliseconds between two announcements. */
const PAUSE = 2000

export class Announcer {
  private readonly region: HTMLElement
  private waiting: Array<string> = []
  private isPausing = false

  constructor(parent: HTMLElement) {
    this.region = document.createElement("div")
    this.region.className = "hidden"
    this.region.setAttribute("role", "log")
    this.region.setAttribute("aria-live", "polite")
    parent.append(this.region)
  }

  say(text: string): void {
    this.waiting.push(text)
    this.speak()
  }

  private speak(): void {
    const [first] = this.waiting
    if (this.isPausing || first === undefined) return
    const line = document.createElement("p")
    line.textContent = this.waiting.length === 1 ? first : `${this.waiting.length} new messages`
    this.region.replaceChildren(line)
    this.waiting = []
    this.isPausing = true
    setTimeout(() => {
      this.isPausing = false
      this.speak()
    }, PAUSE)
  }
}
