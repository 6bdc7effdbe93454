import { describe, expect, it } from 'vitest'
import { decisionOf } from '#domain/approval-chain'
import { approve, reject } from '#domain/approval-commands'
import { openedApproval } from '#domain/approval-opening'
import { reviewers, verified } from '#infra/ops/approvals-area'
import { sha256Hex } from '#runtime/digest'
import { aProposal } from '#tests/support/approvals'
import { CONVERSATION_ID, START_MS } from '#tests/support/builders'

const by = 'avery'
const grades = { tone: 5, accuracy: 5, policy: 5, note: null } as const

/** Three decisions of a conversation: approved, rejected, approved. */
function aChain() {
  const records: NonNullable<ReturnType<typeof decisionOf>>[] = []
  const approvals = ['draft-1', 'draft-2', 'draft-3'].map((id, nth) => {
    const nowMs = START_MS + nth * 60_000
    const proposal = aProposal({ id })
    const before = openedApproval(proposal, { blocks: [], nowMs, dueAtMs: null, textHash: sha256Hex(proposal.text) })
    const given = { by, nowMs, grades, blocks: [], newestFromCustomer: 100, actionId: `send/${id}` }
    const moved = nth === 1 ? reject(before, { by, nowMs, reason: 'No.' }) : approve(before, given)
    if (moved.kind !== 'moved') throw new Error('refused')
    const record = decisionOf({ before, after: moved.approval }, records.at(-1), { nowMs, sha256: sha256Hex })
    if (record === null) throw new Error('no decision')
    records.push(record)
    return { ...moved.approval, hash: record.hash, previousHash: record.previousHash }
  })
  return { conversationId: CONVERSATION_ID, records, approvals }
}
const codesOf = (chain: ReturnType<typeof aChain>) =>
  (verified('shop', [chain]).json as { faults: { code: string; seq: number | null }[] }).faults.map(
    ({ code, seq }) => `${code} ${seq}`,
  )

describe('ops approvals verify', () => {
  it('has nothing against decisions as they were taken', () => {
    const answer = verified('shop', [aChain()])
    expect(answer.exitCode).toBe(0)
    expect(answer.text).toBe('shop: 3 decisions on 3 drafts in 1 conversations, all as they were taken.')
  })

  it('has nothing against a chain whose oldest records have gone with their time', () => {
    const { records, approvals, ...at } = aChain()
    expect(codesOf({ ...at, records: records.slice(1), approvals: approvals.slice(1) })).toEqual([])
  })

  it.each([
    ['who decided', { by: 'kim' }],
    ['when', { atMs: START_MS + 1 }],
    ['the grades', { grades: { tone: 1, accuracy: 1, policy: 1 } as const }],
    ['what it answers', { boundTo: { conversationVersion: 7, lastMessageId: 101 } }],
  ])('finds a record in which somebody has changed %s', (_what, changes) => {
    const { records, ...rest } = aChain()
    const [first, ...others] = records
    if (first === undefined) throw new Error('none')
    expect(codesOf({ ...rest, records: [{ ...first, ...changes }, ...others] })[0]).toBe('changed 1')
  })

  it('finds a record that was changed and hashed anew', () => {
    const { records, approvals, ...at } = aChain()
    const [first, ...others] = records
    if (first === undefined) throw new Error('none')
    const forged = { ...first, by: 'kim', hash: 'a'.repeat(64) }
    expect(codesOf({ ...at, approvals, records: [forged, ...others] })).toEqual(
      expect.arrayContaining(['not_linked 2', 'record_missing null']),
    )
  })

  it('finds a record that was taken out, and an approval without one', () => {
    const { records, ...rest } = aChain()
    expect(codesOf({ ...rest, records: records.filter(({ seq }) => seq !== 2) })).toEqual([
      'out_of_sequence 3',
      'record_missing null',
    ])
    expect(codesOf({ ...rest, records: records.slice(0, 2) })).toEqual(['record_missing null'])
  })

  it.each([
    ['text', { text: 'Another text.' }],
    ['text and its hash', { text: 'Another text.', textHash: sha256Hex('Another text.') }],
    ['first text', { proposedText: 'Another text.' }],
    ['grades', { grades: { ...grades, policy: 1 as const } }],
    ['reviewer', { decidedBy: 'kim' }],
    ['state', { state: 'rejected' as const }],
  ])('finds an approval whose %s was changed afterwards', (_what, changes) => {
    const { approvals, ...rest } = aChain()
    const [first, ...others] = approvals
    if (first === undefined) throw new Error('none')
    const answer = verified('shop', [{ ...rest, approvals: [{ ...first, ...changes }, ...others] }])
    expect(answer.exitCode).toBe(1)
    expect(answer.text).toContain('draft draft-1, decision 1: the approval says otherwise than its record')
  })
})

describe('ops approvals reviewers', () => {
  it('tells of haste, of seeded drafts that were missed, and of agreement', () => {
    const [first, second, third] = aChain().approvals
    if (first === undefined || second === undefined || third === undefined) throw new Error('none')
    const looked = { by: 'kim', atMs: START_MS, grades: { tone: 4, accuracy: 3, policy: 5, note: null } } as const
    const seeded = { ...third, state: 'voided', source: { kind: 'seeded', name: 'model', version: '1' } } as const
    const slow = { ...first, firstSeenAtMs: (first.decidedAtMs ?? 0) - 3_000, secondLook: looked }
    const answer = reviewers('shop', [{ ...aChain(), approvals: [slow, second, seeded] }])
    expect(answer.text).toBe('avery\t3 decided, 2 approved, 1 in haste, 1 of 1 seeded missed, 66 % of 3 grades agree')
  })
})
