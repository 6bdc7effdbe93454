import { describe, expect, it } from 'vitest'
import { FINDING_KINDS, LAG_BOUNDS_MS } from '#domain/intake'
import { INTAKE_REASONS } from '#domain/intake-health'
import {
  dayWords,
  foundWords,
  intakeNote,
  intakeWords,
  knownDays,
  lagBoundWords,
  lagWords,
  reasonWords,
  shownState,
} from '#functions/console/src/intake-words'

describe('intake in words', () => {
  it.each(INTAKE_REASONS)('has words for %s, with and without polling', (reason) => {
    for (const polling of [true, false]) expect(intakeWords(reason, polling)).toMatch(/^[A-Z].*\.$/)
  })

  it('says that nothing is lost only where Chatwoot is asked', () => {
    for (const reason of INTAKE_REASONS) expect(intakeWords(reason, false)).not.toContain('nothing is lost')
    expect(intakeWords('webhooks_silent', true)).toContain('nothing is lost')
    expect(intakeWords('webhooks_silent', false)).toContain('may be old')
  })

  it('adds to the tile only what it does not say already', () => {
    const note = (reason: (typeof INTAKE_REASONS)[number]) => intakeNote({ state: 'degraded', reason, polling: true })
    expect(note('webhooks_silent')).toContain('asks for what changes')
    expect([note('dead_letters'), note('behind')]).toEqual([null, null])
    expect(intakeNote({ state: 'ok', reason: null, polling: true })).toBeNull()
    expect(intakeNote(null)).toBeNull()
  })

  it('calls nothing up to date that may lack something', () => {
    const intake = { state: 'degraded', reason: 'webhooks_silent', polling: false } as const
    expect(shownState({ state: 'ok', intake })).toBe('attention')
    expect(shownState({ state: 'ok', intake: null })).toBe('ok')
    expect(shownState({ state: 'stale', intake })).toBe('stale')
  })

  it('tells what was found', () => {
    for (const kind of FINDING_KINDS) expect(foundWords([kind])).not.toBe(kind)
    expect(foundWords(['message', 'csat'])).toBe('a message and a rating')
    expect(foundWords([])).toBe('something')
  })

  it('writes each bound in one unit', () => {
    for (const boundMs of LAG_BOUNDS_MS) expect(lagBoundWords(boundMs)).toMatch(/^\d+(\.5)? (ms|s|min|h|d)$/)
    expect(lagBoundWords(null)).toBe('–')
  })

  it('tells lags without percentiles', () => {
    const words = lagWords({ p50Ms: 1_500, p99Ms: 60_000 })
    expect(words.replaceAll('\u00a0', ' ')).toBe('half within 1.5 s, 99 % within 1 min')
    expect(words.split(' ')).toHaveLength(2)
    expect(lagWords({ p50Ms: 50, p99Ms: 50 })).toBe('99\u00a0%\u00a0within\u00a050\u00a0ms')
    expect(lagWords({ p50Ms: null, p99Ms: null })).toBe('–')
  })

  it('tells a day as it is in UTC', () => {
    expect(dayWords('2026-11-26')).toMatch(/26/)
    expect(dayWords('someday')).toBe('someday')
  })

  it('leaves out the days before anything was known, not those between', () => {
    const day = (known: boolean) => ({ counts: known ? ({} as never) : null })
    const days = [day(false), day(true), day(false), day(true), day(false), day(false)]
    expect(knownDays(days)).toEqual(days.slice(0, 4))
    expect(knownDays([day(false), day(false)])).toHaveLength(1)
    expect(knownDays([])).toEqual([])
  })

  it('names the most frequent reason first', () => {
    expect(reasonWords({ body_too_large: 1, signature_stale: 40 })).toBe('signature stale 40, body too large 1')
    expect(reasonWords({})).toBe('')
  })
})
