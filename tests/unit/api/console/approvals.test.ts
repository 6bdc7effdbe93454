import { describe, expect, it } from 'vitest'
import { APPROVAL_STATES } from '#domain/approval'
import { VOID_CODES } from '#domain/approval-commands'
import { BLOCK_CODES } from '#domain/draft-guard'
import { DRAFT_SOURCES } from '#domain/draft-proposal'
import { type ApprovalView, approvalView } from '#functions/api/approval-view'
import type { ApiResult } from '#functions/console/src/api-client'
import { decide, readApprovals } from '#functions/console/src/approval-requests'
import type { ListedApproval } from '#functions/console/src/approval-shapes'
import {
  answeredWords,
  blockWords,
  endingWords,
  leftWords,
  pageOf,
  SHELVES,
  sourceKind,
  stateWords,
} from '#functions/console/src/approval-words'
import { diffOf } from '#functions/console/src/text-diff'
import { anApproval } from '#tests/support/approvals'

/** This line is a test: `tsc` fails when the console expects what the API does not answer. */
const asListed = (view: ApprovalView): ListedApproval => view
const listed = (changes: Partial<ListedApproval> = {}): ListedApproval => ({
  ...asListed(approvalView(anApproval({}), { by: 'amelia', links: new Map() })),
  ...changes,
})

/** Answers one after the other; keeps what was asked. */
function answering(...answers: readonly ApiResult<object>[]) {
  const asked: { readonly path: string; readonly body: object | undefined }[] = []
  const next = async <Body extends object>(path: string, body?: object) => {
    asked.push({ path, body })
    return answers[asked.length - 1] as ApiResult<Body>
  }
  return { asked, get: <Body extends object>(path: string) => next<Body>(path), post: next }
}
const ok = (body: object): ApiResult<object> => ({ ok: true, body })
const refused = (code: string, current?: object): ApiResult<object> => ({
  ok: false,
  failure: {
    kind: 'refused',
    code,
    detail: 'Not like this: "current" tells why.',
    ...(current === undefined ? {} : { current }),
  },
})

describe('drafts in the console', () => {
  it('stand on one shelf each, whatever their state', () => {
    const shelved = SHELVES.flatMap(({ states }) => [...states])
    expect(shelved.sort()).toEqual([...APPROVAL_STATES].sort())
    for (const state of APPROVAL_STATES) expect(stateWords(state)).toMatch(/^[A-Z]/)
  })

  it('say when a colleague has answered by hand, which ends none', () => {
    const words = answeredWords({ atMs: 60_000, operatorId: 7 }, 240_000)
    expect(words).toContain('answered the customer by hand 3 min ago')
    expect(words).toContain('a second answer')
  })

  it('say in words what speaks against them, who wrote them and why they were voided', () => {
    for (const code of BLOCK_CODES) expect(blockWords(code), code).not.toContain('_')
    for (const kind of DRAFT_SOURCES) expect(sourceKind({ source: { kind, name: '', version: '' } })).toMatch(/^[A-Z]/)
    for (const reason of VOID_CODES) {
      const words = endingWords(listed({ state: 'voided', open: false, reason }))
      expect(words).toMatch(/^Voided\. [A-Z].*\.$/)
    }
    expect(endingWords(listed({ state: 'voided', open: false, reason: 'newer_customer_message' }))).toContain(
      'wrote again',
    )
    expect(endingWords(listed({ state: 'pending_review' }))).toBeNull()
    const receipt = { policy: 'drafts@3', graded: 60, lowerBound: 0.9398 }
    expect(endingWords(listed({ state: 'learned', messageId: 7, decidedBy: 'policy:drafts@3', receipt }))).toBe(
      'Approved by policy (drafts@3: 60 graded like it, at least 93 % good), and sent as message 7.',
    )
  })

  it('say how much of their time is left, as long as somebody may decide', () => {
    const draft = listed({ open: true, dueAtMs: 1_000_000 })
    expect([leftWords(draft, 100_000), leftWords(draft, 1_180_000)]).toEqual(['15m left', '3m over'])
    expect(leftWords({ ...draft, open: false }, 0)).toBeNull()
    expect(leftWords({ ...draft, dueAtMs: null }, 0)).toBeNull()
  })

  it('link to pages alone, whatever a proposer wrote', () => {
    expect(pageOf('https://help.example.com/7')).toBe('https://help.example.com/7')
    for (const url of [null, 'javascript:alert(1)', 'data:text/html,x', '//help.example.com'])
      expect(pageOf(url)).toBeNull()
  })

  it('are read state by state over short pages, those that have ended newest first', async () => {
    const at = (id: string, endedAtMs: number) => listed({ id, endedAtMs })
    const api = answering(
      ok({ items: [], nextCursor: 'more' }),
      ok({ items: [at('b', 5)], nextCursor: null }),
      ok({ items: [at('a', 2), at('c', 9)], nextCursor: null }),
    )
    const read = await readApprovals(api, { account: 'shop', states: ['rejected', 'voided'], most: 50 })
    expect(read.ok && read.body.items.map(({ id }) => id)).toEqual(['c', 'b', 'a'])
    expect(api.asked.map(({ path }) => path)).toContain(
      '/v1/approvals?state=rejected&limit=50&account=shop&cursor=more',
    )
  })

  it('are decided with the version that was on screen', async () => {
    const draft = listed({ id: 'shop.7.a', version: 3 })
    const grades = { tone: 5, accuracy: 4, policy: 5, note: null } as const
    const api = answering(ok({ approval: { ...draft, state: 'approved' } }), ok({ approval: draft }))
    const approved = await decide(draft, { account: 'shop', verb: 'approve', grades }, api)
    expect(approved).toMatchObject({ ok: true, approval: { state: 'approved' } })
    await decide(draft, { account: null, verb: 'reject', reason: 'Not what was asked' }, api)
    expect(api.asked).toEqual([
      {
        path: '/v1/approvals/shop.7.a/approve?account=shop',
        body: { version: 3, grades: { tone: 5, accuracy: 4, policy: 5 } },
      },
      { path: '/v1/approvals/shop.7.a/reject', body: { version: 3, reason: 'Not what was asked' } },
    ])
  })

  it('where somebody was faster are shown as they stand now', async () => {
    const draft = listed({ version: 3 })
    const current = { account: 'shop', approval: { ...draft, version: 4 } }
    const edit = { account: null, verb: 'edit', text: 'Other' } as const
    const changed = await decide(draft, edit, answering(refused('approval_changed', current)))
    expect(changed).toMatchObject({ ok: false, approval: { version: 4 }, words: expect.stringContaining('meanwhile') })
    const other = await decide(draft, edit, answering(refused('approval_blocked')))
    expect(other).toEqual({ ok: false, approval: null, words: expect.stringMatching(/guard.*Edit it\.$/) })
  })

  it('show what was changed, word by word, and lose nothing of either text', () => {
    const [before, after] = ['Your parcel is on its way.', 'Your parcel is on its way and comes on Friday.']
    const pieces = diffOf(before, after)
    const side = (without: string) => pieces.filter(({ kind }) => kind !== without).map(({ text }) => text)
    expect([side('added').join(''), side('gone').join('')]).toEqual([before, after])
    expect(
      pieces
        .filter(({ kind }) => kind === 'added')
        .map(({ text }) => text)
        .join(''),
    ).toContain('Friday')
    expect(diffOf(after, after)).toEqual([{ kind: 'kept', text: after }])
  })
})
