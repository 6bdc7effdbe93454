import { describe, expect, it } from 'vitest'
import { HORIZON_MS, SPAN_MS, SPANS, zoneOf } from '#domain/zone-transitions'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Changes of the offset in a calendar year, as [instant, minutes]. */
function changesIn(timeZone: string, year: number): [string, number][] {
  const [fromMs, toMs] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)]
  const stretches = [Math.floor(fromMs / SPAN_MS), Math.floor(toMs / SPAN_MS)].flatMap(zoneOf(timeZone).offsetsIn)
  return stretches.flatMap(({ startMs, offsetMs }, index) => {
    const changed = index > 0 && stretches[index - 1]?.offsetMs !== offsetMs
    return changed && startMs >= fromMs && startMs < toMs
      ? [[new Date(startMs).toISOString().slice(0, 16), offsetMs / MINUTE_MS]]
      : []
  })
}

describe('a time zone', () => {
  it.each([
    ['UTC', 2025, []],
    [
      'America/New_York',
      2025,
      [
        ['2025-03-09T07:00', -240],
        ['2025-11-02T06:00', -300],
      ],
    ],
    [
      'Australia/Lord_Howe',
      2025,
      [
        ['2025-04-05T15:00', 630],
        ['2025-10-04T15:30', 660],
      ],
    ],
    [
      'America/Sao_Paulo',
      2018,
      [
        ['2018-02-18T02:00', -180],
        ['2018-11-04T03:00', -120],
      ],
    ],
    ['Asia/Kathmandu', 1986, []],
    [
      'Africa/Casablanca',
      2025,
      [
        ['2025-02-23T02:00', 0],
        ['2025-04-06T02:00', 60],
      ],
    ],
    [
      'America/Boa_Vista',
      2000,
      [
        ['2000-02-27T03:00', -240],
        ['2000-10-08T04:00', -180],
        ['2000-10-15T03:00', -240],
      ],
    ],
    [
      'Pacific/Apia',
      2011,
      [
        ['2011-04-02T14:00', -660],
        ['2011-09-24T14:00', -600],
        ['2011-12-30T10:00', 840],
      ],
    ],
    ['Africa/Monrovia', 1972, [['1972-01-07T00:44', 0]]],
  ] satisfies [string, number, [string, number][]][])(
    '%s has in %d the changes of its law',
    (timeZone, year, changes) => {
      expect(changesIn(timeZone, year)).toEqual(changes)
    },
  )

  it('has an offset at every instant from 1970 to 2255, and one only', () => {
    const stretches = Array.from({ length: SPANS }, (_, span) => zoneOf('Europe/London').offsetsIn(span)).flat()
    const edges = stretches.map(({ startMs, endMs }) => [startMs, endMs] as const)
    expect(edges[0]?.[0]).toBe(0)
    expect(edges.at(-1)?.[1]).toBe(HORIZON_MS)
    for (const [index, [startMs]] of edges.slice(1).entries()) expect(startMs).toBe(edges[index]?.[1])
    expect(new Set(stretches.map(({ offsetMs }) => offsetMs))).toEqual(new Set([0, HOUR_MS]))
  })

  it('is refused by name when nobody knows it', () => {
    expect(() => zoneOf('Mars/Olympus')).toThrow(new RangeError('unknown time zone: Mars/Olympus'))
  })
})
