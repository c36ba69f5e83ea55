/** Medians and spreads of a few values. */

export interface Summary {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** Undefined when there are no values. */
export const summary = (values: ReadonlyArray<number>): Summary | undefined => {
  if (values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  const lower = sorted[sorted.length - 1 - middle] as number
  return { median: (lower + upper) / 2, least: sorted[0] as number, most: sorted.at(-1) as number }
}

/** The ratios of values that were measured in turn. */
export const pairedRatio = (values: ReadonlyArray<number>, base: ReadonlyArray<number>): Summary | undefined =>
  summary(values.flatMap((value, round) => (base[round] ? value / base[round] : [])))

/** The ratio of the medians, and the spread of the ratios of values that were measured in turn. */
export const ratio = (values: ReadonlyArray<number>, base: ReadonlyArray<number>): Summary | undefined => {
  const above = summary(values)
  const below = summary(base)
  const pairs = pairedRatio(values, base)
  if (above === undefined || below === undefined || below.median === 0 || pairs === undefined) return undefined
  return { ...pairs, median: above.median / below.median }
}
