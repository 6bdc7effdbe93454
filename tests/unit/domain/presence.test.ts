import { describe, expect, it } from 'vitest'
import { deriveOperatorEvents } from '#domain/derive-operator-events'
import { type Presence, takeReading } from '#domain/presence'
import { START_MS } from '#tests/support/builders'
import { A_DIRECTORY, aDirectoryReading, anOperator, aReading, NOBODY, seen } from '#tests/support/operators'

const MINUTE_MS = 60_000
const at = (minutes: number): number => START_MS + minutes * MINUTE_MS
const nowMs = START_MS + 700
const known = (...operators: Presence['operators']): Presence => ({
  mark: { readAtMs: START_MS, directoryReadAtMs: START_MS },
  operators,
  directory: { account: 'shop', readAtMs: START_MS, ...A_DIRECTORY },
})

describe('a reading of operators', () => {
  it('makes operators of whom it lists, since when it was asked', () => {
    expect(takeReading(NOBODY, aDirectoryReading(), nowMs)).toEqual({
      mark: { readAtMs: START_MS, directoryReadAtMs: START_MS },
      operators: [anOperator()],
      directory: { account: 'shop', readAtMs: START_MS, ...A_DIRECTORY },
    })
  })

  it('that shows what is known writes nobody, and makes it as recent as itself', () => {
    expect(takeReading(known(anOperator()), aReading({ readAtMs: at(1) }), nowMs)).toEqual({
      mark: { readAtMs: at(1), directoryReadAtMs: START_MS },
      operators: [],
      directory: undefined,
    })
  })

  it('keeps memberships where only availability was read, and the instant where it is the same', () => {
    const reading = aReading({ readAtMs: at(2), operators: [seen({ name: 'Avery E.' })], correlationId: 'corr-2' })
    expect(takeReading(known(anOperator()), reading, nowMs)?.operators).toEqual([
      anOperator({ name: 'Avery E.', version: 2, writtenAtMs: nowMs, correlationId: 'corr-2' }),
    ])
  })

  it('dates a change of availability by its own asking', () => {
    const reading = aReading({ readAtMs: at(3), operators: [seen({ availability: 'away' })] })
    expect(takeReading(known(anOperator()), reading, nowMs)?.operators).toMatchObject([
      { availability: 'away', sinceMs: at(3), version: 2 },
    ])
  })

  it('marks whom it does not list as gone, who may come back', () => {
    const reading = aReading({ readAtMs: at(1), operators: [seen({ operatorId: 42, name: 'Robin Sample' })] })
    const [avery, robin] = takeReading(known(anOperator()), reading, nowMs)?.operators ?? []
    expect(avery).toMatchObject({ operatorId: 41, gone: true, availability: 'offline', sinceMs: at(1), teams: [5] })
    expect(robin).toMatchObject({ operatorId: 42, version: 1, teams: [], inboxes: [] })
    const held = { ...known(...[avery, robin].filter((one) => one !== undefined)) }
    const back = aReading({ readAtMs: at(2), operators: [seen(), seen({ operatorId: 42, name: 'Robin Sample' })] })
    const [returned, ...others] = takeReading(held, back, nowMs)?.operators ?? []
    expect(returned).toMatchObject({ operatorId: 41, availability: 'available', sinceMs: at(2), version: 3 })
    expect(returned).not.toHaveProperty('gone')
    expect(others).toEqual([])
  })

  it('that lists nobody is none', () => {
    expect(takeReading(known(anOperator()), aReading({ readAtMs: at(1), operators: [] }), nowMs)).toBeNull()
  })

  it('that is older changes nothing, and the same one again neither', () => {
    const held = known(anOperator())
    for (const readAtMs of [START_MS, START_MS - 1])
      for (const reading of [aReading, aDirectoryReading])
        expect(takeReading(held, reading({ readAtMs, operators: [seen({ availability: 'away' })] }), nowMs)).toBeNull()
  })

  it('of the directory that was overtaken by one of availability still tells who belonged where', () => {
    const held = { ...known(anOperator()), mark: { readAtMs: at(2), directoryReadAtMs: START_MS } }
    const operators = [seen({ availability: 'away', teams: [6, 5, 6], inboxes: [] }), seen({ operatorId: 42 })]
    expect(takeReading(held, aDirectoryReading({ readAtMs: at(1), operators }), nowMs)).toMatchObject({
      mark: { readAtMs: at(2), directoryReadAtMs: at(1) },
      operators: [
        { operatorId: 41, availability: 'available', sinceMs: START_MS, teams: [5, 6], inboxes: [] },
        { operatorId: 42, availability: 'offline', sinceMs: at(2), gone: true },
      ],
      directory: { readAtMs: at(1) },
    })
  })
})

