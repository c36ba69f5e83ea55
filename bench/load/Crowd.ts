/** The members of all channels, brought in before a measurement. */
import { setTimeout as sleep } from "node:timers/promises"
import { FramePeer, greeting } from "./FramePeer.ts"
import { IrcPeer } from "./IrcPeer.ts"
import type { Ledger } from "./Ledger.ts"
import type { Peer, Place } from "./Peer.ts"
import { WebPeer } from "./WebPeer.ts"
import type { Shape, Target } from "./Workload.ts"

/** Seconds without progress after which joining is given up. */
const PATIENCE = 10

const connect = (target: Target, place: Place, senders: number, ledger: Ledger): Peer => {
  switch (target.dialect) {
    case "frames":
      return new FramePeer(target, place, senders, ledger, greeting(place))
    case "web":
      return new WebPeer(target, place, senders, ledger)
    case "irc":
      return new IrcPeer(target, place, senders, ledger)
  }
}

/** Brings the places in, as many at a time as the target bears. */
const enter = (target: Target, places: ReadonlyArray<Place>, senders: number, ledger: Ledger): Promise<void> =>
  new Promise((resolve, reject) => {
    let started = 0
    let ready = 0
    let seen = 0
    const end = (error?: Error) => {
      clearInterval(watch)
      ledger.onLost = () => undefined
      if (error === undefined) resolve()
      else reject(error)
    }
    const watch = setInterval(() => {
      if (ready === seen) end(new Error(`joining stalled: ${ready} of ${places.length} are in${ledger.hint}`))
      seen = ready
    }, PATIENCE * 1000)
    const start = () => {
      for (; started < places.length && started - ready < target.inflight; started++) {
        const place = places[started] as Place
        ledger.peers[place.number] = connect(target, place, senders, ledger)
      }
    }
    ledger.onLost = (reason) => end(new Error(`connection lost while joining: ${reason}${ledger.hint}`))
    ledger.onReady = () => {
      ready++
      if (ready === places.length) end()
      else start()
    }
    start()
  })

/** Connects everybody and waits until each has been told of all who came after; answers with what is wrong then. */
export const gather = async (target: Target, shape: Shape, ledger: Ledger): Promise<Array<string>> => {
  const { channels, members, senders } = shape
  const places: Array<Place> = []
  // The first members of all channels come first: they make the channels.
  for (let index = 0; index < members; index++) {
    for (let channel = 0; channel < channels; channel++) {
      places.push({ number: channel * members + index, channel, index })
    }
  }
  await enter(target, places.slice(0, channels), senders, ledger)
  if (members > 1) await enter(target, places.slice(channels), senders, ledger)

  const due = (channels * members * (members - 1)) / 2
  for (let seen = -1, quiet = 0; ledger.joined < due && quiet < 100; quiet++) {
    if (ledger.joined !== seen) quiet = 0
    seen = ledger.joined
    await sleep(20)
  }
  return ledger.joined === due ? [] : [`${ledger.joined} of ${due} notices of joining`]
}
