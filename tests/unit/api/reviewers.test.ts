import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Approval } from '#domain/approval'
import { readReviewers } from '#functions/api/read-reviewers'
import { reviewers as reviewersByOps } from '#infra/ops/approvals-area'
import { chainsOf } from '#store/approval-chains'
import { approvalItem } from '#store/approval-item'
import { anApproval } from '#tests/support/approvals'
import { START_MS } from '#tests/support/builders'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable, TABLE } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const DAY_MS = 86_400_000
const NOW_MS = START_MS + DAY_MS
const STRICT = { tone: 5, accuracy: 3, policy: 1, note: null } as const
const SEEDED = { kind: 'seeded', name: 'known-bad', version: '1' } as const
let desk: DeskTable
let api: Served
let nth = 0

const decided = (decidedBy: string, changes: Partial<Approval> = {}): Approval => {
  nth += 1
  const atMs = changes.decidedAtMs ?? NOW_MS - nth * 60_000
  const times = { decidedAtMs: atMs, endedAtMs: atMs, firstSeenAtMs: atMs - 60_000 }
  return anApproval({ id: `draft-${nth}`, conversationId: nth, state: 'learned', decidedBy, ...times, ...changes })
}
/** Amelia approves, once in haste, and falls for a seeded draft; Kim rejects one, and sends one back. */
const ALL = [
  decided('amelia', { secondLook: { by: 'kim', atMs: NOW_MS, grades: STRICT } }),
  decided('amelia', { firstSeenAtMs: null, state: 'audited', endedAtMs: null }),
  decided('amelia', { source: SEEDED, state: 'voided', reason: 'seeded' }),
  decided('kim', { grades: null, state: 'rejected' }),
  decided('kim', { grades: null, state: 'changes_requested', endedAtMs: null }),
  anApproval({
    id: 'nobody',
    conversationId: 90,
    state: 'expired',
    decidedBy: null,
    decidedAtMs: null,
    endedAtMs: NOW_MS,
  }),
  decided('kim', { account: 'outlet' }),
]
const LONG_AGO = decided('kim', { grades: null, state: 'rejected', decidedAtMs: NOW_MS - 31 * DAY_MS })

beforeAll(async () => {
  desk = await startDeskTable()
  api = serve(desk)
  api.world.nowMs = NOW_MS
  for (const one of [...ALL, LONG_AGO])
    await desk.client.send(new PutCommand({ TableName: TABLE, Item: approvalItem(one) }))
})
afterAll(() => desk.stop())

const ask = async (query: Readonly<Record<string, string>> = {}) =>
  jsonOf(await api.ask({ path: '/v1/reviewers', query, groups: ['lead', 'account:shop'] }))
const NOTHING = { hasty: 0, seeded: 0, missed: 0, compared: 0, agreed: 0 }

describe('GET /v1/reviewers', () => {
  it('counts how each reviewer decided in the last thirty days', async () => {
    expect(await ask()).toMatchObject({
      ...{ account: 'shop', complete: true, fromMs: NOW_MS - 30 * DAY_MS, toMs: NOW_MS },
      reviewers: [
        { reviewer: 'amelia', decided: 3, approved: 3, hasty: 1, seeded: 1, missed: 1, compared: 3, agreed: 1 },
        { reviewer: 'kim', decided: 2, approved: 0, ...NOTHING },
      ],
    })
  })

  it('looks as far back as it is asked to, and then says what the command line says', async () => {
    const { reviewers } = await ask({ days: '90' })
    expect(reviewers).toMatchObject([{ reviewer: 'amelia' }, { reviewer: 'kim', decided: 3 }])
    const chains = await chainsOf('shop', { client: desk.client, table: TABLE })
    expect(reviewersByOps('shop', chains).json).toEqual({ account: 'shop', reviewers })
  })

  it.each(['0', '91', 'x'])('refuses days: %s', async (days) => {
    expect(await ask({ days })).toMatchObject({ code: 'bad_parameter' })
  })

  it('that would have to read too much stops, and says from when on it has counted', async () => {
    // A busy account: a rejection each minute, and one approval long before.
    const pages = { rejected: 0, learned: 0 }
    const approvalPage = async (_account: string, { state, cursor }: { state: string; cursor: string | null }) => {
      if (state === 'learned')
        return { items: [decided('amelia', { decidedAtMs: NOW_MS - 20 * DAY_MS })], nextCursor: null }
      if (state !== 'rejected') return { items: [], nextCursor: null }
      pages.rejected += 1
      const from = Number(cursor ?? '0')
      const items = Array.from({ length: 100 }, (_, at) =>
        decided('kim', { grades: null, state: 'rejected', decidedAtMs: NOW_MS - (from + at) * 60_000 }),
      )
      return { items, nextCursor: String(from + 100) }
    }
    const asked = { account: 'shop', query: { account: undefined, days: 30 } } as Parameters<typeof readReviewers>[0]
    const answer = await readReviewers(asked, { approvalPage, now: () => NOW_MS })
    expect(answer).toMatchObject({
      body: {
        complete: false,
        fromMs: NOW_MS - 999 * 60_000,
        reviewers: [{ reviewer: 'kim', decided: 1_000 }],
      },
    })
    expect(pages.rejected).toBe(10)
  })
})
