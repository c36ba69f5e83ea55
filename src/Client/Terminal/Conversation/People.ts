/** What the client tells about the others: who comes and goes, who was seen, and whom the user ignores. Pure. */
import { type ByteString, toBytes } from "../../../Domain/ByteString.ts"
import { visible, visibleBytes } from "../../TerminalText.ts"
import * as CurrentChannel from "../CurrentChannel.ts"
import * as Movements from "../Movements.ts"
import * as Presence from "../Presence.ts"
import * as Roster from "../Roster.ts"
import { notice, type Output, type State, type Step, told } from "./State.ts"

const shown = (name: ByteString): string => visibleBytes(toBytes(name))

/** A name as the user sees it, before a message too, where `] ` looks otherwise: the one that can be typed. */
const asSeen = (name: string): string => name.replaceAll("] ", "]?").trim()

export const isIgnored = (state: State, name: ByteString): boolean => state.ignored.has(asSeen(shown(name)))

const seen = (state: State, name: ByteString): Presence.Presence => {
  const channel = CurrentChannel.channel(state.currentChannel)
  return channel === undefined ? state.presence : Presence.seen(state.presence, name, channel)
}

export const spoke = (state: State, name: ByteString): State => ({
  ...state,
  presence: seen(state, name),
  roster: Roster.spoke(state.roster, name)
})

/** The step that tells of the joins and leaves that wait. */
export const tellMovements = (state: State): Step => [
  { ...state, movements: Movements.none },
  Movements.sentences(state.movements, shown).map(notice)
]

/** Tells a join or leave at once, or keeps it until somebody speaks. */
const moved = (state: State, name: ByteString, verb: "joined" | "left"): Step => {
  if (isIgnored(state, name)) return [state, []]
  if (!state.quietJoins) return [state, [notice(`${shown(name)} has ${verb}`)]]
  const next = { ...state, movements: (verb === "joined" ? Movements.joined : Movements.left)(state.movements, name) }
  return Movements.isFull(next.movements) ? tellMovements(next) : [next, []]
}

/** An ignored name is kept, too: with a bracket in it, it is needed to read its messages. */
export const joined = (state: State, name: ByteString): Step =>
  moved({ ...state, presence: seen(state, name), roster: Roster.joined(state.roster, name) }, name, "joined")

export const left = (state: State, name: ByteString): Step =>
  moved({ ...state, presence: Presence.left(state.presence, name) }, name, "left")

/** The user comes into a channel: what was seen there earlier is old. */
export const entered = (state: State, channel: ByteString): State => ({
  ...state,
  movements: Movements.none,
  presence: Presence.entered(state.presence, channel)
})

/** `/names` */
export const names = (state: State): Step => {
  const channel = CurrentChannel.channel(state.currentChannel)
  if (channel === undefined) return [state, [notice("You are in no channel.")]]
  const people = Presence.inChannel(state.presence, channel)
  if (people.length === 0) return [state, [notice(`Nobody seen in ${shown(channel)} since you came.`)]]
  return [state, [told(`Seen in ${shown(channel)} since you came:`, ...people.map(shown))]]
}

/** More names than anybody ignores. */
const MAX_IGNORED = 500

const listIgnored = (state: State): Output =>
  state.ignored.size === 0 ? notice("You ignore nobody.") : told("You ignore:", ...state.ignored)

/** `/ignore`: without a name it lists those that are ignored. */
export const ignore = (state: State, argument: string): Step => {
  const name = asSeen(visible(argument))
  if (name === "") return [state, [listIgnored(state)]]
  if (state.ignored.size >= MAX_IGNORED) return [state, [notice(`You ignore ${MAX_IGNORED} names: that is the most.`)]]
  return [
    { ...state, ignored: new Set([...state.ignored, name]) },
    [notice(`You see nothing of ${name} any more; /unignore ${name} ends that.`)]
  ]
}

/** `/unignore` */
export const unignore = (state: State, argument: string): Step => {
  const name = asSeen(visible(argument))
  if (!state.ignored.has(name))
    return [state, [name === "" ? listIgnored(state) : notice(`You do not ignore ${name}.`)]]
  const ignored = new Set(Array.from(state.ignored).filter((other) => other !== name))
  return [{ ...state, ignored }, [notice(`You see ${name} again.`)]]
}
