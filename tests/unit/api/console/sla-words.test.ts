import { describe, expect, it } from 'vitest'
import { clockTime } from '#functions/console/src/format'
import {
  candidateWords,
  countWords,
  dayBar,
  dayLine,
  outageWords,
  pageWords,
  refusalWords,
  shareWords,
  verdictOf,
} from '#functions/console/src/sla-words'
import type { DayFigures } from '#functions/console/src/watch-shapes'
import { START_MS } from './listed-escalation.ts'

const NOTHING: DayFigures = { day: '2026-09-14', met: 0, breached: 0, excused: 0, n: 0, raw: null, net: null }
const SOME: DayFigures = { ...NOTHING, met: 88, breached: 12, excused: 2, n: 100, raw: 0.88, net: 0.8979 }

describe('figures of the SLA', () => {
  it('are no figures without data, least of all 100 %', () => {
    expect(shareWords(null)).toBe('No data')
    expect(verdictOf(NOTHING, 90)).toBe('no_data')
    expect(countWords(NOTHING)).toBe('No clock has ended')
    expect(dayLine(NOTHING)).toMatch(/: no data$/)
    expect(dayBar(NOTHING)).toBeNull()
  })

  it('never round up to the target', () => {
    expect(shareWords(0.8999)).toBe('89.9 %')
    expect(verdictOf({ net: 0.8999 }, 90)).toBe('missed')
    expect(verdictOf({ net: 0.9 }, 90)).toBe('met')
  })

  it('tell how many they are of, raw and net', () => {
    expect(countWords(SOME)).toBe('88 of 100 in time, 2 excused')
    expect(countWords({ ...SOME, excused: 0 })).toBe('88 of 100 in time')
    expect(dayLine(SOME)).toMatch(/14: 88 % raw, 89.7 % net, n = 100$/)
  })

  it('stand on the bar with what excusing adds on top', () => {
    expect(dayBar(SOME)?.raw).toBeCloseTo(88)
    expect(dayBar(SOME)?.more).toBeCloseTo(1.79)
    expect(dayBar({ ...NOTHING, breached: 1, excused: 1, n: 1, raw: 0, net: null })).toEqual({ raw: 0, more: 0 })
  })
})

describe('what stands beside them', () => {
  const at = (atMs: number) => clockTime(atMs, START_MS)

  it('says why a breach may be excused', () => {
    const span = { fromMs: START_MS, toMs: START_MS + 400_000 }
    expect(candidateWords({ candidate: { why: 'outage', outageId: 'tick-1', ...span } }, START_MS)).toBe(
      `In the outage ${at(span.fromMs)}–${at(span.toMs)}`,
    )
    expect(candidateWords({ candidate: { why: 'noticed_late', lateMs: 95_000 } }, START_MS)).toBe(
      'Backdesk noticed it 1m 35s late',
    )
    expect(candidateWords({ candidate: null }, START_MS)).toBe('May not be excused')
  })

  it('says of an outage how long it was and who found it', () => {
    const outage = { id: 'x', fromMs: START_MS, toMs: START_MS + 360_000, reason: 'No tick ran.' }
    const when = `${at(outage.fromMs)}–${at(outage.toMs)}, 6m`
    expect(outageWords({ ...outage, foundBy: 'tick', by: null }, START_MS)).toBe(
      `${when}, noticed by itself: No tick ran.`,
    )
    expect(outageWords({ ...outage, foundBy: 'person', by: 'Amelia Hart' }, START_MS)).toBe(
      `${when}, recorded by Amelia Hart: No tick ran.`,
    )
  })

  it('tells a page that was never proven from one that was, and why the last one failed', () => {
    expect(pageWords({ provenAtMs: null, proven: false })).toBe('Never proven')
    expect(pageWords({ provenAtMs: 1, proven: false })).toBe('Not proven lately')
    expect(pageWords({ provenAtMs: 1, proven: true })).toBe('Proven')
    expect(refusalWords({ lastRefusal: null })).toBe('')
    expect(refusalWords({ lastRefusal: { status: 403, detail: 'forbidden' } })).toBe(
      'Last one refused (403): forbidden',
    )
    expect(refusalWords({ lastRefusal: { status: 0, detail: 'timed out' } })).toBe('Last one not answered: timed out')
  })
})
