import { describe, expect, it } from 'vitest'
import type { Operator } from '#domain/operator'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import { type ForecastSources, forecastFactsReader } from '#store/forecast-facts'
import { START_MS } from '#tests/support/builders'
import { aRoutingDocument } from '#tests/support/choosing'
import { anOperator } from '#tests/support/operators'

const HOUR_MS = 3_600_000
const TIME = { nowMs: START_MS, untilMs: START_MS + HOUR_MS }
const due = {
  ...{ conversationId: 1, teamId: 5, operatorId: 41, inboxId: 11 },
  ...{ clock: 'first_response' as const, dueAtMs: START_MS + HOUR_MS / 2 },
}
const hour = (from: string, to: string) => ({ timeZone: 'UTC', week: { mon: [[from, to]] as const } })
/** START_MS is a Monday, nine o'clock. */
const document = aRoutingDocument({
  calendars: { morning: hour('08:00', '09:30'), whole: { timeZone: 'UTC', alwaysOpen: true } },
  operators: { 41: { shift: 'morning' }, 42: { shift: 'whole' } },
})

function reader(changes: Partial<ForecastSources> = {}) {
  const reads: string[] = []
  const read =
    <Value>(name: string, value: Value) =>
    async (): Promise<Value> => {
      reads.push(name)
      return value
    }
  const operators: readonly Operator[] = [41, 42, 43].map((operatorId) => anOperator({ operatorId, teams: [5] }))
  const sources: ForecastSources = {
    workUntil: read('work', { due: [due], overdue: [], cut: false }),
    operators: read('operators', operators),
    mark: read('mark', { readAtMs: START_MS - 1 }),
    directory: read('directory', undefined),
    routing: read('routing', document),
    ...changes,
  }
  return { reads, facts: () => forecastFactsReader(sources)('shop', TIME) }
}

describe('what a forecast is made from', () => {
  it('has the hours of those who work by a shift, and no end where none is in sight', async () => {
    const { facts, presenceReadAtMs } = await reader().facts()
    expect(facts.operators?.map(({ operatorId, shift }) => [operatorId, shift])).toEqual([
      [41, [{ startMs: START_MS, endMs: START_MS + HOUR_MS / 2 }]],
      [42, [{ startMs: START_MS, endMs: Number.POSITIVE_INFINITY }]],
      [43, undefined],
    ])
    expect(presenceReadAtMs).toBe(START_MS - 1)
  })

  it('knows from whom routing takes what they have: nobody, unless it assigns and its document says so', async () => {
    const of = async (changes: Partial<RoutingDocument>) => {
      const { facts } = await reader({ routing: async () => ({ ...document, ...changes }) }).facts()
      return facts.takenFrom
    }
    expect(await of({})).toEqual(['away', 'offline'])
    expect(await of({ takeBack: { ...document.takeBack, awayPercent: null } })).toEqual(['offline'])
    expect(await of({ mode: 'suggest' })).toEqual([])
  })

  it('is one read where nothing is due', async () => {
    const quiet = reader()
    const none = reader({
      workUntil: async () => {
        quiet.reads.push('work')
        return { due: [], overdue: [], cut: false }
      },
    })
    expect(await none.facts()).toMatchObject({ presenceReadAtMs: null, facts: { waiting: [], operators: null } })
    expect([none.reads, quiet.reads]).toEqual([[], ['work']])
  })
})
