/**
 * Where an event is in the order in which all channels' events arrived: its block's id and its place in that, as one
 * number, which is its row in the index of words. Pure.
 */
import { MOST_EVENTS } from "./Block.ts"

export type Place = number

/** The place of a block's first event, or of a later one. */
export const of = (block: number, index = 0): Place => block * MOST_EVENTS + index

export const block = (place: Place): number => Math.floor(place / MOST_EVENTS)

export const index = (place: Place): number => place % MOST_EVENTS
