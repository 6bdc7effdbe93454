import { describe, expect, test } from 'vitest'
import { COUNTED_EVENTS } from '#domain/analytics/count-events'
import { APPROVAL_EVENT_TYPES } from '#events/approval-catalogue'
import type { ApprovalEventType } from '#events/approval-events'
import { EVENT_TYPES } from '#events/catalogue'
import type { ConversationEventType } from '#events/conversation-events'
import { DRAFT_PROPOSED } from '#events/draft-proposed'
import { GRADE_EVENT_TYPES } from '#events/grade-catalogue'
import type { GradeEventType } from '#events/grade-events'
import { OPERATOR_EVENT_TYPES } from '#events/operator-catalogue'
import type { OperatorEventType } from '#events/operator-events'
import { type EventPattern, matchesPattern } from '#infra/local/engines/events/event-pattern'
import { EVENT_SOURCE } from '#messaging/bus'
import { eventExample } from '#tests/support/event-examples'
import { at, config, list, nameOf, type Resource, readable, synthesize, target } from './templates.ts'

const DAY_S = 86_400
const isOurs = (pattern: EventPattern): boolean => list(at(pattern, 'source'))[0] === EVENT_SOURCE

const ALL_TYPES = [...EVENT_TYPES, ...OPERATOR_EVENT_TYPES, ...APPROVAL_EVENT_TYPES, ...GRADE_EVENT_TYPES]
type Heard = ConversationEventType | OperatorEventType | ApprovalEventType | GradeEventType

/** What the function of a rule's queue hears of, by the name of the function. */
const HEARD: Readonly<Record<string, readonly Heard[]>> = {
  route: [
    'conversation.opened.v1',
    'conversation.reopened.v1',
    'conversation.status_changed.v1',
    'conversation.customer_waiting.v1',
    'conversation.topic_read.v1',
    'conversation.assigned.v1',
    'conversation.unassigned.v1',
    'conversation.operator_replied.v1',
    'conversation.team_changed.v1',
    'conversation.resolved.v1',
    'escalation.raised.v1',
    'operator.available.v1',
    'routing.asked.v1',
    'routing.held.v1',
  ],
  draft: ['conversation.customer_waiting.v1'],
  grade: ['conversation.resolved.v1'],
  suggest: ['conversation.customer_waiting.v1', 'conversation.resolved.v1'],
  escalate: [...EVENT_TYPES.filter((type) => type.startsWith('escalation.')), 'sla.breached.v1'],
  review: [...APPROVAL_EVENT_TYPES, 'conversation.deleted.v1'],
  analytics: [
    ...COUNTED_EVENTS,
    ...APPROVAL_EVENT_TYPES.filter((type) => !/overdue|changes_requested/.test(type)),
    ...GRADE_EVENT_TYPES,
  ],
}

