import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fact } from '#domain/analytics/fact'
import type { ConversationGrade } from '#domain/quality/grade'
import { isoWeek } from '#domain/quality/sampling'
import { approvalItem } from '#store/approval-item'
import { besideReader } from '#store/beside-facts'
import { countConversations } from '#store/count-conversations'
import { gradeStore } from '#store/grades'
import { machineGate } from '#store/machine-gate'
import { anApproval } from '#tests/support/approvals'
import { ACCOUNT } from '#tests/support/builders'
import { type CountingDesk, countingDesk } from '#tests/support/counting'
import { eventMonth } from '#tests/support/event-month'
import { aCard, aGrade, aMachineGrade, aQualityDocument } from '#tests/support/grades'
import { type DeskTable, startDeskTable, TABLE } from '#tests/unit/api/desk-table'

const FROM_MS = Date.UTC(2026, 8, 1)
const SPAN = { account: ACCOUNT, fromDay: '2026-09-01', toDay: '2026-11-30' }
/** The first conversation of the month that was resolved, and stayed so. */
const LEDGER = [...eventMonth({ seed: 5, conversations: 30, fromMs: FROM_MS })].find(
  ({ events }) => events.filter(({ type }) => type === 'conversation.resolved.v1').length === 1,
)
const RESOLVED_AT_MS = LEDGER?.events.find(({ type }) => type === 'conversation.resolved.v1')?.occurredAtMs ?? 0

describe('grades among the figures', () => {
  let table: DeskTable
  let desk: CountingDesk
  let machineCounts = false
  let conversationId = 0
  const clockwork = { now: () => RESOLVED_AT_MS, random: () => 0.5, wait: async () => undefined }
  const stores = () => {
    const deps = { ...clockwork, client: table.client, table: TABLE }
    return { grades: gradeStore({ ...deps, retentionDays: 400 }), deps }
  }

  beforeAll(async () => {
    table = await startDeskTable()
  })
  afterAll(() => table.stop())
  /** Each in a conversation of its own, because the table is the same. */
  beforeEach(() => {
    desk = countingDesk()
    conversationId += 1
    machineCounts = false
    desk.ledgers.set(
      conversationId,
      (LEDGER?.events ?? []).map((event) => ({ ...event, conversationId })),
    )
  })

  /** As the worker does when word of a grade comes. */
  async function look(): Promise<{ value: number | null; n: number; changed: number }> {
    const besideOf = besideReader({ ...stores().deps, machineCounts: async () => machineCounts })
    const asked = [{ account: ACCOUNT, conversationId, beside: true }]
    const { changed } = await countConversations(asked, { ...desk.deps, besideOf })
    const { grade } = await desk.reads.figures(SPAN)
    return { value: grade.value, n: grade.n, changed }
  }
  const graded = (changes: Partial<ConversationGrade> = {}): ConversationGrade =>
    aGrade({ account: ACCOUNT, conversationId, resolvedAtMs: RESOLVED_AT_MS, ...changes })
  const review = { by: 'Lead', atMs: RESOLVED_AT_MS, grades: aCard(5), score: 100, coaching: null }

  it('are counted once, however often word of one comes', async () => {
    await stores().grades.recordGrade(graded({ reviews: [review] }))
    expect(await look()).toEqual({ value: 5, n: 1, changed: 1 })
    expect(await look()).toEqual({ value: 5, n: 1, changed: 0 })
    expect(await look()).toEqual({ value: 5, n: 1, changed: 0 })
  })

  it('move with a second review, and stay one', async () => {
    const { grades } = stores()
    const first = graded({ reviews: [review] })
    await grades.recordGrade(first)
    await look()
    await grades.changeGrade(first, { ...first, version: 2, reviews: [review, { ...review, by: 'Other', score: 50 }] })
    expect(await look()).toEqual({ value: 4, n: 1, changed: 1 })
  })

  it('of a machine count while it agrees with people, and no more when it does not', async () => {
    await stores().grades.recordGrade(graded({ machine: aMachineGrade(4) }))
    expect(await look()).toMatchObject({ value: null, n: 0 })
    machineCounts = true
    expect(await look()).toMatchObject({ value: 4, n: 1 })
    machineCounts = false
    expect(await look()).toMatchObject({ value: null, n: 0 })
  })

  it('of people count where those of the machine do not', async () => {
    const { grades } = stores()
    const machine = graded({ machine: aMachineGrade(2) })
    await grades.recordGrade(machine)
    expect(await look()).toMatchObject({ n: 0 })
    await grades.changeGrade(machine, { ...machine, version: 2, reviews: [review] })
    expect(await look()).toMatchObject({ value: 5, n: 1 })
  })

  it('of a machine wait for enough reviews that agree', async () => {
    const { grades, deps } = stores()
    const document = aQualityDocument({ gate: { atLeastKappaPercent: 60, atLeastReviews: 4, weeks: 2 } })
    const gateNow = () =>
      machineGate({ ...deps, quality: async () => ({ version: 1, activatedAtMs: 0, document }) })(ACCOUNT)
    expect(await gateNow()).toBe(false)
    for (const [nth, grade] of ([1, 2, 4, 5] as const).entries())
      await grades.recordGrade(
        graded({
          conversationId: 1_000 + nth,
          machine: aMachineGrade(grade),
          sample: { ...graded().sample, week: isoWeek(RESOLVED_AT_MS) },
          reviews: [{ ...review, grades: aCard(grade) }],
        }),
      )
    expect(await gateNow()).toBe(true)
  })
})

describe('drafts among the figures', () => {
  it('are those that were meant to help: what was seeded to test reviewers is not counted', async () => {
    const table = await startDeskTable()
    const seeded = { kind: 'seeded', name: 'ai-customer', version: '1' } as const
    for (const approval of [
      anApproval({ id: 'draft-1', state: 'learned' }),
      anApproval({ id: 'draft-2', state: 'voided', reason: 'seeded', source: seeded }),
    ])
      await table.client.send(new PutCommand({ TableName: TABLE, Item: approvalItem(approval) }))
    const clockwork = { now: () => RESOLVED_AT_MS, random: () => 0, wait: async () => undefined }
    const besideOf = besideReader({
      ...clockwork,
      client: table.client,
      table: TABLE,
      machineCounts: async () => false,
    })
    const { account, conversationId } = anApproval()
    const { approvals } = await besideOf({ account, conversationId, points: [] } as unknown as Fact)
    expect(approvals.map(({ id }) => id)).toEqual(['draft-1'])
    await table.stop()
  })
})
