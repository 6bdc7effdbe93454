import { describe, expect, it } from 'vitest'
import { isOpen, nextPromiseMs, PROMISE_MOVES, reminderMs, watchPromise } from '#domain/promise-watch'
import { PROMISE_STAGES, type PromiseStage, type PromiseWatch } from '#domain/watch'
import { aMessage, anObservation, aSnapshot, stateAfter } from '#tests/support/builders'
import { lives, type Moment, minute, nextMinute, rulesOf } from '#tests/support/escalating'
import { assertProperty, fc } from '#tests/support/property'
import type { Written } from '#tests/support/watch-writes'

const MINUTE_MS = 60_000
const asked: Moment = { at: 0, what: 'customer writes' }
/** Within two hours, so by minute 130; the reminder comes half an hour before. */
const promised: Moment = { at: 10, what: 'operator promises 120' }
const looks = (...minutes: number[]): Moment[] => minutes.map((at) => ({ at }))
const live = (...moments: readonly Moment[]): Written[] => lives(rulesOf(), [asked, promised, ...moments])

/** `10 made`, `100 due_soon`. */
const told = (writes: readonly Written[]): string[] =>
  writes.flatMap(({ events }) =>
    events.flatMap(({ type, occurredAtMs }) =>
      type.startsWith('promise.') ? [`${(occurredAtMs - minute(0)) / MINUTE_MS} ${type.slice(8, -3)}`] : [],
    ),
  )

const dismissed = (at: number, messageId = 88_002): Moment => ({
  at,
  command: () => ({ do: 'dismiss_promise', messageId }),
})

describe('a promise', () => {
  it('is reminded of before it breaks, and then breaks', () => {
    expect(told(live(...looks(99, 100, 120, 130, 200)))).toEqual(['10 made', '100 due_soon', '130 broken'])
  })

  it('names the instants at which it wants to be looked at', () => {
    expect(nextMinute(live())).toBe(100)
    expect(nextMinute(live(...looks(100)))).toBe(130)
    expect(nextMinute(live(...looks(100, 130)))).toBeUndefined()
  })

  it('is kept by the next public reply, up to the instant at which it is due', () => {
    expect(told(live({ at: 60, what: 'operator replies' }, ...looks(130)))).toEqual(['10 made', '60 kept'])
    expect(told(live({ at: 130, what: 'operator replies' }))).toEqual(['10 made', '130 kept'])
    expect(told(live({ at: 131, what: 'operator replies' }))).toEqual(['10 made', '130 broken'])
  })

  it('is not kept by a note, a bot, or the customer', () => {
    for (const what of ['note is written', 'bot replies', 'customer writes'])
      expect(told(live({ at: 60, what }, ...looks(130))), what).toEqual(['10 made', '130 broken'])
  })

  it('is kept by resolving in time', () => {
    expect(told(live({ at: 60, what: 'resolved' }))).toEqual(['10 made', '60 kept'])
  })

  it('is told with its reminder when both are learned late', () => {
    const late: Moment = { ...promised, learnedAt: 110 }
    expect(told(lives(rulesOf(), [asked, late]))).toEqual(['10 made', '100 due_soon'])
  })

  it('may be dismissed by a person, reminded of or not, and then nothing more comes of it', () => {
    expect(told(live(dismissed(20), ...looks(100, 130)))).toEqual(['10 made', '20 dismissed'])
    expect(told(live(...looks(100), dismissed(101), ...looks(130)))).toEqual([
      '10 made',
      '100 due_soon',
      '101 dismissed',
    ])
  })

  it('is not dismissed by a word about another message', () => {
    expect(told(live(dismissed(20, 88_001), ...looks(130)))).toEqual(['10 made', '130 broken'])
  })

  it('is not kept by resolving long before it was made', () => {
    const writes = lives(rulesOf(), [asked, { at: 5, what: 'resolved' }, promised, ...looks(100, 130)])
    expect(told(writes)).toEqual(['10 made', '100 due_soon', '130 broken'])
  })

  it('made to a resolved conversation is kept when that is resolved once more', () => {
    const again: Moment[] = [
      { at: 20, what: 'reopened' },
      { at: 30, what: 'resolved' },
    ]
    const writes = lives(rulesOf(), [asked, { at: 5, what: 'resolved' }, promised, ...again])
    expect(told(writes)).toEqual(['10 made', '30 kept'])
  })

  it('gives its place to the next one, which is due earlier', () => {
    const again: Moment = { at: 60, what: 'operator promises 60' }
    expect(told(live(again, ...looks(105, 120)))).toEqual(['10 made', '60 made', '105 due_soon', '120 broken'])
  })

  it('is neither kept nor put off by a next one that is due later: the earlier day stays', () => {
    const again: Moment = { at: 70, what: 'operator promises 600' }
    const writes = live(again, ...looks(114, 115, 130, 670))
    expect(told(writes)).toEqual(['10 made', '70 made', '115 due_soon', '130 broken'])
    expect(told(live(again, { at: 90, what: 'operator replies' }))).toEqual(['10 made', '70 made', '90 kept'])
  })

  it('is broken by a next one that comes after it was due', () => {
    expect(told(live({ at: 140, what: 'operator promises 60' }))).toEqual(['10 made', '130 broken', '140 made'])
  })

  it('that was kept, broken or dismissed is not told again when the next one comes', () => {
    const next: Moment = { at: 140, what: 'operator promises 60' }
    expect(told(live({ at: 60, what: 'operator replies' }, next))).toEqual(['10 made', '60 kept', '140 made'])
    expect(told(live(...looks(130), next))).toEqual(['10 made', '130 broken', '140 made'])
    expect(told(live(dismissed(20), next))).toEqual(['10 made', '20 dismissed', '140 made'])
  })
})

