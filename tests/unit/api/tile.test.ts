import { describe, expect, it } from 'vitest'
import type { Depth } from '#functions/api/reads'
import { LAG_ATTENTION_MS, STALE_AFTER_MS, type TileFacts, tileOf } from '#functions/api/tile'

const NOW = 1_789_376_400_000
const counts = {
  ...{ open: 12, pending: 1, snoozed: 2, unassigned: 3, waiting: 4 },
  ...{ warned: 5, breached: 6, escalated: 7 },
}
const intake = { applied: 200, lastReceivedAtMs: NOW - 1_000, lastPublishedAtMs: NOW - 600, lagMs: 400 }
const quiet: Depth = { inQueue: 0, deadLettered: 0 }

const facts = (changes: Partial<TileFacts> = {}): TileFacts => ({
  tallies: { counts, intake },
  oldestWaitingSinceMs: NOW - 60_000,
  newestWriteAtMs: NOW - 700,
  depth: quiet,
  nowMs: NOW,
  ...changes,
})
const intakeOf = (changes: Partial<typeof intake>) => ({ tallies: { counts, intake: { ...intake, ...changes } } })

describe('state and completeness', () => {
  const table: [string, Partial<TileFacts>, { state: string; reason: string | null; ratio: number | null }][] = [
    ['all applied', {}, { state: 'ok', reason: null, ratio: 1 }],
    ['some on their way', { depth: { inQueue: 50, deadLettered: 0 } }, { state: 'ok', reason: null, ratio: 0.8 }],
    [
      'dead letters',
      { depth: { inQueue: 0, deadLettered: 1 } },
      { state: 'attention', reason: 'dead_letters', ratio: 0.995 },
    ],
    ['slow', intakeOf({ lagMs: LAG_ATTENTION_MS + 1 }), { state: 'attention', reason: 'behind', ratio: 1 }],
    [
      'slow once, and done with it',
      intakeOf({ lagMs: LAG_ATTENTION_MS + 1, lastPublishedAtMs: NOW - LAG_ATTENTION_MS - 1 }),
      { state: 'ok', reason: null, ratio: 1 },
    ],
    [
      'publishing stopped on a desk that is quiet but for one change',
      { ...intakeOf({ lastPublishedAtMs: NOW - 70_000 }), newestWriteAtMs: NOW - LAG_ATTENTION_MS - 1 },
      { state: 'attention', reason: 'behind', ratio: null },
    ],
    [
      'publishing stopped long ago, which is no silence of Chatwoot',
      {
        ...intakeOf({ lastReceivedAtMs: NOW - STALE_AFTER_MS - 1, lastPublishedAtMs: NOW - STALE_AFTER_MS }),
        newestWriteAtMs: NOW - LAG_ATTENTION_MS - 1,
      },
      { state: 'attention', reason: 'behind', ratio: null },
    ],
    [
      'never published anything',
      { tallies: { counts: null, intake: null }, newestWriteAtMs: NOW - LAG_ATTENTION_MS - 1 },
      { state: 'attention', reason: 'behind', ratio: null },
    ],
    [
      'silence for so long that the notes of intake have expired',
      { tallies: { counts, intake: null }, newestWriteAtMs: NOW - 200 * 24 * 3_600_000 },
      { state: 'no_data', reason: 'nothing_received', ratio: null },
    ],
    [
      'a change that is just being published',
      { ...intakeOf({ lastPublishedAtMs: NOW - 30_000 }), newestWriteAtMs: NOW - 500 },
      { state: 'ok', reason: null, ratio: 1 },
    ],
    [
      'a quiet quarter of an hour after all was published',
      {
        ...intakeOf({ lastReceivedAtMs: NOW - STALE_AFTER_MS, lastPublishedAtMs: NOW - STALE_AFTER_MS + 300 }),
        newestWriteAtMs: NOW - STALE_AFTER_MS + 200,
      },
      { state: 'ok', reason: null, ratio: 1 },
    ],
    [
      'stuck: messages wait and nothing has been applied for a minute',
      { ...intakeOf({ lastReceivedAtMs: NOW - LAG_ATTENTION_MS - 1 }), depth: { inQueue: 1, deadLettered: 0 } },
      { state: 'attention', reason: 'behind', ratio: 0.995 },
    ],
    ['queue not readable', { depth: null }, { state: 'attention', reason: 'queue_unreadable', ratio: null }],
    [
      'silence',
      intakeOf({ lastReceivedAtMs: NOW - STALE_AFTER_MS - 1 }),
      { state: 'stale', reason: 'stale', ratio: null },
    ],
    [
      'silence and queue not readable',
      { ...intakeOf({ lastReceivedAtMs: NOW - STALE_AFTER_MS - 1 }), depth: null },
      { state: 'stale', reason: 'stale', ratio: null },
    ],
    [
      'nothing ever',
      { tallies: { counts: null, intake: null }, newestWriteAtMs: null },
      { state: 'no_data', reason: 'nothing_received', ratio: null },
    ],
    [
      'counters without intake',
      { tallies: { counts, intake: null } },
      { state: 'no_data', reason: 'nothing_received', ratio: null },
    ],
    [
      'intake without counters',
      { tallies: { counts: null, intake } },
      { state: 'no_data', reason: 'nothing_received', ratio: null },
    ],
    ['nothing applied yet', intakeOf({ applied: 0 }), { state: 'no_data', reason: 'nothing_received', ratio: null }],
  ]
  it.each(table)('%s', (_what, changes, expected) => {
    const tile = tileOf(facts(changes))
    expect({ state: tile.state, reason: tile.reason, ratio: tile.completeness.ratio }).toEqual(expected)
  })

  it('never rounds up to complete', () => {
    const tile = tileOf(facts({ ...intakeOf({ applied: 9_999_999 }), depth: { inQueue: 1, deadLettered: 0 } }))
    expect(tile.completeness.ratio).toBe(0.9999)
  })

  it('says why there is no ratio', () => {
    for (const [, changes, expected] of table) {
      if (expected.ratio !== null) continue
      expect(tileOf(facts(changes)).completeness.reason).not.toBeNull()
    }
  })
})

describe('figures', () => {
  it('are unknown, not zero, without counters', () => {
    const tile = tileOf(facts({ tallies: { counts: null, intake: null }, oldestWaitingSinceMs: null }))
    expect(tile).toMatchObject({
      open: null,
      waiting: null,
      breached: null,
      escalated: null,
      oldestWaitingSinceMs: null,
    })
  })

  it('come from the counters', () => {
    expect(tileOf(facts())).toMatchObject({ ...counts, oldestWaitingSinceMs: NOW - 60_000 })
  })
})
