import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Measure } from '#domain/analytics/measures'
import type { Rollup } from '#domain/analytics/rollup'
import type { IntakeDay } from '#domain/intake'
import { dateOf, dayOf } from '#domain/local-date'
import { breachCause } from '#domain/report/make-figures'
import { makeReport } from '#domain/report/make-report'
import { renderHtml } from '#domain/report/render-html'
import { renderMarkdown } from '#domain/report/render-markdown'
import type { Report, ReportFigure } from '#domain/report/report'
import type { ReportBreach, ReportInputs } from '#domain/report/report-inputs'
import { verdictOf, verifyReport } from '#domain/report/verify-report'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
const NOW_MS = Date.UTC(2026, 8, 21, 5)
const MONDAY = dayOf('2026-09-14')

const counts = (numbers: Partial<Record<Measure, number>>): Rollup => ({
  sums: new Map(Object.entries(numbers).map(([name, n]) => [name as Measure, { n, sum: n, sq: n, ln: 0, ln2: 0 }])),
  bins: new Map(),
})
const intakeDay = (day: string, numbers: Partial<IntakeDay['counts']> = {}): IntakeDay => ({
  day,
  counts: {
    ...{ received: 500, unsigned: 0, repeated: 20, ignored: 9, unknown: 0, deadLettered: 0, refused: 0, reconciled: 0 },
    ...numbers,
  },
  reasons: { deadLettered: {}, refused: {} },
  lags: { delivery: { '1000': 490, '5000': 10 }, applying: { '1000': 500 } },
  lastReceivedAtMs: null,
  lastRefusedAtMs: null,
})

function inputs(change: Partial<ReportInputs> = {}): ReportInputs {
  const days = Array.from({ length: 14 }, (_, nth) => dateOf(MONDAY - 7 + nth))
  return {
    ...{ account: 'shop', week: '2026-W38', timeZone: 'Europe/Berlin' },
    days: { fromDay: '2026-09-14', toDay: '2026-09-20' },
    before: { fromDay: '2026-09-07', toDay: '2026-09-13' },
    byDay: new Map(
      days.map((day, nth) => [
        day,
        counts({ opened: 40 + nth, resolved: 40, first_response_met: 30, first_response_breached: nth < 7 ? 1 : 10 }),
      ]),
    ),
    backlog: new Map(days.map((day, nth) => [day, 20 + nth])),
    topics: [
      { topic: 'refund', week: counts({ opened: 90 }), before: counts({ opened: 20 }) },
      { topic: 'order', week: counts({ opened: 50 }), before: counts({ opened: 60 }) },
    ],
    breaches: Array.from({ length: 70 }, (_, nth) => breach(nth < 50 ? { turn: 'queue' } : {})),
    intake: days.slice(7).map((day) => intakeDay(day)),
    standing: { asOfMs: NOW_MS - 1000, lagMs: 900, completeness: 1 },
    onCall: [{ target: 'on-call', provenAtMs: NOW_MS - 3_600_000 }],
    knowledge: { openProposals: 0, themes: 0, flagged: 0 },
    proposed: [],
    ...change,
  }
}
const breach = (change: Partial<ReportBreach> = {}): ReportBreach => ({
  ...{ turn: 'operator', isExcused: false, lateBy: null, awaitedApproval: false },
  ...change,
})
const made = (change: Partial<ReportInputs> = {}): Report => makeReport(inputs(change), { hash, nowMs: NOW_MS })
const figure = ({ figures }: Report, id: string): ReportFigure | undefined => figures.find((one) => one.id === id)

test('every number says what was asked, of which days, and what the answer was, and has an id of its own', () => {
  const { figures, series } = made()
  const all = [...figures, ...series]
  for (const one of all) {
    expect(one.query, one.id).not.toBe('')
    expect(one.inputHash, one.id).toMatch(/^[0-9a-f]{64}$/)
    expect(one.window.fromDay <= one.window.toDay, one.id).toBe(true)
  }
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
})

test('a week is told beside the week before', () => {
  const report = made()
  expect(figure(report, 'opened')).toMatchObject({ value: 350, before: 301, n: 350 })
  expect(figure(report, 'backlog')).toMatchObject({ value: 33, before: 26 })
  expect(figure(report, 'sla_raw')).toMatchObject({ value: 0.75, n: 280 })
})

test('no data is no data, with its reason, in every format', () => {
  const standing = { asOfMs: null, lagMs: null, completeness: null }
  const nothing = { byDay: new Map(), backlog: new Map(), intake: [], onCall: [], knowledge: null, standing }
  const report = made(nothing)
  for (const id of ['opened', 'sla_net', 'csat', 'intake_received', 'last_proven_page', 'knowledge_flagged'])
    expect(figure(report, id)).toMatchObject({ value: null })
  expect(renderHtml(report).includes('100.0 %')).toBe(false)
  expect(renderHtml(report)).toContain('never counted')
  expect(renderMarkdown(report)).toContain('| never counted |')
  expect(report.unknown.length).toBeGreaterThan(2)
})

test('what is of no topic is not told as a topic called none', () => {
  const report = made({ topics: [{ topic: 'none', week: counts({ opened: 9 }), before: counts({ opened: 8 }) }] })
  expect(renderMarkdown(report)).toContain('| no topic | 9 | 8 |')
  expect(renderHtml(report)).toContain('<td>no topic</td>')
})