describe('the life of a promise', () => {
  const inStage = (stage: PromiseStage): PromiseWatch => ({
    messageId: 2,
    operatorId: 41,
    madeAtMs: minute(0),
    remindAtMs: minute(30),
    dueAtMs: minute(60),
    stage,
    atMs: minute(0),
  })
  const reply = (at: number) => aMessage({ id: 3, atMs: minute(at), kind: 'operator', answers: true })
  const silent = stateAfter(anObservation({ snapshot: aSnapshot(), messages: [] }))
  const answered = stateAfter(anObservation({ snapshot: aSnapshot(), messages: [reply(20)] }))
  /** What makes a promise want to move on to a stage; only a person's word dismisses. */
  const towards: Readonly<Record<Exclude<PromiseStage, 'made' | 'dismissed'>, (from: PromiseWatch) => unknown>> = {
    reminded: (from) => watchPromise(from, { state: silent, resolvedAtMs: null }, minute(30)),
    kept: (from) => watchPromise(from, { state: answered, resolvedAtMs: null }, minute(30)),
    broken: (from) => watchPromise(from, { state: silent, resolvedAtMs: null }, minute(60)),
  }

  it.each(PROMISE_STAGES.flatMap((from) => (['reminded', 'kept', 'broken'] as const).map((to) => [from, to] as const)))(
    'is as the table says: %s to %s',
    (from, to) => {
      const before = inStage(from)
      const reached = PROMISE_MOVES[from].includes(to) ? to : from
      expect(towards[to](before)).toMatchObject({ stage: reached })
      if (reached === from) expect(towards[to](before)).toBe(before)
    },
  )

  it('goes on from what is open only, and only what is open names an instant', () => {
    for (const stage of PROMISE_STAGES) {
      expect(isOpen(inStage(stage))).toBe(PROMISE_MOVES[stage].length > 0)
      expect(nextPromiseMs(inStage(stage)) !== undefined).toBe(isOpen(inStage(stage)))
    }
    expect(PROMISE_STAGES.filter((stage) => isOpen(inStage(stage)))).toEqual(['made', 'reminded'])
  })

  it('never moves back', () => {
    for (const from of PROMISE_STAGES)
      for (const to of PROMISE_MOVES[from]) expect(PROMISE_MOVES[to]).not.toContain(from)
  })
})

describe('the reminder', () => {
  it.each([
    ['half an hour before a promise of hours', 480, 450],
    ['a quarter of the time before a shorter one', 60, 45],
    ['five minutes before one of a quarter of an hour', 15, 10],
    ['halfway through one of minutes', 8, 4],
  ])('comes %s', (_, due, remind) => expect(reminderMs(0, due * MINUTE_MS)).toBe(remind * MINUTE_MS))

  it('comes between promise and deadline, at a whole millisecond, and never more than half an hour before', () => {
    assertProperty(
      fc.property(
        fc.nat(2_000_000_000),
        fc.integer({ min: 1, max: 100 * 24 * 60 * MINUTE_MS }),
        (madeAtMs, aheadMs) => {
          const dueAtMs = madeAtMs + aheadMs
          const atMs = reminderMs(madeAtMs, dueAtMs)
          expect(Number.isInteger(atMs)).toBe(true)
          expect(atMs).toBeGreaterThanOrEqual(madeAtMs + Math.floor(aheadMs / 2))
          expect(atMs).toBeLessThanOrEqual(dueAtMs)
          expect(dueAtMs - atMs).toBeLessThanOrEqual(30 * MINUTE_MS)
          if (aheadMs >= 10 * MINUTE_MS) expect(dueAtMs - atMs).toBeGreaterThanOrEqual(5 * MINUTE_MS)
        },
      ),
    )
  })
})
