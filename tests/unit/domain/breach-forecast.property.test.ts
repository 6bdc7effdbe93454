import { describe, expect, it } from 'vitest'
import { type AtWork, breachForecast } from '#domain/breach-forecast'
import { AVAILABILITIES } from '#domain/operator'
import type { Waiting } from '#domain/simulate-answers'
import { CLOCK_NAMES } from '#domain/sla-policy'
import { START_MS } from '#tests/support/builders'
import { assertProperty, fc } from '#tests/support/property'
import { forecastFacts, MINUTE_MS } from '#tests/support/waiting'

const TEAMS = [5, 6, 7]
const OPERATORS = [41, 42, 43, 44, 45]
const waiting: fc.Arbitrary<Waiting[]> = fc
  .array(
    fc.record({
      teamId: fc.constantFrom(null, ...TEAMS),
      operatorId: fc.constantFrom(null, null, null, ...OPERATORS, 99),
      channel: fc.constantFrom(null, 'WebWidget', 'Email'),
      clock: fc.constantFrom(null, ...CLOCK_NAMES),
      dueAtMs: fc.integer({ min: -30, max: 120 }).map((minutes) => START_MS + minutes * MINUTE_MS),
    }),
    { maxLength: 40 },
  )
  .map((all) => all.map((one, nth) => ({ ...one, conversationId: nth + 1 })))
const minute = (minutes: number): number => START_MS + minutes * MINUTE_MS
const people = fc.uniqueArray(
  fc.record({
    operatorId: fc.constantFrom(...OPERATORS),
    name: fc.constant('An operator'),
    availability: fc.constantFrom(...AVAILABILITIES),
    teams: fc.subarray(TEAMS),
    load: fc.nat(5),
    shift: fc.option(fc.array(fc.constantFrom(0, 20, 45, 90), { maxLength: 2 }), { nil: undefined }),
  }),
  { selector: ({ operatorId }) => operatorId },
)
/** Some by shifts of a quarter of an hour. */
const operators: fc.Arbitrary<AtWork[]> = people.map((all) =>
  all.map(({ shift, ...one }) =>
    shift === undefined
      ? one
      : {
          ...one,
          shift: [...new Set(shift)]
            .sort((a, b) => a - b)
            .map((from) => ({ startMs: minute(from), endMs: minute(from + 15) })),
        },
  ),
)
const facts = fc.record({ waiting, operators: fc.option(operators) }).map((changes) => forecastFacts(changes))
const late = (of: ReturnType<typeof breachForecast>) => of.teams.flatMap(({ breaches }) => breaches)

describe('any forecast', () => {
  it('is the same for the same facts, in whatever order they come', () => {
    assertProperty(
      fc.property(facts, (of) => {
        const turned = {
          ...of,
          waiting: [...of.waiting].reverse(),
          operators: of.operators === null ? null : [...of.operators].reverse(),
        }
        expect(breachForecast(turned)).toEqual(breachForecast(of))
      }),
    )
  })

  it('tells only of what is due after now, by its horizon, and not answered by then', () => {
    assertProperty(
      fc.property(facts, (of) => {
        const forecast = breachForecast(of)
        expect(late(forecast)).toHaveLength(forecast.breaches)
        for (const { dueAtMs, answeredAtMs } of late(forecast)) {
          expect(dueAtMs).toBeGreaterThan(of.nowMs)
          expect(dueAtMs).toBeLessThanOrEqual(of.untilMs)
          expect(answeredAtMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(dueAtMs)
        }
      }),
    )
  })

  it('lets everything breach that is due when nobody is at work', () => {
    assertProperty(
      fc.property(facts, (of) => {
        const { due, breaches } = breachForecast({ ...of, operators: [] })
        expect(breaches).toBe(due)
      }),
    )
  })

  it('never says that one more operator does harm, or saves more than there is to save', () => {
    assertProperty(
      fc.property(facts, (of) => {
        const { teams, best, breaches } = breachForecast(of)
        for (const { oneMoreSaves } of teams) {
          expect(oneMoreSaves).toBeGreaterThanOrEqual(0)
          expect(oneMoreSaves).toBeLessThanOrEqual(breaches)
        }
        expect(best?.saves ?? 0).toBe(Math.max(0, ...teams.map(({ oneMoreSaves }) => oneMoreSaves)))
      }),
    )
  })

  it('has the same beginning whatever its horizon: what is due later holds up nothing that is due sooner', () => {
    assertProperty(
      fc.property(facts, fc.nat(90), (of, minutes) => {
        const untilMs = of.nowMs + minutes * MINUTE_MS
        // who is taken to be at work must not depend on the horizon
        const known = { ...of, operators: of.operators ?? [] }
        const ids = (all: ReturnType<typeof late>) =>
          all.map(({ conversationId }) => conversationId).sort((a, b) => a - b)
        const whole = late(breachForecast(known)).filter(({ dueAtMs }) => dueAtMs <= untilMs)
        expect(ids(late(breachForecast({ ...known, untilMs })))).toEqual(ids(whole))
      }),
    )
  })

  it('with twice the same people of one team foretells no more breaches', () => {
    assertProperty(
      fc.property(waiting, fc.integer({ min: 1, max: 6 }), (all, people) => {
        const unassigned = all.map((one) => ({ ...one, teamId: 5, operatorId: null }))
        const crew = (count: number) =>
          Array.from(
            { length: count },
            (_, nth): AtWork => ({
              operatorId: nth + 1,
              name: 'An operator',
              availability: 'available',
              teams: [5],
              load: 0,
            }),
          )
        const breachesOf = (count: number) =>
          breachForecast(forecastFacts({ waiting: unassigned, operators: crew(count) })).breaches
        expect(breachesOf(people * 2)).toBeLessThanOrEqual(breachesOf(people))
      }),
    )
  })
})
