import { describe, expect, it } from 'vitest'
import { breachForecast, type ForecastFacts } from '#domain/breach-forecast'
import { START_MS } from '#tests/support/builders'
import { atWork, aWaiting, BILLING, FIVE_MINUTES, forecastFacts, MINUTE_MS, SHIPPING } from '#tests/support/waiting'

const forecast = (changes: Partial<ForecastFacts>) => breachForecast(forecastFacts(changes))
const late = (changes: Partial<ForecastFacts>) =>
  forecast(changes).teams.flatMap(({ breaches }) => breaches.map(({ conversationId }) => conversationId))
const answered = (changes: Partial<ForecastFacts>) =>
  forecast(changes).teams.flatMap(({ breaches }) =>
    breaches.map(({ answeredAtMs }) => (answeredAtMs === null ? null : (answeredAtMs - START_MS) / MINUTE_MS)),
  )

/** From one minute to another. */
const hours = (from: number, to: number) => ({ startMs: START_MS + from * MINUTE_MS, endMs: START_MS + to * MINUTE_MS })

describe('a forecast', () => {
  it('foretells nothing of an empty queue', () => {
    expect(forecast({})).toEqual({
      operatorsKnown: true,
      atWork: 1,
      due: 0,
      overdue: 0,
      breaches: 0,
      teams: [],
      best: null,
    })
  })

  it('foretells those that the people at work do not come to in time, the most urgent first', () => {
    // an answer takes five minutes, and there is one operator
    const waiting = [aWaiting(1, 4), aWaiting(2, 10), aWaiting(3, 12), aWaiting(4, 60)]
    expect(late({ waiting })).toEqual([1, 3])
    expect(answered({ waiting })).toEqual([5, 15])
  })

  it('counts an answer in the very millisecond as in time', () => {
    expect(late({ waiting: [aWaiting(1, 5), aWaiting(2, 9.99)] })).toEqual([2])
  })

  it('tells of each team how many, of which channels, by when, and how many of them nobody has', () => {
    const waiting = [
      aWaiting(1, 1),
      aWaiting(2, 2, { operatorId: 99 }),
      aWaiting(3, 3, { channel: 'Email' }),
      aWaiting(4, 4, { teamId: SHIPPING, channel: null }),
    ]
    const { teams, breaches, due } = forecast({ waiting, operators: [] })
    expect({ breaches, due }).toEqual({ breaches: 4, due: 4 })
    expect(teams).toMatchObject([
      {
        teamId: BILLING,
        unassigned: 2,
        byMs: START_MS + 3 * MINUTE_MS,
        channels: [
          { channel: 'WebWidget', breaches: 2 },
          { channel: 'Email', breaches: 1 },
        ],
      },
      { teamId: SHIPPING, unassigned: 1, channels: [{ channel: null, breaches: 1 }] },
    ])
  })

  it('takes a resolution for the whole of the work, and an answer for a third', () => {
    const resolution = { clock: 'resolution', channel: 'Email' } as const
    const efforts = { ...FIVE_MINUTES, channels: { Email: { points: 1, minutes: 30 } } }
    expect(late({ efforts, waiting: [aWaiting(1, 29, resolution), aWaiting(2, 41, { channel: 'Email' })] })).toEqual([
      1,
    ])
    expect(answered({ efforts, waiting: [aWaiting(1, 5, { channel: 'Email' })] })).toEqual([10])
  })

  it('counts what is overdue already apart, and lets it take its time', () => {
    const waiting = [aWaiting(1, -3), aWaiting(2, 9)]
    expect(forecast({ waiting })).toMatchObject({ due: 1, overdue: 1, breaches: 1 })
    expect(answered({ waiting })).toEqual([10])
  })

  it('lets nobody be kept from answers by a conversation that should have been over by now', () => {
    const waiting = [aWaiting(1, -3, { clock: 'resolution' }), aWaiting(2, 9)]
    expect(forecast({ waiting })).toMatchObject({ overdue: 1, breaches: 0 })
  })

  it('ends at its horizon', () => {
    expect(forecast({ operators: [], waiting: [aWaiting(1, 90), aWaiting(2, 91)] })).toMatchObject({
      due: 1,
      breaches: 1,
    })
  })
})