describe('an answer in parts', () => {
  const [avery, robin, sasha] = [41, 42, 43].map((operatorId) => seen({ operatorId, teams: [5], inboxes: [] }))
  const part = (nth: number, operators: (typeof avery)[]) =>
    aReading({
      readAtMs: at(1),
      operators: operators.flatMap((one) => one ?? []),
      ...(nth === 1 ? { directory: A_DIRECTORY } : {}),
      split: { part: nth, parts: 2, operatorIds: [41, 42, 43] },
    })
  const parts = [part(1, [avery]), part(2, [robin, sasha])]

  it.each([
    ['in order', parts],
    ['the other way round', parts.toReversed()],
  ])('makes everybody known, %s, and nobody gone whom another part lists', (_way, inWhichOrder) => {
    let presence: Presence = known(anOperator({ operatorId: 40, name: 'Left Example' }))
    for (const reading of [...inWhichOrder, ...inWhichOrder]) {
      const step = takeReading(presence, reading, nowMs)
      if (step === null) continue
      const others = presence.operators.filter(
        ({ operatorId }) => !step.operators.some((one) => one.operatorId === operatorId),
      )
      presence = { ...presence, ...step, operators: [...others, ...step.operators] }
    }
    expect(presence.mark).toEqual({ readAtMs: at(1), directoryReadAtMs: at(1) })
    const standing = presence.operators.map(({ operatorId, gone, teams, version }) => [
      operatorId,
      gone,
      teams,
      version,
    ])
    expect(standing.toSorted()).toEqual([[40, true, [], 2], ...[41, 42, 43].map((id) => [id, undefined, [5], 1])])
  })
})

describe("the server's version", () => {
  const reading = (serverVersion: string | null, minutes: number) =>
    aDirectoryReading({ readAtMs: at(minutes), directory: { ...A_DIRECTORY, serverVersion } })

  it('tells from what and when it last changed', () => {
    const changed = takeReading(known(), reading('4.16.0', 10), nowMs)?.directory
    expect(changed).toMatchObject({
      serverVersion: '4.16.0',
      serverVersionChange: { from: '4.15.1', readAtMs: at(10) },
    })
    const later = takeReading({ ...known(), directory: changed }, reading('4.16.0', 20), nowMs)?.directory
    expect(later?.serverVersionChange).toEqual({ from: '4.15.1', readAtMs: at(10) })
  })

  it('is the one known before where Chatwoot gives none', () => {
    expect(takeReading(known(), reading(null, 10), nowMs)?.directory).toEqual({
      ...{ account: 'shop', readAtMs: at(10), ...A_DIRECTORY },
    })
  })
})

describe('the event of an operator', () => {
  const told = (...pair: Parameters<typeof deriveOperatorEvents>) =>
    deriveOperatorEvents(...pair).map(({ type, data }) => [type, data.from])

  it.each([
    [undefined, 'available', ['operator.available.v1', null]],
    [undefined, 'offline', ['operator.offline.v1', null]],
    ['available', 'away', ['operator.away.v1', 'available']],
    ['away', 'offline', ['operator.offline.v1', 'away']],
    ['offline', 'available', ['operator.available.v1', 'offline']],
  ] as const)('from %s to %s', (from, availability, expected) => {
    const before = from === undefined ? undefined : anOperator({ availability: from })
    expect(told(before, anOperator({ availability, version: 2 }))).toEqual([expected])
  })

  it('is the very same for the same write, and occurred when it was first seen', () => {
    const after = anOperator({ availability: 'away', sinceMs: at(4), version: 7 })
    expect(deriveOperatorEvents(anOperator(), after)).toEqual([
      {
        ...{ id: 'shop/operator/41/7', type: 'operator.away.v1', account: 'shop', operatorId: 41, version: 7 },
        ...{ occurredAtMs: at(4), observedAtMs: nowMs, correlationId: 'corr-1', source: 'reading' },
        data: { name: 'Avery Example', from: 'available', teams: [5], inboxes: [11] },
      },
    ])
  })

  it('tells of other teams and inboxes while he is available, for which he may have work now', () => {
    const before = anOperator()
    for (const change of [{ teams: [5, 6] }, { inboxes: [] }]) {
      const [event] = deriveOperatorEvents(before, anOperator({ ...change, version: 2, writtenAtMs: at(5) }))
      expect(event).toMatchObject({
        type: 'operator.available.v1',
        occurredAtMs: at(5),
        data: { from: 'available', ...change },
      })
      const away = { availability: 'away' } as const
      expect(told(anOperator(away), anOperator({ ...away, ...change, version: 2 }))).toEqual([])
    }
    expect(told(before, anOperator({ name: 'Avery E.', role: 'administrator', version: 2 }))).toEqual([])
  })

  it('tells who is gone, also of whom was offline, and once', () => {
    const offline = { availability: 'offline', sinceMs: at(1) } as const
    const gone = anOperator({ ...offline, gone: true, version: 2, writtenAtMs: at(6) })
    expect(deriveOperatorEvents(anOperator(offline), gone)).toMatchObject([
      { type: 'operator.offline.v1', occurredAtMs: at(6), data: { from: 'offline', gone: true } },
    ])
    expect(told(gone, { ...gone, teams: [], version: 3 })).toEqual([])
    expect(told(gone, anOperator({ ...offline, version: 3 }))).toEqual([])
    expect(told(gone, anOperator({ version: 3 }))).toEqual([['operator.available.v1', 'offline']])
  })
})
