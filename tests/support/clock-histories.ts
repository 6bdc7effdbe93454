/**
 * Random lives of one conversation under changing documents, written as they are learned. Lifelike ones follow
 * Chatwoot's row, with webhooks that come late and in any order; wild ones are facts that need not fit together.
 */
import type { CalendarDocument } from '#domain/calendar'
import type { Conversation } from '#domain/conversation'
import type { Observation } from '#domain/observation'
import { STATUSES } from '#domain/observation'
import type { Activated, SlaDocument, SlaPolicy, Target } from '#domain/sla-policy'
import { observationArbitrary } from './arbitraries.ts'
import { START_MS } from './builders.ts'
import { DEEDS, observationsOf } from './chatwoot-row.ts'
import { calendarOf } from './clock-text.ts'
import { fc } from './property.ts'
import { lawOf, NO_ESCALATION, type Written, write } from './watch-writes.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** From seconds to hours, so that any pace of a history meets thresholds. */
const target = (calendar: string, factor: number): Target => ({
  calendar,
  urgent: 2 * factor,
  high: 60 * factor,
  normal: 1_800 * factor,
  low: null,
})

const policy = (id: string, calendar: string, changes: Partial<SlaPolicy> = {}): SlaPolicy => ({
  id,
  name: id,
  when: {},
  targets: {
    first_response: target(calendar, 1),
    next_response: target(calendar, 2),
    resolution: target(calendar, 4),
  },
  pauseWhile: ['pending', 'snoozed', 'waiting_on_customer'],
  warnAtPercent: [50, 75, 90],
  atRiskPercent: 75,
  onBreach: [],
  ...changes,
})

const documentWith = (office: CalendarDocument, policies: readonly SlaPolicy[]): SlaDocument => ({
  kind: 'sla',
  locale: 'en',
  homeCalendar: 'office',
  calendars: { office, always: { timeZone: 'UTC', alwaysOpen: true } },
  policies,
  approvals: { calendar: 'office', targetSeconds: 900 },
  complianceTargetPercent: 90,
})

const vip = policy('vip', 'always', { when: { labelsAny: ['vip'] }, warnAtPercent: [60] })
const SPLIT = calendarOf('Mon-Fri 09:00-12:00 13:00-17:00', 'UTC')

export const DOCUMENTS: readonly SlaDocument[] = [
  documentWith(SPLIT, [vip, policy('standard', 'office')]),
  documentWith(calendarOf('Mon-Sat 08:00-20:00', 'Europe/Berlin'), [vip, policy('standard', 'office')]),
  documentWith(SPLIT, [policy('standard', 'always', { pauseWhile: [], warnAtPercent: [25, 50, 99] })]),
  documentWith(SPLIT, [vip]),
  documentWith(calendarOf({ hours: 'closed', specialDays: { '2026-09-14': '09:00-09:01 11:00-15:00' } }, 'UTC'), [
    policy('standard', 'office', { targets: { resolution: target('office', 1), next_response: target('office', 1) } }),
  ]),
]

/** One instant at which something is learned, or at which somebody only looks; a document is looked at when it comes. */
export type Turn = {
  readonly nowMs: number
  readonly observations?: readonly Observation[]
  readonly document?: number
}
export type History = readonly Turn[]

/** Two writes of one conversation are a millisecond apart at least, and the last look comes when all is over. */
function ordered(turns: readonly Turn[]): History {
  let lastMs = START_MS
  const apart = [...turns]
    .sort((a, b) => a.nowMs - b.nowMs)
    .map((turn) => {
      lastMs = Math.max(turn.nowMs, lastMs + 1)
      return { ...turn, nowMs: lastMs }
    })
  return [...apart, { nowMs: lastMs + MINUTE_MS }, { nowMs: lastMs + 7 * 24 * HOUR_MS }]
}