describe('whoever is at work', () => {
  it('takes his own, and what nobody has of his teams or of no team; never what somebody else has', () => {
    const waiting = [
      aWaiting(1, 60, { operatorId: 41 }),
      aWaiting(2, 60),
      aWaiting(3, 60, { teamId: null }),
      aWaiting(4, 60, { operatorId: 42 }),
      aWaiting(5, 60, { teamId: SHIPPING }),
    ]
    expect(late({ waiting })).toEqual([4, 5])
    expect(answered({ waiting })).toEqual([null, null])
  })

  it('is available: who is away or offline answers nothing, not even what he has', () => {
    const operators = [atWork(41, { availability: 'away' }), atWork(42, { availability: 'offline' })]
    const waiting = [aWaiting(1, 60, { operatorId: 41 }), aWaiting(2, 60)]
    expect(forecast({ operators, waiting })).toMatchObject({ atWork: 0, breaches: 2 })
  })

  it('comes to what routing takes from those of the team who are not there', () => {
    const operators = [atWork(41), atWork(42, { availability: 'away' }), atWork(43, { availability: 'offline' })]
    const waiting = [42, 43, 99].map((operatorId, nth) => aWaiting(nth + 1, 60, { operatorId }))
    const kept = (takenFrom: ForecastFacts['takenFrom']) => late({ operators, waiting, takenFrom })
    expect(kept([])).toEqual([1, 2, 3])
    expect(kept(['offline'])).toEqual([1])
    expect(kept(['away', 'offline'])).toEqual([])
    // what is with somebody who is there stays his
    expect(late({ operators: [atWork(41), atWork(42)], waiting: [aWaiting(1, 60, { operatorId: 42 })] })).toEqual([])
  })

  it('goes when his shift ends, ends what he has begun, and comes back for the next', () => {
    const shift = [hours(0, 7), hours(60, 120)]
    const operators = [atWork(41, { shift })]
    const waiting = [aWaiting(1, 60), aWaiting(2, 60), aWaiting(3, 62), aWaiting(4, 66)]
    // five minutes each: two before he goes, the second over the end; then from the sixtieth minute on
    expect(late({ operators, waiting })).toEqual([3, 4])
    expect(answered({ operators, waiting })).toEqual([65, 70])
  })

  it('is expected for his next shift, and not back in the one that he is away from', () => {
    const away = atWork(41, { availability: 'offline', shift: [hours(-60, 20), hours(30, 120)] })
    const waiting = [aWaiting(1, 20), aWaiting(2, 60)]
    expect(late({ operators: [away], waiting })).toEqual([1])
    expect(forecast({ operators: [away], waiting })).toMatchObject({ atWork: 0, breaches: 1 })
    expect(late({ operators: [atWork(41, { availability: 'away' })], waiting })).toEqual([1, 2])
  })

  it('stays who is there outside of his hours', () => {
    const operators = [atWork(41, { shift: [hours(80, 120)] })]
    expect(forecast({ operators, waiting: [aWaiting(1, 20)] })).toMatchObject({ atWork: 1, breaches: 0 })
  })

  it('is, where nobody knows the operators, who has conversations, in their teams', () => {
    const waiting = [aWaiting(1, 5, { operatorId: 41 }), aWaiting(2, 60), aWaiting(3, 60, { teamId: SHIPPING })]
    expect(forecast({ operators: null, waiting })).toMatchObject({ operatorsKnown: false, atWork: 1, breaches: 1 })
    expect(late({ operators: null, waiting })).toEqual([3])
  })
})

describe('one more operator', () => {
  const tenAtOnce = Array.from({ length: 10 }, (_, nth) => aWaiting(nth + 1, 25))

  it('saves what he comes to in time', () => {
    // each of them comes to five
    expect(forecast({ waiting: tenAtOnce })).toMatchObject({
      breaches: 5,
      teams: [{ oneMoreSaves: 5 }],
      best: { teamId: BILLING, saves: 5, idle: null },
    })
  })

  it('also takes over what an operator of the team has and does not come to', () => {
    const waiting = [
      aWaiting(1, 10, { operatorId: 41 }),
      aWaiting(2, 10, { operatorId: 41 }),
      aWaiting(3, 10, { operatorId: 41 }),
    ]
    expect(forecast({ waiting })).toMatchObject({ breaches: 1, best: { saves: 1 } })
    const stranded = waiting.map((one) => ({ ...one, operatorId: 99 }))
    expect(forecast({ waiting: stranded })).toMatchObject({ breaches: 3, best: { saves: 2 } })
  })

  it('is best where he saves most', () => {
    const waiting = [...tenAtOnce, aWaiting(50, 6, { teamId: SHIPPING }), aWaiting(51, 8, { teamId: SHIPPING })]
    const { teams, best } = forecast({ waiting })
    expect(teams.map(({ teamId, oneMoreSaves }) => [teamId, oneMoreSaves])).toEqual([
      [BILLING, 5],
      [SHIPPING, 1],
    ])
    expect(best).toMatchObject({ teamId: BILLING, saves: 5 })
  })

  it('can be who has nothing due, the one with least to do', () => {
    const idle = [atWork(51, { teams: [SHIPPING], load: 2 }), atWork(52, { teams: [SHIPPING], load: 1 })]
    expect(forecast({ waiting: tenAtOnce, operators: [atWork(41), ...idle] }).best).toEqual({
      teamId: BILLING,
      saves: 5,
      idle: { operatorId: 52, name: 'Operator 52', teams: [SHIPPING] },
    })
  })

  it('is nobody who has not come yet', () => {
    const later = atWork(52, { availability: 'offline', shift: [hours(80, 120)] })
    expect(forecast({ waiting: tenAtOnce, operators: [atWork(41), later] }).best).toMatchObject({ idle: null })
  })

  it('is somebody of the team itself rather than of another', () => {
    const waiting = tenAtOnce.map((one) => ({ ...one, operatorId: 41 }))
    const operators = [atWork(41), atWork(42, { teams: [SHIPPING] }), atWork(43)]
    expect(forecast({ waiting, operators }).best).toMatchObject({ saves: 5, idle: { operatorId: 43 } })
  })

  it('is nobody worth naming where it is too late for all', () => {
    expect(forecast({ waiting: [aWaiting(1, 1)] })).toMatchObject({
      breaches: 1,
      teams: [{ oneMoreSaves: 0 }],
      best: null,
    })
  })
})
