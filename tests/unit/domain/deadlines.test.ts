import { describe, expect, it } from 'vitest'
import { deadlineOf } from '#domain/deadlines'
import type { Priority, Snapshot } from '#domain/observation'
import { aSnapshot, START_MS } from '#tests/support/builders'

const MINUTE_MS = 60_000
const deadline = (changes: Partial<Snapshot>) => deadlineOf({ snapshot: aSnapshot(changes) })

describe('deadlineOf', () => {
  it.each([
    ['urgent', 15],
    ['high', 30],
    ['medium', 60],
    [null, 60],
    ['low', 240],
  ] satisfies [Priority | null, number][])(
    'gives priority %s %d minutes, at risk from three quarters on',
    (priority, minutes) => {
      expect(deadline({ priority })).toEqual({
        deadlineAtMs: START_MS + minutes * MINUTE_MS,
        atRiskAtMs: START_MS + minutes * MINUTE_MS * 0.75,
        clock: 'first_response',
      })
    },
  )

  it('runs from the start of the wait, not of the conversation', () => {
    expect(deadline({ waitingSinceMs: START_MS + 5_000 })?.deadlineAtMs).toBe(START_MS + 5_000 + 60 * MINUTE_MS)
  })

  it('is the next response once a person has replied, known by message or by Chatwoot', () => {
    const reply = { id: 1, atMs: START_MS - 5, senderId: 41 }
    expect(deadline({ firstReplyAtMs: START_MS - 5 })?.clock).toBe('next_response')
    expect(deadlineOf({ snapshot: aSnapshot(), firstReply: reply, lastReply: reply })?.clock).toBe('next_response')
  })

  it.each(['pending', 'snoozed', 'resolved'] as const)('is none while %s', (status) => {
    expect(deadline({ status })).toBeNull()
  })

  it('is none while nobody waits, or before the first snapshot', () => {
    expect(deadline({ waitingSinceMs: null })).toBeNull()
    expect(deadlineOf({ lastInbound: { id: 1, atMs: START_MS, senderId: 1 } })).toBeNull()
  })
})
