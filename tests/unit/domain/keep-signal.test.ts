import { describe, expect, it } from 'vitest'
import type { Approval } from '#domain/approval'
import { type KeepSignalDeps, keepSignal } from '#domain/keep-signal'
import type { LearningSignal } from '#domain/learning-signal'
import { DEFAULT_SLA } from '#policies/default-sla'
import { anApproval } from '#tests/support/approvals'
import { aConversation } from '#tests/support/builders'
import { ENDED_AT_MS, PLAIN_MEANS } from '#tests/support/signals'

const approval = (given: Partial<Approval>): Approval => ({
  ...anApproval(),
  state: 'audited',
  proposedText: 'Hello Noa, it is late.',
  text: 'Hello Noa, it is late, sorry. Kim',
  grades: { tone: 4, accuracy: 5, policy: 5, note: null },
  openedAtMs: ENDED_AT_MS - 60_000,
  decidedBy: 'Kim',
  decidedAtMs: ENDED_AT_MS,
  endedAtMs: ENDED_AT_MS + 1_000,
  evidence: [{ kind: 'article', id: '12', title: null, url: null, excerpt: null }],
  ...given,
})

function aKeeper() {
  const kept: LearningSignal[] = []
  const ended: string[] = []
  const deps: KeepSignalDeps = {
    conversationOf: async (account, conversationId) =>
      aConversation({ account, conversationId, snapshot: { contactName: 'Noa' } }),
    operatorsOf: async () => [{ name: 'Kim' }],
    slaOf: async () => ({ version: 4, activatedAtMs: 0, document: DEFAULT_SLA }),
    articleVersionsOf: async (_account, ids) => new Map(ids.map((id) => [id, '1760000000'])),
    scrub: PLAIN_MEANS.scrub,
    noteEnded: async ({ id }) => void ended.push(id),
    recordSignal: async (signal) => {
      kept.push(signal)
      return 'recorded'
    },
    now: () => ENDED_AT_MS + 2_000,
  }
  return { deps, kept, ended }
}

describe('keeping what an approval teaches', () => {
  it('makes a signal of one that was sent, without the names of customer and operators', async () => {
    const { deps, kept, ended } = aKeeper()
    const given = approval({})
    expect(await keepSignal(given, deps)).toBe('recorded')
    expect(ended).toEqual([given.id])
    expect(kept).toMatchObject([
      {
        outcome: 'sent',
        before: 'Hello [name], it is late.',
        after: 'Hello [name], it is late, sorry. [name]',
        edit: { class: 'tone_improvement' },
        evidence: [{ kind: 'article', id: '12', version: '1760000000' }],
        policyVersions: ['sla@4'],
        latency: { wallMs: 60_000 },
        endedAtMs: ENDED_AT_MS + 1_000,
      },
    ])
  })

  it.each([
    ['rejected', { decidedBy: 'Kim', reason: 'Kim knows better' }, '[name] knows better'],
    ['voided', { decidedBy: null, reason: 'newer_customer_message' }, 'newer_customer_message'],
    ['expired', { decidedBy: null, reason: null }, null],
  ] as const)('makes one of an approval that was %s, with nothing to compare', async (state, given, reason) => {
    const { deps, kept } = aKeeper()
    await keepSignal(approval({ state, grades: null, ...given }), deps)
    expect(kept).toMatchObject([{ outcome: state, edit: null, after: null, reason }])
    expect(kept[0]?.latency === null).toBe(given.decidedBy === null)
  })

  it.each(['draft', 'pending_review', 'approved', 'applied'] as const)(
    'learns nothing while it is %s',
    async (state) => {
      const { deps, kept, ended } = aKeeper()
      expect(await keepSignal(approval({ state }), deps)).toBe('not_ended')
      expect([kept, ended]).toEqual([[], []])
    },
  )

  it('has counted the end where the signal could not be made', async () => {
    const { deps, ended } = aKeeper()
    const failing = { ...deps, operatorsOf: () => Promise.reject(new Error('down')) }
    await expect(keepSignal(approval({}), failing)).rejects.toThrow('down')
    expect(ended).toHaveLength(1)
  })
})
