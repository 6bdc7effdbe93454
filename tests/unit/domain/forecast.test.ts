import { describe, expect, it } from 'vitest'
import type { ForecastFacts } from '#domain/breach-forecast'
import type { EscalationDocument, EscalationRule, QueueForecast } from '#domain/escalation-policy'
import { aheadMs, FORECAST_AHEAD_MS, forecasts, LEAST_FORECAST } from '#domain/forecast'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { START_MS } from '#tests/support/builders'
import { aRule, rulesOf } from '#tests/support/escalating'
import { atWork, aWaiting, BILLING, forecastFacts, MINUTE_MS, SHIPPING } from '#tests/support/waiting'

/** Rung 1 of the ladder notifies the leads, rung 2 pages who is on call. */
const rule = (changes: Partial<QueueForecast> = {}, more: Partial<EscalationRule> = {}): EscalationRule =>
  aRule(
    'will-be-late',
    { on: 'queue_forecast', breaches: 5, withinSeconds: 1_800, ...changes },
    { cause: 'forecasts', startAtRung: 1, ...more },
  )
const callsOf = (facts: Partial<ForecastFacts>, document: EscalationDocument = DEFAULT_ESCALATION) =>
  forecasts(forecastFacts({ operators: [], ...facts }), document).calls
const waiting = (count: number, dueInMinutes: number, teamId: number | null = BILLING, from = 1) =>
  Array.from({ length: count }, (_, nth) => aWaiting(from + nth, dueInMinutes, { teamId }))

describe('without a rule, forecasts', () => {
  it('tell of nothing when nothing falls due', () => {
    expect(callsOf({})).toEqual([])
  })

  it('need three conversations of a team that will breach and that nobody has', () => {
    expect(LEAST_FORECAST).toBe(3)
    const two = [...waiting(2, 10), aWaiting(3, 10, { operatorId: 41 })]
    expect(callsOf({ waiting: two })).toEqual([])
    expect(callsOf({ waiting: waiting(3, 10) })).toEqual([
      {
        rule: null,
        teamId: BILLING,
        conversationIds: [1, 2, 3],
        unassigned: 3,
        withinMs: FORECAST_AHEAD_MS,
        byMs: START_MS + 10 * MINUTE_MS,
        saves: 2,
      },
    ])
  })

  it('name all of the team that will breach, next first, and how many of them nobody has', () => {
    const all = [aWaiting(9, 1), aWaiting(4, 2, { operatorId: 99 }), aWaiting(7, 3), aWaiting(1, 4)]
    expect(callsOf({ waiting: all })).toMatchObject([{ conversationIds: [9, 4, 7, 1], unassigned: 3 }])
  })

  it('are made for each team by itself, and for conversations without a team together', () => {
    const all = [...waiting(3, 10, null), ...waiting(1, 10, SHIPPING, 90), ...waiting(4, 10, BILLING, 20)]
    expect(callsOf({ waiting: all }).map(({ teamId, unassigned }) => [teamId, unassigned])).toEqual([
      [BILLING, 4],
      [null, 3],
    ])
  })

  it('tell of nothing that the people at work will answer in time', () => {
    // three answers of five minutes each
    expect(callsOf({ waiting: waiting(3, 15), operators: [atWork(41)] })).toEqual([])
    expect(callsOf({ waiting: waiting(3, 4), operators: [atWork(41)] })).toHaveLength(1)
  })

  it('look no further than a quarter of an hour', () => {
    expect(aheadMs(DEFAULT_ESCALATION)).toBe(FORECAST_AHEAD_MS)
    expect(callsOf({ waiting: waiting(3, 16) })).toEqual([])
  })

  it('count what is predicted, whether or not it is told', () => {
    expect(forecasts(forecastFacts({ operators: [], waiting: waiting(2, 10) }), DEFAULT_ESCALATION).breaches).toBe(2)
  })
})

describe('a rule about the queue', () => {
  it('tells the targets of its rung once enough of a team will breach within its time', () => {
    const document = rulesOf(rule())
    expect(aheadMs(document)).toBe(30 * MINUTE_MS)
    expect(callsOf({ waiting: waiting(4, 25) }, document)).toEqual([])
    expect(callsOf({ waiting: waiting(5, 31) }, document)).toEqual([])
    expect(callsOf({ waiting: waiting(5, 25) }, document)).toMatchObject([
      {
        rule: { id: 'will-be-late', cause: 'forecasts', target: 'leads', way: 'notify' },
        teamId: BILLING,
        conversationIds: [1, 2, 3, 4, 5],
        withinMs: 30 * MINUTE_MS,
        saves: 5,
      },
    ])
  })

  it('takes the place of the default for its teams, and leaves it to the others', () => {
    const all = [...waiting(4, 10), ...waiting(3, 10, SHIPPING, 90), ...waiting(3, 10, null, 190)]
    expect(callsOf({ waiting: all }, rulesOf(rule({ teams: [BILLING] })))).toMatchObject([
      { rule: null, teamId: SHIPPING },
      { rule: null, teamId: null },
    ])
    expect(callsOf({ waiting: all }, rulesOf(rule()))).toEqual([])
  })

  it('counts those too that somebody has and will not come to', () => {
    const stuck = waiting(5, 20).map((one) => ({ ...one, operatorId: 99 }))
    expect(callsOf({ waiting: stuck }, rulesOf(rule()))).toMatchObject([{ unassigned: 0 }])
  })

  it('that others join for the same target tells it once, of the most', () => {
    const soon = rule({ breaches: 1, withinSeconds: 900 }, { id: 'soon' })
    const all = [...waiting(2, 10), ...waiting(4, 25, BILLING, 50)]
    const calls = callsOf({ waiting: all }, rulesOf(soon, rule()))
    expect(calls).toMatchObject([{ rule: { id: 'will-be-late' } }])
    expect(calls[0]?.conversationIds).toHaveLength(6)
  })

  it('pages where its rung pages, once a target, and asks nothing of a conversation', () => {
    const document = {
      ...rulesOf(rule({}, { ladder: 'all', startAtRung: 0 })),
      ladders: {
        all: {
          rungs: [
            {
              name: 'all',
              actions: [
                { do: 'note_assignee' },
                { do: 'notify', target: 'on-call' },
                { do: 'page', target: 'on-call' },
                { do: 'mail', target: 'leads' },
              ],
              acknowledgeWithinSeconds: null,
            },
          ],
        },
      },
    } satisfies EscalationDocument
    expect(callsOf({ waiting: waiting(5, 25) }, document).map((call) => call.rule)).toEqual([
      { id: 'will-be-late', cause: 'forecasts', target: 'on-call', way: 'page' },
      { id: 'will-be-late', cause: 'forecasts', target: 'leads', way: 'notify' },
    ])
  })
})
