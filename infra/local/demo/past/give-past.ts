/**
 * Gives the shop a past: five weeks that are counted, graded and reported by the code that does so with the present. They
 * end with the last whole day, which the story does not reach back to.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { localHour } from '#domain/analytics/local-hour'
import { homeZone } from '#domain/home-zone'
import { DAY_MS, dateOf } from '#domain/local-date'
import { dueWeek, instantsOf, weekBefore } from '#domain/report/iso-week'
import { slaOutcomes } from '#domain/sla-outcomes'
import { sleep } from '#runtime/retry'
import { noteCounted } from '#store/counted'
import { gradeStore } from '#store/grades'
import { intakeLedger } from '#store/intake-ledger'
import { breachesPk, breachSk } from '#store/keys'
import { policyStore } from '#store/policies'
import { reportIndex } from '#store/report-index'
import { clientConfig } from '../../../ops/aws-access.ts'
import { reportArea } from '../../../ops/report-area.ts'
import type { Shop } from '../../chatwoot/seed-shop.ts'
import type { Clock } from '../../clock.ts'
import { countPast } from './count-past.ts'
import { pastGrades } from './past-grades.ts'
import { type PastLedger, pastWeeks } from './past-weeks.ts'

export type PastDeps = {
  /** Of the engines. */
  readonly endpoint: string
  readonly output: (name: string) => string
  readonly clock: Pick<Clock, 'now'>
  readonly account: string
  readonly shop: Pick<Shop, 'operators' | 'inboxes' | 'teams'>
  readonly isStopped: () => boolean
}

const DAYS = 35
const PER_DAY = 22
/** Of the weeks that have ended. */
const REPORTS = 3
/** The story's opening goes back two hours. */
const OPENING_MS = 3 * 3_600_000
const KEPT_DAYS = 400

/** Once: a kept desk has it already. @throws the SDK's errors. */
export async function givePast(deps: PastDeps): Promise<'given' | 'there' | 'stopped'> {
  const { endpoint, output, clock, account, shop, isStopped } = deps
  const config = clientConfig({ endpoint })
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(config), {
    marshallOptions: { removeUndefinedValues: true },
  })
  const clockwork = { now: clock.now, random: Math.random, wait: sleep }
  const table = output('TableName')
  const policies = policyStore({ ...clockwork, client, table })
  const timeZone = homeZone((await policies.active(account, 'sla')).document)
  const newest = dueWeek(clock.now(), timeZone)
  const reports = reportIndex({ client, table })
  if ((await reports.find(account, newest)) !== undefined) return 'there'

  const lastDay = localHour(clock.now() - OPENING_MS, timeZone).day - 1
  const span = instantsOf({ fromDay: dateOf(lastDay - DAYS + 1), toDay: dateOf(lastDay) }, timeZone)
  const past: PastLedger[] = [...pastWeeks({ account, shop, fromMs: span.fromMs, toMs: span.toMs, perDay: PER_DAY })]
  const quality = await policies.active(account, 'quality')
  const grades = [...pastGrades(past, { account, document: quality.document, rubricVersion: quality.version })]
  const insights = output('InsightsTableName')
  await countPast(past, {
    client,
    table: insights,
    account,
    timeZone,
    grades: grades.flatMap((steps) => steps.at(-1) ?? []),
    pause: rest,
  })
  const nowMs = clock.now()
  await noteCounted(
    { client, table: insights },
    { account, counted: past.length, heardAtMs: nowMs, countedAtMs: nowMs },
  )
  await keepRecords(past, { ...clockwork, client, table, account })
  const store = gradeStore({ ...clockwork, client, table, retentionDays: KEPT_DAYS })
  for (const [first, ...later] of grades) {
    if (isStopped()) return 'stopped'
    if (first === undefined) continue
    await store.recordGrade(first)
    let before = first
    for (const after of later) {
      await store.changeGrade(before, after)
      before = after
    }
  }
  // the oldest first: each tells what became of what the one before proposed
  for (const week of weeksUpTo(newest)) {
    if (isStopped()) return 'stopped'
    await reportArea.run(['make'], { env: 'dev', endpoint, json: false, given: { account, week } })
  }
  return 'given'
}

type Keeping = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly account: string
  readonly now: () => number
}

/** What stands beside the figures: broken promises one by one, and how much came in a day. */
async function keepRecords(past: readonly PastLedger[], deps: Keeping): Promise<void> {
  const { client, table, account } = deps
  const intake = intakeLedger(deps)
  const received = new Map<string, number>()
  for (const { events } of past) {
    for (const breach of slaOutcomes(events).breaches) {
      const Item = { pk: breachesPk(account), sk: breachSk(breach), breach }
      await client.send(new PutCommand({ TableName: table, Item }))
    }
    for (const { occurredAtMs } of events) {
      const day = dateOf(Math.floor(occurredAtMs / DAY_MS))
      received.set(day, (received.get(day) ?? 0) + 1)
    }
  }
  for (const [day, events] of received) {
    const counts = { received: 2 * events, repeated: Math.round(events / 25) }
    const delivery = { '500': events, '1000': Math.round(0.8 * events), '2500': Math.round(0.2 * events) }
    await intake.add({ account, day }, counts, { lags: { delivery } })
  }
}

function weeksUpTo(newest: string): string[] {
  const weeks = [newest]
  while (weeks.length < REPORTS) weeks.unshift(weekBefore(weeks[0] ?? newest))
  return weeks
}

/** A breath for everything else on this machine. */
const rest = (): Promise<void> => sleep(5)
