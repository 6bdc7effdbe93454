import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import type { ClockStory } from '#domain/explain-clocks'
import { type ExplainDeps, explainSla } from '#functions/api/explain-sla'
import { aConversation, START_MS } from '#tests/support/builders'
import { STORY_LAW } from '#tests/support/watch-law'
import { tellWatchStory } from '#tests/support/watch-story'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const MINUTE_MS = 60_000
const NOW = START_MS + 4 * 60 * MINUTE_MS
const VIEWER = ['viewer', 'account:shop']
const chapters = tellWatchStory()
let desk: DeskTable
let api: Served

beforeAll(async () => {
  desk = await startDeskTable()
  const slaVersion = async (_account: string, version: number) => (version === 3 ? STORY_LAW.sla : undefined)
  api = serve(desk, { slaVersion })
  api.world.nowMs = NOW
  let before: Conversation | undefined
  for (const { conversation } of chapters) {
    await desk.change(before, conversation)
    before = conversation
  }
  await desk.outage({
    id: 'tick-7',
    account: '*',
    fromMs: START_MS + 10 * MINUTE_MS,
    toMs: START_MS + 12 * MINUTE_MS,
    foundBy: 'tick',
    by: null,
    reason: 'No tick ran.',
    recordedAtMs: START_MS,
  })
})
afterAll(() => desk.stop())

const id = String(chapters[0]?.conversation.conversationId)
const ask = (query: Record<string, string> = {}, path = `/v1/conversations/${id}/sla`) =>
  api.ask({ path, query, groups: VIEWER })
type Story = Pick<ClockStory, 'clock' | 'outcome' | 'breachedAtMs' | 'stretches' | 'countedMs' | 'startedAtMs'>
const storyOf = async (query: Record<string, string> = {}) =>
  jsonOf(await ask(query)) as { clocks: Story[]; agrees: boolean | null; atMs: number }

describe('GET /v1/conversations/{id}/sla', () => {
  it('tells from the ledger what the stored clocks say', async () => {
    const body = jsonOf(await ask())
    expect(body).toMatchObject({
      account: 'shop',
      conversationId: Number(id),
      atMs: NOW,
      policyId: 'gold',
      slaVersion: 3,
      agrees: true,
      complete: true,
      incompleteBecause: null,
      missingVersions: [],
      outages: [{ id: 'tick-7', foundBy: 'tick', reason: 'No tick ran.' }],
      asOfMs: NOW,
    })
    const [first] = body.clocks as Story[]
    // answered at 09:28, which came to light after the half hour had been counted as a breach
    expect(first).toMatchObject({ clock: 'first_response', outcome: 'met', breachedAtMs: null })
  })

  it('leaves no second of a run untold, and says which were our outage', async () => {
    for (const { startedAtMs, stretches, countedMs } of (await storyOf()).clocks) {
      let atMs = startedAtMs
      for (const { fromMs, toMs } of stretches) {
        expect(fromMs).toBe(atMs)
        atMs = toMs
      }
      expect(stretches.reduce((sum, one) => sum + one.countedMs, 0)).toBe(countedMs)
    }
    const [first] = (await storyOf()).clocks
    expect(first?.stretches.filter(({ turn }) => turn === 'our_outage')).toMatchObject([
      { fromMs: START_MS + 10 * MINUTE_MS, toMs: START_MS + 12 * MINUTE_MS },
    ])
  })

  it.each([
    ['epoch milliseconds', String(START_MS + 5 * MINUTE_MS)],
    ['UTC', '2026-09-14T09:05:00Z'],
    ['another zone', '2026-09-14T11:05:00+02:00'],
    ['another zone, its plus not escaped', '2026-09-14T11:05:00.000 02:00'],
    ['minutes', '2026-09-14T09:05Z'],
  ])('tells of a past instant, given in %s', async (_how, at) => {
    const { clocks, agrees, atMs } = await storyOf({ at })
    expect(atMs).toBe(START_MS + 5 * MINUTE_MS)
    expect(clocks).toMatchObject([{ clock: 'first_response', outcome: 'running', countedMs: 5 * MINUTE_MS }])
    expect(agrees).toBeNull()
  })

  it.each([
    'tomorrow',
    '2026-09-14T09:05:00',
    '2026-13-14T09:05:00Z',
    '2026-02-30T10:00:00Z',
    '2025-02-29T10:00Z',
    '2026-04-31T10:00:00 02:00',
    '2026-09-14',
    String(NOW + 1),
    '2126-09-14T09:05:00Z',
  ])('refuses %s as an instant', async (at) => {
    expect(jsonOf(await ask({ at }))).toMatchObject({ status: 400, code: 'bad_parameter', parameter: 'at' })
  })

  it('tells nothing of a time before the conversation, however long before', async () => {
    for (const days of [1, 8, 300]) {
      const answer = jsonOf(await ask({ at: String(START_MS - days * 24 * 60 * MINUTE_MS) }))
      expect(answer).toMatchObject({ clocks: [], outages: [], policyId: null })
    }
  })

  it.each(['99', '0', 'x'])('says 404 for conversation %s', async (other) => {
    expect(jsonOf(await ask({}, `/v1/conversations/${other}/sla`))).toMatchObject({ code: 'no_such_conversation' })
  })
})

describe('a story that is not complete', () => {
  const last = chapters.at(-1)?.conversation ?? aConversation()
  const events = chapters.flatMap((chapter) => chapter.events)
  const told = async (changes: Partial<ExplainDeps>) => {
    const deps: ExplainDeps = {
      reads: { conversation: async () => last },
      wholeLedger: async () => ({ events, all: true }),
      slaVersion: async () => STORY_LAW.sla,
      outagesBetween: async () => [],
      now: () => NOW,
      ...changes,
    }
    const answer = await explainSla({ account: 'shop', conversationId: last.conversationId }, null, deps)
    if (answer.kind !== 'json') throw new Error('no story')
    return answer.body
  }

  it('says so when the beginning is past its retention', async () => {
    const body = await told({ wholeLedger: async () => ({ events: events.slice(3), all: true }) })
    expect(body).toMatchObject({ complete: false, incompleteBecause: 'beginning_expired', agrees: null })
  })

  it('ends with the last event read when there are too many', async () => {
    const some = events.slice(0, 9)
    const body = await told({ wholeLedger: async () => ({ events: some, all: false }) })
    const atMs = some.at(-1)?.occurredAtMs
    expect(body).toMatchObject({ complete: false, incompleteBecause: 'too_many_events', agrees: null, atMs })
  })

  it('names the versions that are not known any more', async () => {
    const body = await told({ slaVersion: async () => undefined })
    expect(body).toMatchObject({
      complete: false,
      incompleteBecause: 'versions_missing',
      missingVersions: [3],
      clocks: [],
    })
  })

  it('does not agree when the ledger lacks what the conversation knows', async () => {
    const replies = events.filter(({ type }) => type !== 'conversation.operator_replied.v1')
    const body = await told({ wholeLedger: async () => ({ events: replies, all: true }) })
    expect(body).toMatchObject({ complete: true, agrees: false })
  })

  it('is told of nobody yet as long as there is no snapshot', async () => {
    const bare = aConversation({ state: {} })
    const body = await told({
      reads: { conversation: async () => bare },
      wholeLedger: async () => ({ events: [], all: true }),
    })
    expect(body).toMatchObject({ clocks: [], complete: true, policyId: null, slaVersion: null, agrees: null })
  })
})
