/** Routing documents, demands and operators with fixed defaults. */
import type { Candidate, Demand, Need } from '#domain/routing/choice-terms'
import { NO_LOAD } from '#domain/routing/load'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import { fc } from './property.ts'

/** Monday 2 March 2026, 10:00 UTC. */
export const CHOOSING_AT_MS = Date.UTC(2026, 2, 2, 10)
const MINUTE_MS = 60_000

export const aRoutingDocument = (parts: Partial<RoutingDocument> = {}): RoutingDocument => ({
  kind: 'routing',
  mode: 'assign',
  besideAutoAssignmentSeconds: null,
  rules: [],
  topics: {},
  classifier: null,
  triage: {},
  substanceWaitSeconds: 30,
  calendars: {},
  operators: {},
  capacityPoints: 4,
  channels: { WebWidget: { points: 1, minutes: 8 }, Email: { points: 0.5, minutes: 6 } },
  otherChannels: { points: 1, minutes: 5 },
  choice: { stickyDays: 7, drainMinutes: 15, hardCaseMinutes: 2 },
  takeBack: { offlinePercent: 50, awayPercent: 50, idlePercent: null, withoutDeadlineSeconds: 300, most: 3 },
  handOverMinutes: 15,
  ...parts,
})

export const aNeed = (parts: Partial<Need> = {}): Need => ({
  teamId: null,
  skills: [],
  language: null,
  priority: null,
  labels: [],
  by: { kind: 'triage' },
  topic: null,
  ...parts,
})

export const aDemand = ({
  need,
  ...parts
}: Partial<Omit<Demand, 'need'>> & { readonly need?: Partial<Need> } = {}): Demand => ({
  conversationId: 1,
  inboxId: 1,
  channel: 'WebWidget',
  priority: null,
  need: aNeed(need),
  waitingSinceMs: CHOOSING_AT_MS,
  dueAtMs: CHOOSING_AT_MS + 5 * MINUTE_MS,
  lastOperator: null,
  passed: [],
  hard: false,
  ...parts,
})

export const aCandidate = ({
  operatorId = 7,
  availability = 'available',
  teams = [],
  inboxes = [1],
  load,
  ...parts
}: Partial<Candidate['operator']> &
  Partial<Pick<Candidate, 'lastGivenAtMs' | 'hardCases'>> & {
    readonly load?: Partial<Candidate['load']>
  } = {}): Candidate => ({
  operator: { operatorId, name: `Operator ${operatorId}`, availability, teams, inboxes },
  load: { ...NO_LOAD, ...load },
  lastGivenAtMs: parts.lastGivenAtMs ?? null,
  hardCases: parts.hardCases ?? 0,
})

const SKILLS = ['billing', 'technical', 'returns'] as const
const ids = (max: number) => fc.uniqueArray(fc.integer({ min: 1, max }), { maxLength: max })

/** A desk of up to eight operators, and up to twelve conversations that wait. */
export const aDesk = fc
  .record({
    closing: fc.constantFrom({}, { closingMinutes: 20 }),
    profiles: fc.uniqueArray(
      fc.record(
        {
          id: fc.integer({ min: 1, max: 8 }),
          skills: fc.subarray([...SKILLS]),
          languages: fc.subarray(['de', 'en']),
          capacityPoints: fc.integer({ min: 0, max: 4 }),
          shift: fc.constantFrom('early', 'late'),
        },
        { requiredKeys: ['id'] },
      ),
      { selector: ({ id }) => id, maxLength: 8 },
    ),
    operators: fc.uniqueArray(
      fc.record({
        operatorId: fc.integer({ min: 1, max: 8 }),
        availability: fc.constantFrom('available', 'available', 'available', 'away', 'offline'),
        teams: ids(2),
        inboxes: ids(2),
        points: fc.integer({ min: 0, max: 4 }),
        minutes: fc.integer({ min: 0, max: 30 }),
        unanswered: fc.integer({ min: 0, max: 2 }),
        idleMinutes: fc.option(fc.integer({ min: 0, max: 600 })),
        hardCases: fc.integer({ min: 0, max: 9 }),
      }),
      { selector: ({ operatorId }) => operatorId, maxLength: 8 },
    ),
    demands: fc.uniqueArray(
      fc.record({
        conversationId: fc.integer({ min: 1, max: 99 }),
        inboxId: fc.integer({ min: 1, max: 2 }),
        channel: fc.constantFrom('WebWidget', 'Email', null),
        priority: fc.constantFrom('urgent', 'low', null),
        teamId: fc.constantFrom(1, 2, null, null),
        skills: fc.subarray([...SKILLS], { maxLength: 2 }),
        language: fc.constantFrom('de', 'fr', null, null),
        topic: fc.option(
          fc.record({ name: fc.constantFrom(...SKILLS), confidencePercent: fc.integer({ min: 30, max: 69 }) }),
        ),
        waitedMinutes: fc.integer({ min: 0, max: 30 }),
        dueInMinutes: fc.option(fc.integer({ min: -10, max: 30 })),
        lastOperatorId: fc.option(fc.integer({ min: 1, max: 8 })),
        passed: ids(8),
        hard: fc.boolean(),
      }),
      { selector: ({ conversationId }) => conversationId, maxLength: 12 },
    ),
  })
  .map(({ closing, profiles, operators, demands }) => ({
    context: {
      nowMs: CHOOSING_AT_MS,
      document: aRoutingDocument({
        operators: Object.fromEntries(profiles.map(({ id, ...profile }) => [String(id), profile])),
        choice: { ...aRoutingDocument().choice, ...closing },
        topics: { billing: { skills: ['billing'] }, technical: { teamId: 1, skills: ['technical'] } },
        classifier: { model: 'm', atLeastPercent: 70 },
        calendars: {
          early: { timeZone: 'UTC', week: { mon: [['06:00', '10:10']] } },
          late: { timeZone: 'UTC', week: { mon: [['09:00', '17:00']] } },
        },
      }),
    },
    candidates: operators.map(({ points, minutes, unanswered, idleMinutes, hardCases, ...operator }) =>
      aCandidate({
        ...operator,
        load: { points, minutes, unanswered },
        lastGivenAtMs: idleMinutes === null ? null : CHOOSING_AT_MS - idleMinutes * MINUTE_MS,
        hardCases,
      }),
    ),
    demands: demands.map(
      ({ teamId, skills, language, topic, waitedMinutes, dueInMinutes, lastOperatorId, passed, ...rest }) =>
        aDemand({
          ...rest,
          need: { teamId, skills, language, topic },
          waitingSinceMs: CHOOSING_AT_MS - waitedMinutes * MINUTE_MS,
          dueAtMs: dueInMinutes === null ? null : CHOOSING_AT_MS + dueInMinutes * MINUTE_MS,
          lastOperator: lastOperatorId === null ? null : { id: lastOperatorId, atMs: CHOOSING_AT_MS - MINUTE_MS },
          passed: passed.slice(0, 2),
        }),
    ),
  }))
