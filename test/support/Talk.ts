/** A conversation on a terminal as a test drives it: events go in, outputs come out, and nothing runs. */
import * as State from "../../src/Client/Terminal/Conversation/State.ts"
import * as Conversation from "../../src/Client/Terminal/Conversation.ts"
import * as Key from "../../src/Client/Terminal/Key.ts"
import * as Prompt from "../../src/Client/Terminal/Prompt.ts"
import { paintAll } from "../../src/Client/Terminal/Style.ts"
import { ServerDisconnected } from "../../src/Domain/ChatError.ts"
import { texts } from "./frames.ts"
import { settings } from "./Settings.ts"

/** A conversation that the test drives, and what came of it so far. */
export class Talk {
  state: State.State
  readonly outputs: Array<State.Output> = []

  constructor(changed: Partial<State.Settings> = {}) {
    this.state = State.initial({ ...settings, ...changed })
  }

  happen(event: Conversation.Event): this {
    const [state, outputs] = Conversation.update(this.state, event)
    this.state = state
    for (const output of outputs) {
      this.outputs.push(output)
      if (output._tag === "SendLine") this.happen({ _tag: "Sent", line: output.line })
    }
    return this
  }

  press(keys: string): this {
    return this.happen({ _tag: "Pressed", keys: Key.feed(Key.empty, Buffer.from(keys))[1] })
  }

  arrive(...texts: ReadonlyArray<string>): this {
    return this.happen({ _tag: "Arrived", texts: texts.map((text) => Buffer.from(text)) })
  }

  lose(only?: string): this {
    const error = new ServerDisconnected({ host: "h", port: "1" })
    return this.happen({ _tag: "Lost", error, only: only === undefined ? undefined : Buffer.from(only) })
  }

  get sent(): ReadonlyArray<string> {
    return this.outputs.flatMap((output) =>
      output._tag === "Send" || output._tag === "SendLine" ? texts(output.bytes) : []
    )
  }

  get printed(): ReadonlyArray<string> {
    return this.outputs.flatMap((output) =>
      output._tag === "Print" ? ["lines" in output.entry ? output.entry.lines.join("|") : output.entry.text] : []
    )
  }

  get prompt(): string {
    const { above, after, before } = Prompt.make(this.state)
    return [...above, [...before, ...after]].map((spans) => paintAll(spans, "none")).join("\n")
  }
}
