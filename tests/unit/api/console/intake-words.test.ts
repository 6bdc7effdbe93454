import { describe, expect, it } from 'vitest'
import { FINDING_KINDS, LAG_BOUNDS_MS } from '#domain/intake'
import { INTAKE_REASONS } from '#domain/intake-health'
import { foundWords, intakeNote, intakeWords, lagBoundWords, reasonWords } from '#functions/console/src/intake-words'

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

  it('tells what was found', () => {
    for (const kind of FINDING_KINDS) expect(foundWords([kind])).not.toBe(kind)
    expect(foundWords(['message', 'csat'])).toBe('a message and a rating')
    expect(foundWords([])).toBe('something')
  })

  it('writes each bound in one unit', () => {
    for (const boundMs of LAG_BOUNDS_MS) expect(lagBoundWords(boundMs)).toMatch(/^\d+(\.5)? (ms|s|min|h|d)$/)
    expect(lagBoundWords(null)).toBe('–')
  })

  it('names the most frequent reason first', () => {
    expect(reasonWords({ body_too_large: 1, signature_stale: 40 })).toBe('signature stale 40, body too large 1')
    expect(reasonWords({})).toBe('')
  })
})