describe.each(['dev', 'prod'])('the rules of %s', (environment) => {
  const stacks = synthesize(config(environment))
  const rules = stacks.ofType('AWS::Events::Rule')
  const queues = stacks.ofType('AWS::SQS::Queue')
  const targetsOf = (rule: Resource) => list(rule.Properties.Targets)
  const queueOf = (to: unknown) => queues.find(({ id }) => id === target(at(to, 'Arn')))
  const functionOf = (id: string | undefined) =>
    stacks.ofType('AWS::Lambda::Function').find((fn) => fn.id === id) ??
    stacks.byId(
      target(
        stacks
          .ofType('AWS::Lambda::EventSourceMapping')
          .find(({ Properties }) => target(Properties.EventSourceArn) === id)?.Properties.FunctionName,
      ) ?? '',
    )
  const reached = (rule: Resource): string[] => targetsOf(rule).map((to) => nameOf(functionOf(target(at(to, 'Arn')))))
  const onBus = rules.filter(
    ({ Properties }) => Properties.EventBusName !== undefined && isOurs(Properties.EventPattern as EventPattern),
  )
  const ofOthers = rules.filter((rule) => rule.Properties.EventBusName !== undefined && !onBus.includes(rule))
  const byClock = rules.filter(({ Properties }) => Properties.ScheduleExpression !== undefined)
  const onAccountBus = rules.filter((rule) => ![...onBus, ...ofOthers, ...byClock].includes(rule))

  test('every rule of the bus takes exactly the events that its function is there for, each of them in the catalogue', () => {
    expect(onBus.length).toBeGreaterThan(0)
    for (const rule of onBus) {
      const pattern = rule.Properties.EventPattern as EventPattern
      const taken = ALL_TYPES.filter((type) =>
        matchesPattern(pattern, { source: EVENT_SOURCE, 'detail-type': type, detail: eventExample(type) }),
      )
      const [name = ''] = reached(rule)
      expect([...taken].sort(), name).toEqual([...(HEARD[name] ?? [])].sort())
      expect([...list(at(pattern, 'detail-type'))].sort(), name).toEqual([...taken].sort())
      expect(matchesPattern(pattern, { source: 'aws.s3', 'detail-type': taken[0], detail: {} }), name).toBe(false)
    }
  })

  test('drafts of other programs reach draft, from any source but our own, and nothing else of theirs reaches anybody', () => {
    expect(ofOthers.map((rule) => reached(rule))).toEqual([['draft']])
    const pattern = ofOthers[0]?.Properties.EventPattern as EventPattern
    const theirs = { source: 'ai-customer', 'detail-type': DRAFT_PROPOSED, detail: {} }
    expect(matchesPattern(pattern, theirs)).toBe(true)
    expect(matchesPattern(pattern, { ...theirs, source: EVENT_SOURCE })).toBe(false)
    for (const type of ALL_TYPES) expect(matchesPattern(pattern, { ...theirs, 'detail-type': type }), type).toBe(false)
  })

  test('the clock wakes tick, presence, reconcile and route every minute, suggest every five, report every fifteen, and once a week a drill that goes the way of a real page', () => {
    const woken = byClock.map((rule) => [
      rule.Properties.ScheduleExpression,
      ...reached(rule),
      at(targetsOf(rule)[0], 'Input'),
    ])
    expect(woken.sort()).toEqual([
      ['cron(0 10 ? * MON *)', 'escalate', '{"kind":"drill"}'],
      ['rate(1 minute)', 'presence', '{"kind":"ask"}'],
      ['rate(1 minute)', 'reconcile', '{"kind":"ask"}'],
      ['rate(1 minute)', 'route', '{"kind":"sweep"}'],
      ['rate(1 minute)', 'tick', undefined],
      ['rate(15 minutes)', 'report', undefined],
      ['rate(5 minutes)', 'suggest', '{"kind":"ask"}'],
    ])
  })

  test('a schedule or an event that a queue does not take is tried for a day, and then kept', () => {
    const queued = rules.flatMap(targetsOf).filter((to) => queueOf(to) !== undefined)
    expect(queued).toHaveLength(14)
    for (const to of queued) {
      expect(at(to, 'RetryPolicy', 'MaximumEventAgeInSeconds')).toBe(DAY_S)
      const kept = queues.find(({ id }) => id === target(at(to, 'DeadLetterConfig', 'Arn')))
      // EventBridge puts nothing into a FIFO queue without a group, and gives dead letters none.
      expect([kept?.Properties.MessageRetentionPeriod, kept?.Properties.FifoQueue]).toEqual([14 * DAY_S, undefined])
    }
  })

  test('a run by the clock that fails is not repeated: the next one comes soon', () => {
    const called = byClock.filter((rule) => targetsOf(rule).every((to) => queueOf(to) === undefined))
    expect(called.flatMap(reached)).toEqual(['tick', 'report'])
    for (const rule of called) {
      expect(targetsOf(rule)).toMatchObject([{ RetryPolicy: { MaximumRetryAttempts: 0 } }])
      const ids = targetsOf(rule).map((to) => target(at(to, 'Arn')))
      const settings = stacks
        .ofType('AWS::Lambda::EventInvokeConfig')
        .filter(({ Properties }) => ids.includes(target(Properties.FunctionName)))
      expect(settings).toMatchObject([{ Properties: { MaximumRetryAttempts: 0 } }])
    }
  })

  test('the spool rule matches spooled bodies of this bucket alone', () => {
    expect(onAccountBus).toHaveLength(1)
    const pattern = at(onAccountBus[0]?.Properties, 'EventPattern')
    expect(pattern).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { object: { key: [{ prefix: 'spool/' }] } },
    })
    expect(readable(at(pattern, 'detail', 'bucket', 'name', 0))).toContain('Bodies')
  })

  test('nothing but these rules may put messages on a queue from outside, each on its own queue and dead letters', () => {
    const senders = stacks.ofType('AWS::SQS::QueuePolicy').flatMap(({ Properties }) =>
      list(at(Properties, 'PolicyDocument', 'Statement'))
        .filter((statement) => at(statement, 'Effect') === 'Allow')
        .map((statement) => [
          at(statement, 'Principal', 'Service'),
          target(at(statement, 'Condition', 'ArnEquals', 'aws:SourceArn')),
          target(at(statement, 'Resource')),
        ]),
    )
    const expected = rules.flatMap((rule) =>
      targetsOf(rule)
        .filter((to) => queueOf(to) !== undefined)
        .flatMap((to) =>
          [at(to, 'Arn'), at(to, 'DeadLetterConfig', 'Arn')].map((arn) => [
            'events.amazonaws.com',
            rule.id,
            target(arn),
          ]),
        ),
    )
    expect(senders.map(String).sort()).toEqual(expected.map(String).sort())
  })
})
