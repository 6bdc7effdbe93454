import { expect, test } from 'vitest'
import type { DaySpan, Rollup, Sums } from '#domain/analytics/rollup'
import { readPerformance } from '#functions/api/performance'
import { DEFAULT_SLA } from '#policies/default-sla'

const NOW_MS = Date.UTC(2026, 8, 14, 9)
const ofTimes = (n: number, minutes: number): Rollup => {
  const ln = Math.log(minutes * 60_000)
  // spread evenly around, half a logarithm to either side
  const sums: Sums = {
    n,
    sum: n * minutes * 60_000,
    sq: 0,
    ln: Math.round(n * ln * 10_000),
    ln2: Math.round(n * (ln * ln + 0.25) * 10_000),
  }
  return { sums: new Map([['held_operator', sums]]), bins: new Map() }
}
const WORK: Readonly<Record<string, Rollup>> = {
  '5~order': ofTimes(200, 10),
  '6~order': ofTimes(200, 10),
  '7~order': ofTimes(200, 30),
  'none~order': ofTimes(50, 90),
  '8~order': { sums: new Map(), bins: new Map() },
}

function asked(change: { role?: 'operator' | 'lead'; operatorId?: number | null; from?: string; to?: string } = {}) {
  const { role = 'lead', operatorId = null, from, to } = change
  const spans: DaySpan[] = []
  const deps: Parameters<typeof readPerformance>[1] = {
    insights: {
      days: async () => new Map(),
      rollup: async ({ key, fromDay, toDay }) => {
        spans.push({ fromDay, toDay })
        return WORK[key] ?? { sums: new Map(), bins: new Map() }
      },
      hours: async () => [],
      backlog: async () => new Map(),
      keys: async (_account, _dimension, { cursor }) => {
        const keys = Object.keys(WORK).map((key) => ({ key, channel: null }))
        return cursor === null
          ? { keys: keys.slice(0, 2), nextCursor: 'next' }
          : { keys: keys.slice(2), nextCursor: null }
      },
      standing: async () => ({ asOfMs: NOW_MS, lagMs: 1, completeness: 1 }),
    },
    activeSla: async () => ({ version: 0, document: DEFAULT_SLA }) as never,
    operators: { list: async () => [{ operatorId: 5, name: 'Amelia Hart' }] },
    now: () => NOW_MS,
  }
  const query = { account: undefined, from, to }
  return readPerformance({ account: 'shop', query, role, operatorId }, deps).then((answer) => ({ answer, spans }))
}

test('a lead sees everybody of whom anything is known, over all pages, and nobody’s work is nobody', async () => {
  const { answer } = await asked()
  expect(answer).toMatchObject({
    kind: 'json',
    body: {
      operators: 3,
      items: [{ operatorId: 5, name: 'Amelia Hart' }, { operatorId: 6 }, { operatorId: 7, name: null }],
    },
  })
})

test('a lead is told of the days before yesterday, an operator up to today', async () => {
  expect((await asked()).answer).toMatchObject({ body: { toDay: '2026-09-12' } })
  expect((await asked({ role: 'operator', operatorId: 5 })).answer).toMatchObject({ body: { toDay: '2026-09-14' } })
  const { spans } = await asked()
  expect(new Set(spans.map(({ toDay }) => toDay))).toEqual(new Set(['2026-09-12']))
})

test('days that operators have not seen yet are not told to leads, and said so', async () => {
  expect((await asked({ from: '2026-09-13', to: '2026-09-14' })).answer).toMatchObject({ status: 400 })
})

test('an operator sees nobody else, though the others are what the figures are beside', async () => {
  const { answer } = await asked({ role: 'operator', operatorId: 7 })
  expect(answer).toMatchObject({ body: { operators: 3, items: [{ operatorId: 7 }] } })
  const held = (
    answer as unknown as { body: { items: { aspects: { aspect: string }[] }[] } }
  ).body.items[0]?.aspects.find(({ aspect }) => aspect === 'held')
  expect(held).toMatchObject({ verdict: 'worse', n: 200, difference: 3 })
})

test('an operator whom the sign-in does not name is told what is missing', async () => {
  expect((await asked({ role: 'operator' })).answer).toMatchObject({ status: 403, code: 'no_operator' })
})