const gapMs = fc.oneof(
  fc.constantFrom(0, 250, SECOND_MS, MINUTE_MS, 30 * MINUTE_MS, HOUR_MS, 20 * HOUR_MS),
  fc.integer({ min: 0, max: 3 * HOUR_MS }),
)
const delayMs = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: gapMs })
/** What these verbs are about. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  priority: ['urgent', 'high', 'low', 'none'],
  label: ['vip'],
  unlabel: ['vip'],
  tier: ['gold'],
  team: ['5', '6'],
  'customer rates': ['1', '4'],
  'operator promises': ['1', '90'],
}
const what = fc.constantFrom(
  ...DEEDS.flatMap((verb) => (verb in WORDS ? (WORDS[verb] ?? []).map((word) => `${verb} ${word}`) : [verb])),
)
const looks = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 12 * HOUR_MS }) }), { maxLength: 6 })
const documents = fc.array(fc.record({ afterMs: gapMs, document: fc.integer({ min: 0, max: DOCUMENTS.length - 1 }) }), {
  maxLength: 3,
})

const at = <Value extends { readonly afterMs: number }>(list: readonly Value[]) =>
  list.map((one) => ({ ...one, nowMs: START_MS + one.afterMs }))

export const lifelike: fc.Arbitrary<History> = fc
  .record({
    begins: fc.constantFrom(...STATUSES),
    deeds: fc.array(fc.record({ gapMs, delayMs, what }), { minLength: 1, maxLength: 12 }),
    looks,
    documents,
  })
  .map(({ begins, deeds, looks: seen, documents: versions }) => {
    let atMs = START_MS
    const done = deeds.map((deed) => {
      atMs += deed.gapMs
      return { ...deed, atMs }
    })
    const learned = observationsOf(done, begins).map((observation, nth) => ({
      nowMs: observation.receivedAtMs + (done[nth]?.delayMs ?? 0),
      observations: [observation],
    }))
    return ordered([...learned, ...at(seen), ...at(versions)])
  })

export const wild: fc.Arbitrary<History> = fc
  .record({
    batches: fc.array(
      fc.record({
        afterMs: fc.integer({ min: 61, max: 90 }).map((seconds) => seconds * SECOND_MS),
        observations: fc.array(observationArbitrary, { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    looks,
    documents,
  })
  .map(({ batches, looks: seen, documents: versions }) => {
    // whatever the facts are, they were received when they were learned
    const learned = at(batches).map(({ nowMs, observations }) => ({
      nowMs,
      observations: observations.map((one) => ({ ...one, receivedAtMs: nowMs })),
    }))
    return ordered([...learned, ...at(seen), ...at(versions)])
  })

/** A life is dozens of writes: a quarter of the usual runs, 250 unless FC_RUNS says otherwise. */
export function assertLives<Values>(property: fc.IProperty<Values>): void {
  void fc.assert(property, { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 1_000) / 4) })
}

export type Lived = { readonly writes: readonly Written[]; readonly versions: readonly Activated<SlaDocument>[] }

/** Version 1 holds from the beginning; each document of the history is the next. */
export function live(history: History, escalation = NO_ESCALATION): Lived {
  const versions: Activated<SlaDocument>[] = [activated(1, 0, 0)]
  const writes: Written[] = []
  let conversation: Conversation | undefined
  for (const { nowMs, observations = [], document } of history) {
    if (document !== undefined) versions.push(activated(versions.length + 1, nowMs, document))
    const formerly = versions.find(({ version }) => version === conversation?.watch?.slaVersion)
    const [first = activated(1, 0, 0)] = versions
    const written = write(conversation, {
      nowMs,
      observations,
      law: lawOf(versions.at(-1) ?? first, escalation),
      ...(formerly === undefined ? {} : { formerly }),
    })
    writes.push(written)
    conversation = written.after
  }
  return { writes, versions }
}

function activated(version: number, activatedAtMs: number, index: number): Activated<SlaDocument> {
  const document = DOCUMENTS[index]
  if (document === undefined) throw new Error(`no document ${index}`)
  return { version, activatedAtMs, document }
}
