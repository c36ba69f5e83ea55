/** A time that a person names: `30m`, `2h`, `7d` ago; `12:00` of today; `2026-01-31`, `2026-01-31T12:00`, with a zone or without. Pure. */

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** The time in milliseconds since 1970, where now is `now`; undefined where the text names none. */
export const parse = (text: string, now: number): number | undefined => {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? []
  if (count !== undefined && unit !== undefined) return Math.max(0, now - Number(count) * (units[unit] ?? 0))
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  if (hours !== undefined && minutes !== undefined) return new Date(now).setHours(Number(hours), Number(minutes), 0, 0)
  const [, day, time = "T00:00"] =
    /^(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? []
  if (day === undefined) return undefined
  const millis = Date.parse(`${day}${time.replace(" ", "T")}`)
  return Number.isNaN(millis) ? undefined : millis
}
