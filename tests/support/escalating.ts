/** A conversation by the minute, from the start on: an hour for a response, two with the label `slow`, and some rules. */
import type { Command } from '#domain/advance-watch'
import type { Conversation } from '#domain/conversation'
import type { EscalationDocument, EscalationRule, Trigger } from '#domain/escalation-policy'
import type { SlaDocument, SlaPolicy } from '#domain/sla-policy'
import type { Escalation, Watch } from '#domain/watch'
import { START_MS } from './builders.ts'
import { observationsOf } from './chatwoot-row.ts'
import { lawOf, type Written, write } from './watch-writes.ts'

export const minute = (count: number): number => START_MS + count * 60_000

const within = (seconds: number) => {
  const target = { calendar: 'always', urgent: seconds, high: seconds, normal: seconds, low: seconds }
  return { first_response: target, next_response: target }
}
const POLICY: Omit<SlaPolicy, 'id' | 'name' | 'when' | 'targets'> = {
  pauseWhile: ['pending', 'snoozed'],
  warnAtPercent: [50, 90],
  atRiskPercent: 75,
  onBreach: [],
}
const HOURLY: SlaDocument = {
  kind: 'sla',
  locale: 'en',
  homeCalendar: 'always',
  calendars: { always: { timeZone: 'UTC', alwaysOpen: true } },
  policies: [
    { ...POLICY, id: 'slow', name: 'Slow', when: { labelsAny: ['slow'] }, targets: within(7_200) },
    { ...POLICY, id: 'hourly', name: 'Hourly', when: {}, targets: within(3_600) },
  ],
  approvals: { calendar: 'always', targetSeconds: 900 },
  complianceTargetPercent: 90,
}

/** Rungs of ten, ten and fifteen minutes, and a last one. */
const STANDARD: EscalationDocument['ladders'][string] = {
  rungs: [
    { name: 'assignee', actions: [{ do: 'note_assignee' }], acknowledgeWithinSeconds: 600 },
    { name: 'leads', actions: [{ do: 'notify', target: 'leads' }], acknowledgeWithinSeconds: 600 },
    { name: 'on-call', actions: [{ do: 'page', target: 'on-call' }], acknowledgeWithinSeconds: 900 },
    { name: 'executives', actions: [{ do: 'mail', target: 'executives' }], acknowledgeWithinSeconds: null },
  ],
}

export const aRule = (id: string, on: Trigger, changes: Partial<EscalationRule> = {}): EscalationRule => ({
  id,
  name: id,
  on,
  when: {},
  cause: 'response',
  ladder: 'standard',
  startAtRung: 0,
  ...changes,
})

export const nearlyLate = aRule('nearly-late', { on: 'warned', percent: 90 })
export const late = aRule('late', { on: 'breached' }, { startAtRung: 1 })
/** Foretold ten minutes ahead, as long as nobody has it. */
export const willBeLate = aRule('will-be-late', { on: 'breach_forecast', withinSeconds: 600, unassignedOnly: true })

export const rulesOf = (...rules: readonly EscalationRule[]): EscalationDocument => ({
  kind: 'escalation',
  rules,
  ladders: { standard: STANDARD, empty: { rungs: [] } },
  words: {},
  staleAfterSeconds: 3_600,
})

export type Moment = {
  /** Minutes after the start. */
  readonly at: number
  /** What happened then (chatwoot-row.ts); nothing: somebody looks. */
  readonly what?: string
  /** In minutes, where it is learned later. */
  readonly learnedAt?: number
  readonly command?: (watch: Watch | undefined) => Command
  /** Rules that hold from then on. */
  readonly rules?: EscalationDocument
}

export function lives(rules: EscalationDocument, moments: readonly Moment[]): Written[] {
  const deeds = moments.flatMap(({ at, what }) => (what === undefined ? [] : [{ atMs: minute(at), what }]))
  const observations = observationsOf(deeds)
  const instants = [...new Set(moments.map(({ at, learnedAt = at }) => learnedAt))].sort((a, b) => a - b)
  const writes: Written[] = []
  let conversation: Conversation | undefined
  let inForce = rules
  for (const instant of instants) {
    const now = moments.filter(({ at, learnedAt = at }) => learnedAt === instant)
    inForce = now.find((one) => one.rules !== undefined)?.rules ?? inForce
    const command = now.find((one) => one.command !== undefined)?.command?.(conversation?.watch)
    const learned = now.flatMap(({ at, what }) => {
      const index = deeds.findIndex((deed) => deed.what === what && deed.atMs === minute(at))
      return observations[index] ?? []
    })
    const law = lawOf({ version: 1, activatedAtMs: 0, document: HOURLY }, inForce)
    const change = { nowMs: minute(instant), law, observations: learned }
    const written = write(conversation, { ...change, ...(command === undefined ? {} : { command }) })
    writes.push(written)
    conversation = written.after
  }
  return writes
}

export const commandOn =
  (to: 'acknowledge' | 'resolve', { cause = 'response', by = 'Riley Example' } = {}) =>
  (watch: Watch | undefined): Command => ({
    do: to,
    cause,
    raisedAtMs: watch?.escalations?.[cause]?.raisedAtMs ?? 0,
    by,
  })

/** The escalation of a cause after the last write. */
export const escalationIn = (writes: readonly Written[], cause = 'response'): Escalation | undefined =>
  writes.at(-1)?.after?.watch?.escalations?.[cause]

/** Escalation events by minute: `54 raised nearly-late`, `64 rung_reached leads`. */
export const toldBy = (writes: readonly Written[]): string[] =>
  writes.flatMap(({ events }) =>
    events.flatMap((event) => {
      if (!event.type.startsWith('escalation.')) return []
      const data: Readonly<Record<string, unknown>> = event.data
      const about = data.rungName ?? data.ruleId ?? data.by
      const what = event.type.slice('escalation.'.length, -'.v1'.length)
      return [`${(event.occurredAtMs - START_MS) / 60_000} ${what}${about === undefined ? '' : ` ${about}`}`]
    }),
  )

/** The minute that the last write names as its next instant. */
export function nextMinute(writes: readonly Written[]): number | undefined {
  const atMs = writes.at(-1)?.after?.watch?.nextAtMs
  return atMs === undefined ? undefined : (atMs - START_MS) / 60_000
}
