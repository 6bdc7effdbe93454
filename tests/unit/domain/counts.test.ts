import { describe, expect, it } from 'vitest'
import { countDelta, counts } from '#domain/counts'
import type { Snapshot } from '#domain/observation'
import { aSnapshot } from '#tests/support/builders'

const nothing = { open: 0, pending: 0, snoozed: 0, unassigned: 0, waiting: 0 }
const state = (changes: Partial<Snapshot> = {}) => ({ snapshot: aSnapshot(changes) })
const avery = { id: 41, kind: 'operator', name: 'Avery Example' } as const

describe('counts', () => {
  it.each([
    ['open, nobody assigned, waiting', {}, { open: 1, unassigned: 1, waiting: 1 }],
    ['open, assigned, answered', { assignee: avery, waitingSinceMs: null }, { open: 1 }],
    [
      'open, assigned to a bot',
      { assignee: { id: 7, kind: 'bot', name: 'Bot' } },
      { open: 1, unassigned: 1, waiting: 1 },
    ],
    ['pending with a bot, waiting', { status: 'pending' }, { pending: 1 }],
    ['snoozed', { status: 'snoozed' }, { snoozed: 1 }],
    ['resolved', { status: 'resolved' }, {}],
  ] satisfies [string, Partial<Snapshot>, object][])('%s', (_name, changes, expected) => {
    expect(counts(state(changes))).toEqual({ ...nothing, ...expected })
  })

  it('has no place for what has no status yet', () => {
    expect(counts(undefined)).toEqual(nothing)
    expect(counts({ lastInbound: { id: 1, atMs: 1, senderId: 1 } })).toEqual(nothing)
  })
})

describe('countDelta', () => {
  it('moves a conversation from one counter to another', () => {
    expect(countDelta(state(), state({ status: 'snoozed' }))).toEqual({
      open: -1,
      pending: 0,
      snoozed: 1,
      unassigned: -1,
      waiting: -1,
    })
  })

  it('adds a new one and takes away a deleted one', () => {
    expect(countDelta(undefined, state())).toEqual({ ...nothing, open: 1, unassigned: 1, waiting: 1 })
    expect(countDelta(state({ status: 'pending' }), undefined)).toEqual({ ...nothing, pending: -1 })
  })
})