test.each([
  [{ turn: 'queue' }, 'unassigned'],
  [{ turn: 'operator' }, 'operator'],
  [{ turn: 'operator', awaitedApproval: true }, 'approval'],
  [{ turn: 'queue', isExcused: true, awaitedApproval: true }, 'outage'],
  [{ turn: 'queue', lateBy: 'backdesk' }, 'outage'],
  [{ turn: 'bot' }, 'bot'],
  [{ turn: 'customer' }, 'other'],
] as const)('a promise broken at %o is put down to %s', (change, cause) => {
  expect(breachCause(breach(change))).toBe(cause)
})

test('each broken promise has one cause', () => {
  const report = made()
  const told = report.figures.filter(({ id }) => id.startsWith('breaches_'))
  expect(told.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBe(70)
  expect(figure(report, 'breaches_unassigned')?.value).toBe(50)
})

test('what the numbers ask for is asked of somebody, until a day, and next week tells whether its number moved', () => {
  const report = made()
  const [asked] = report.actions.filter(({ figureId }) => figureId === 'breaches_unassigned')
  expect(asked).toMatchObject({ owner: 'support lead', dueDay: '2026-09-25', from: 50, wanted: 'less' })
  expect(asked?.because).toBe('50 of 70 broken promises, and 75 % were kept where 90 % should be')
  const next = made({ proposed: report.actions, breaches: [breach({ turn: 'queue' })] })
  expect(next.effects.find(({ figureId }) => figureId === 'breaches_unassigned')).toMatchObject({
    now: 1,
    effect: 'better',
  })
})

test('a week without fault asks for nothing', () => {
  const days = inputs().byDay
  const good = new Map([...days.keys()].map((day) => [day, counts({ opened: 9, first_response_met: 9 })]))
  expect(made({ byDay: good, breaches: [] }).actions).toEqual([])
})

test('made again of the same, a report is the same, and verified', () => {
  expect(verifyReport(made(), made())).toEqual([])
  const stored = JSON.parse(JSON.stringify(made())) as Report
  expect(verifyReport(stored, made(stored.asRead))).toEqual([])
})

test('a number that somebody changed is found, and so is one of a chart, of an action, and one that was taken out', () => {
  const report = made()
  const changed = {
    ...report,
    figures: report.figures.map((one) => (one.id === 'sla_net' ? { ...one, value: 0.97 } : one)),
  }
  expect(verifyReport(changed, made())).toMatchObject([{ id: 'sla_net', what: 'tampered' }])
  const [first, ...others] = report.series
  if (first === undefined) throw new Error('no series')
  const drawn = { ...first, points: first.points.map((point) => ({ ...point, value: 1 })) }
  expect(verifyReport({ ...report, series: [drawn, ...others] }, made())).toMatchObject([
    { id: first.id, what: 'tampered' },
  ])
  expect(verifyReport({ ...report, actions: [] }, made())).toMatchObject([{ id: 'actions', what: 'tampered' }])
  expect(verifyReport({ ...report, figures: report.figures.slice(1) }, made())).toMatchObject([{ what: 'added' }])
})

test('late news are told from tampering', () => {
  const late = new Map(inputs().byDay)
  late.set('2026-09-20', counts({ opened: 99, resolved: 40, first_response_met: 30, first_response_breached: 10 }))
  const found = verifyReport(made(), made({ byDay: late }))
  expect(found.find(({ id }) => id === 'opened')).toMatchObject({ what: 'corrected' })
  expect(found.filter(({ what }) => what !== 'corrected')).toEqual([])
})

test('what people named is text on the page, and never markup', () => {
  const report = made({
    topics: [{ topic: '<img src=x onerror=alert(1)>|a', week: counts({ opened: 5 }), before: counts({}) }],
  })
  expect(renderHtml(report)).not.toContain('<img')
  expect(renderHtml(report)).toContain('&lt;img')
  expect(renderMarkdown(report)).toContain('\\<img')
  expect(renderHtml(report)).not.toContain('<script')
})

test('a day without data is a gap in its line', () => {
  const byDay = new Map(inputs().byDay)
  byDay.set('2026-09-10', { sums: new Map(), bins: new Map() })
  const lines = renderHtml(made({ byDay })).match(/<polyline/g) ?? []
  const whole = renderHtml(made()).match(/<polyline/g) ?? []
  expect(lines.length).toBe(whole.length + 3)
})

test('a conversation that moves to another topic is late news, and topics that differ without it are tampered with', () => {
  const moved = [
    { topic: 'refund', week: counts({ opened: 89, escalations: 2 }), before: counts({ opened: 20 }) },
    { topic: 'order', week: counts({ opened: 51 }), before: counts({ opened: 60 }) },
  ]
  expect(verifyReport(made(), made({ topics: moved }))).toMatchObject([{ id: 'topics', what: 'corrected' }])
  expect(made({ topics: moved }).topics[0]).toMatchObject({ topic: 'refund', opened: 89, escalations: 2, heldMs: 0 })
  const report = made()
  expect(verifyReport({ ...report, topics: report.topics.slice(1) }, made())).toMatchObject([
    { id: 'topics', what: 'tampered' },
  ])
})

test('a report is told to hold, to be corrected by late news, or to be tampered with', () => {
  const found = (...all: readonly ('tampered' | 'corrected' | 'added')[]) => all.map((what) => ({ what }))
  expect(verdictOf({ isAsWritten: true, differences: [] })).toBe('same')
  expect(verdictOf({ isAsWritten: true, differences: found('corrected', 'added') })).toBe('corrected')
  expect(verdictOf({ isAsWritten: true, differences: found('corrected', 'tampered') })).toBe('tampered')
  // another file than was written, even where its numbers are right
  expect(verdictOf({ isAsWritten: false, differences: [] })).toBe('tampered')
})
