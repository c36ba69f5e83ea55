/**
 * What the browser keeps. The session is the tab's own, as two tabs are two visitors; names, channels, what was read and
 * what is half written are the browser's. Where it keeps nothing, the page works all the same.
 */
import { type Channel, emptyChannel, type Outgoing, type Profile, type State } from "./Model.ts"

const read = (storage: Storage, key: string): unknown => {
  try {
    return JSON.parse(storage.getItem(`chat.${key}`) ?? "null")
  } catch {
    return null
  }
}

const write = (storage: Storage, key: string, value: unknown): void => {
  try {
    if (value === undefined) storage.removeItem(`chat.${key}`)
    else storage.setItem(`chat.${key}`, JSON.stringify(value))
  } catch {
    // Full or forbidden.
  }
}

/** 128 bits of chance and more, in letters and digits. */
export const randomId = (size: number): string =>
  Array.from(
    crypto.getRandomValues(new Uint8Array(size)),
    (byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]
  ).join("")

export const newSession = (): string => randomId(32)

interface KeptChannel {
  readonly name: string
  readonly read: number
  readonly epoch: string
}

/** What there was when the page was last here. */
export const load = (): {
  readonly profile: Profile | undefined
  readonly channels: ReadonlyMap<string, Channel>
  readonly notifies: boolean
} => {
  const name = read(localStorage, "name")
  const session = read(sessionStorage, "session")
  const password = read(sessionStorage, "password") ?? read(localStorage, "password")
  const kept = (read(localStorage, "channels") ?? []) as ReadonlyArray<KeptChannel>
  const outgoing = (read(sessionStorage, "outgoing") ?? {}) as Readonly<Record<string, ReadonlyArray<Outgoing>>>
  const channels = kept.map(({ epoch, name, read: seen }) =>
    emptyChannel(name, {
      read: seen,
      readEpoch: epoch,
      draft: String(read(localStorage, `draft.${name}`) ?? ""),
      outgoing: outgoing[name] ?? []
    })
  )
  return {
    profile:
      typeof name === "string"
        ? {
            name,
            session: typeof session === "string" ? session : newSession(),
            password: typeof password === "string" ? password : undefined
          }
        : undefined,
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    notifies: read(localStorage, "notifies") === true
  }
}

export const draftOf = (channel: string): string => String(read(localStorage, `draft.${channel}`) ?? "")

export const saveDraft = (channel: string, text: string): void =>
  write(localStorage, `draft.${channel}`, text === "" ? undefined : text)

export const saveOutgoing = ({ channels }: State): void => {
  const waiting = [...channels.values()].filter(({ outgoing }) => outgoing.length > 0)
  write(sessionStorage, "outgoing", Object.fromEntries(waiting.map(({ name, outgoing }) => [name, outgoing])))
}

export const saveChannels = ({ channels }: State): void =>
  write(
    localStorage,
    "channels",
    [...channels.values()].flatMap(({ epoch, name, read, readEpoch }): ReadonlyArray<KeptChannel> => {
      const known = epoch ?? readEpoch
      return known === undefined ? [] : [{ name, read, epoch: known }]
    })
  )

export const saveProfile = ({ notifies, profile }: State, isRemembered: boolean): void => {
  write(localStorage, "notifies", notifies)
  if (profile === undefined) return
  write(localStorage, "name", profile.name)
  write(sessionStorage, "session", profile.session)
  write(sessionStorage, "password", profile.password)
  if (isRemembered) write(localStorage, "password", profile.password)
}
