import { describe, expect, it } from 'vitest'
import { type ClockStory, explain, type Ledger } from '#domain/explain-clocks'
import type { ConversationEvent } from '#events/conversation-events'
import { type ClockCase, type Lived, liveThrough } from '#tests/support/clock-cases'
import { instantMs } from '#tests/support/clock-text'

const DAY = 'Mon 2026-09-14 '
const at = (time: string): number => instantMs(DAY + time, 'UTC')
const text = (atMs: number): string => new Date(atMs).toISOString().slice(11, 16)

/** `09:00 customer writes`, `09:20 snoozed`. */
function live(story: readonly string[], law: Partial<ClockCase> = {}): Lived {
  return liveThrough({
    file: 'here',
    title: '',
    because: '',
    zone: 'UTC',
    calendar: '24x7',
    policy: { first_response: '1h' },
    ...law,
    story: story.map((line) => ({ at: DAY + line.slice(0, 5), what: line.slice(6) })),
    expect: {},
  })
}

const eventsOf = ({ writes }: Lived): ConversationEvent[] => writes.flatMap(({ events }) => [...events])

function storiesOf(lived: Lived, asked: Partial<Ledger> = {}): ClockStory[] {
  const law = (version: number) => lived.documents.find((one) => one.version === version)
  return explain({ events: eventsOf(lived), law, outages: [], atMs: lived.writes.at(-1)?.nowMs ?? 0, ...asked })
}

/** `09:00-09:20 queue running`. */
const stretches = (story: ClockStory | undefined): string[] =>
  (story?.stretches ?? []).map(({ fromMs, toMs, turn, why }) => `${text(fromMs)}-${text(toMs)} ${turn} ${why}`)

describe('the stretches of a clock', () => {
  it('say whose turn it was', () => {
    const [story] = storiesOf(
      live(['09:00 customer writes', '09:10 assigned', '09:40 unassigned', '09:50 operator replies']),
    )
    expect(stretches(story)).toEqual([
      '09:00-09:10 queue running',
      '09:10-09:40 operator running',
      '09:40-09:50 queue running',
    ])
  })

  it('say why nothing counted, reason by reason', () => {
    const law = { policy: { resolution: '8h' }, calendar: 'Mon-Fri 09:00-12:00 13:00-17:00' } as const
    const story = [
      '11:30 customer writes',
      '13:30 pending',
      '14:00 snoozed',
      '15:00 wakes',
      '15:10 operator replies',
      '16:00 resolved',
    ]
    expect(stretches(storiesOf(live(story, law))[0])).toEqual([
      '11:30-12:00 queue running',
      '12:00-13:00 queue closed',
      '13:00-13:30 queue running',
      '13:30-14:00 bot pending',
      '14:00-15:00 nobody snoozed',
      '15:00-15:10 queue running',
      '15:10-16:00 customer waiting_on_customer',
    ])
  })

  it('are cut where we were out, and count all the same', () => {
    const lived = live(['09:00 customer writes', '09:40 operator replies'])
    const outages = [
      { id: 'a', fromMs: at('08:00'), toMs: at('09:05') },
      { id: 'b', fromMs: at('09:10'), toMs: at('09:20') },
    ]
    const [story] = storiesOf(lived, { outages })
    expect(stretches(story)).toEqual([
      '09:00-09:05 our_outage running',
      '09:05-09:10 queue running',
      '09:10-09:20 our_outage running',
      '09:20-09:40 queue running',
    ])
    expect(story?.countedMs).toBe(40 * 60_000)
  })
})

describe('a clock explained for a past instant', () => {
  const lived = live([
    '09:00 customer writes',
    '09:20 snoozed',
    '09:50 wakes',
    '10:00 tick',
    '10:30 tick',
    '10:40 operator replies',
  ])

  it.each([
    ['09:10', { outcome: 'running', countedMs: 10 * 60_000, dueAtMs: at('10:00'), breachedAtMs: null }],
    ['09:30', { outcome: 'paused', countedMs: 20 * 60_000, dueAtMs: null, breachedAtMs: null }],
    ['10:29', { outcome: 'running', dueAtMs: at('10:30'), breachedAtMs: null }],
    ['10:30', { outcome: 'running', breachedAtMs: at('10:30') }],
    ['10:40', { outcome: 'breached', countedMs: 70 * 60_000, endedAtMs: at('10:40') }],
  ])('%s', (time, expected) => expect(storiesOf(lived, { atMs: at(time) })[0]).toMatchObject(expected))

  it('was not there before it began', () => expect(storiesOf(lived, { atMs: at('08:59') })).toEqual([]))
})

describe('the documents of a clock', () => {
  const lived = live(
    ['09:00 customer writes', '09:30 new document', '09:40 tick', '09:50 operator replies', '10:00 customer writes'],
    {
      policy: { first_response: '1h', next_response: '1h' },
    },
  )

  it('are those that were in force while it ran', () => {
    expect(storiesOf(lived).map(({ clock, slaVersions }) => [clock, slaVersions])).toEqual([
      ['first_response', [1, 2]],
      ['next_response', [2]],
    ])
  })

  it('that are not known any more leave the one before in force, or nothing to explain by', () => {
    const [first] = lived.documents
    expect(storiesOf(lived, { law: (version) => (version === 1 ? first : undefined) })[0]?.slaVersions).toEqual([1])
    expect(storiesOf(lived, { law: () => undefined })).toEqual([])
  })

  it('explain what happened before a ledger names the first of them', () => {
    const isUnnamed = ({ version, type }: ConversationEvent): boolean =>
      version === 1 && type === 'sla.policy_applied.v1'
    const events = eventsOf(lived).filter((event) => !isUnnamed(event))
    expect(storiesOf(lived, { events })[0]).toMatchObject({ outcome: 'met', countedMs: 50 * 60_000, slaVersions: [2] })
  })
})
