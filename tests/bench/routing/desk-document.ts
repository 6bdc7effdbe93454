/** The simulated desk's routing document, and what a ticket needs by it. */
import type { Need } from '#domain/routing/choice-terms'
import { requirementOf } from '#domain/routing/requirement'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import { UNSEEN } from '#domain/situation'
import { SKILLS } from './arrivals.ts'
import { calendarOf, PEOPLE, TRIAGE_TEAM } from './desk.ts'
import type { Ticket } from './work.ts'

const MINUTE_MS = 60_000
export const CHANNEL = 'WebWidget'
export const INBOX_ID = 1
/** The promise: a first reply, and each further one. */
export const FIRST_REPLY_MS = 5 * MINUTE_MS
export const NEXT_REPLY_MS = 10 * MINUTE_MS

export const DESK_DOCUMENT: RoutingDocument = {
  kind: 'routing',
  mode: 'assign',
  besideAutoAssignmentSeconds: null,
  rules: [],
  topics: Object.fromEntries(SKILLS.map((name, skill) => [name, { teamId: skill + 1, skills: [name] }])),
  classifier: { model: 'simulated', atLeastPercent: 70 },
  triage: { teamId: TRIAGE_TEAM },
  substanceWaitSeconds: 0,
  calendars: Object.fromEntries(PEOPLE.map((person) => [`shift-${person.id}`, calendarOf(person)])),
  operators: Object.fromEntries(
    PEOPLE.map(({ id, skills }) => [
      String(id),
      { skills: skills.map((skill) => SKILLS[skill] ?? ''), shift: `shift-${id}` },
    ]),
  ),
  capacityPoints: 8,
  channels: { [CHANNEL]: { points: 2, minutes: 8 } },
  otherChannels: { points: 2, minutes: 8 },
  choice: { stickyDays: 7, drainMinutes: 15, hardCaseMinutes: 2, closingMinutes: 45 },
  takeBack: { offlinePercent: 50, awayPercent: 50, idlePercent: 50, withoutDeadlineSeconds: 300, most: 3 },
  handOverMinutes: null,
}

export const needOf = ({ case: { topic, skill, urgent }, handedOn }: Ticket, document: RoutingDocument): Need =>
  requirementOf(
    {
      // who hands it on gives it to the team that can answer it
      situation: { ...UNSEEN, teamId: handedOn > 0 ? skill + 1 : null, priority: urgent ? 'urgent' : null },
      topic,
      language: null,
      words: [],
      nowMs: 0,
    },
    document,
  )

export const dueAtMs = ({ waitingSinceMs, firstReplyAtMs }: Ticket): number =>
  waitingSinceMs + (firstReplyAtMs === null ? FIRST_REPLY_MS : NEXT_REPLY_MS)
