import { describe, expect, it } from 'vitest'
import { endedSince, joined, settled } from '#functions/console/src/own-results'
import type { ListedEscalation } from '#functions/console/src/watch-shapes'
import { aListedEscalation, START_MS } from './listed-escalation.ts'

const M = 60_000
const listed = aListedEscalation()
const taken = { ...listed, acknowledged: { by: 'Amelia Hart', atMs: START_MS + M }, climbAtMs: null }
const ended = { ...taken, ended: { how: 'resolved', by: 'Amelia Hart', atMs: START_MS + 2 * M } } as const
const own = (...results: readonly ListedEscalation[]) => new Map(results.map((one) => [one.id, one]))

describe('what was done here', () => {
  it('holds against a list that does not tell it yet', () => {
    expect(settled([listed], own(taken))).toEqual([taken])
    expect(settled([listed], own(ended))).toEqual([ended])
    expect(settled([listed], own())).toEqual([listed])
  })

  it('gives way when a graver rule has taken it up the ladder since', () => {
    const climbed = { ...listed, rung: 2, rungAtMs: START_MS + 2 * M }
    expect(settled([climbed], own(taken))).toEqual([climbed])
  })

  it('gives way to what the list knows better', () => {
    const byAnother = { ...listed, acknowledged: { by: 'Bo Example', atMs: START_MS } }
    expect(settled([byAnother], own(taken))).toEqual([byAnother])
    const stoodDown = { ...taken, ended: { how: 'stood_down', by: null, atMs: START_MS + M } } as const
    expect(settled([stoodDown], own(ended))).toEqual([stoodDown])
  })

  it('tells the newer of two judgements', () => {
    const judged = (right: boolean, atMs: number) => ({ ...ended, feedback: { right, by: 'Amelia Hart', atMs } })
    expect(settled([ended], own(judged(true, 5)))[0]?.feedback?.right).toBe(true)
    expect(settled([judged(true, 5)], own(judged(false, 6)))[0]?.feedback?.right).toBe(false)
    expect(settled([judged(true, 7)], own(judged(false, 6)))[0]?.feedback?.right).toBe(true)
  })

  it('waits for the question whether it was right, once it has left the list', () => {
    const other = aListedEscalation({ conversationId: 7 })
    expect(endedSince(own(ended, { ...other, ...taken, id: other.id }), START_MS)).toEqual([ended])
    expect(endedSince(own(ended), START_MS + 3 * M)).toEqual([])
  })

  it('is shown once', () => {
    const other = aListedEscalation({ conversationId: 7 })
    expect(joined([taken], [listed, other])).toEqual([taken, other])
  })
})
