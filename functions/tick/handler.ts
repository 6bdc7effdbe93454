import { SQSClient } from '@aws-sdk/client-sqs'
import { delaySeconds } from '#domain/deadline-message'
import { nextDue } from '#domain/watch'
import { actionMessage } from '#messaging/actions-queue'
import { deadlineQueue } from '#messaging/deadlines'
import { sendDelayed, sendMessage } from '#messaging/queue'
import { ON_CALL } from '#messaging/target-config'
import { PATIENT_CLIENT } from '#runtime/aws-client'
import { logger } from '#runtime/log'
import { meter } from '#runtime/metrics'
import { sleep } from '#runtime/retry'
import { accountRegistry } from '#store/accounts'
import { conversationStore } from '#store/conversations'
import { deadlineReads } from '#store/deadlines'
import { documentClient } from '#store/document-client'
import { forecastFactsReader } from '#store/forecast-facts'
import { heldActions } from '#store/held-actions'
import { EVERY_ACCOUNT } from '#store/keys'
import { onCallStore } from '#store/on-call'
import { operatorStore } from '#store/operators'
import { outageStore } from '#store/outages'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { queueReads } from '#store/queue-reads'
import { standingReads } from '#store/standing'
import { outageOfSwitch } from '#store/switch-outages'
import { switchStore } from '#store/switches'
import { readEnv } from './env.ts'
import { runTick, type TickDeps } from './run-tick.ts'

const env = readEnv()
const log = logger({ service: 'tick' })
const metrics = meter({ environment: env.ENVIRONMENT })
const now = Date.now
const sqs = new SQSClient({ ...PATIENT_CLIENT })
const table = { client: documentClient(), table: env.TABLE_NAME }
const deadlines = deadlineReads(table)
const standing = standingReads(table)
const reads = queueReads({ ...table, now, sleep })
const outages = outageStore({ ...table, now: Date.now, retentionDays: env.LEDGER_RETENTION_DAYS })
const onCall = onCallStore(table)
const operators = operatorStore(table)
/** Rules of forecasts and minutes of channels change seldom: a tick a minute need not ask for them each time. */
const book = policyBook(policyStore({ ...table, now }), {
  now,
  maxAgeMs: 5 * 60_000,
  onFault: (error) => log.fault('policies_not_read', error),
})
const queue = deadlineQueue({ client: sqs, queueUrl: env.DEADLINES_QUEUE_URL, now })

const held = heldActions({ ...table, now })
const conversations = conversationStore({
  ...table,
  now,
  random: Math.random,
  wait: sleep,
  retentionDays: env.LEDGER_RETENTION_DAYS,
})

const deps: TickDeps = {
  now,
  duePage: deadlines.duePage,
  lastTickMs: deadlines.lastTickMs,
  noteTick: deadlines.noteTick,
  announce: queue.announce,
  noteOutage: ({ fromMs, toMs }) =>
    outages.record({
      id: `tick-${fromMs}`,
      account: EVERY_ACCOUNT,
      fromMs,
      toMs,
      foundBy: 'tick',
      by: null,
      reason: 'The minute tick did not run.',
      recordedAtMs: now(),
    }),
  accounts: accountRegistry(table).list,
  switchedOff: switchStore(table).list,
  noteSwitchedOff: async (off, untilMs) => {
    for (const outage of outageOfSwitch(off, untilMs)) await outages.record(outage)
  },
  heldOf: held.list,
  release: held.release,
  forget: held.forget,
  sendHeld: (action, heldAtMs) =>
    sendMessage({ client: sqs, queueUrl: env.ACTIONS_QUEUE_URL }, actionMessage(action, heldAtMs)),
  releasesAMinute: env.HELD_RELEASES_PER_MINUTE,
  dueAtMs: async (keys) => {
    const found = await conversations.readMany(keys)
    const dues = new Map([...found.values()].map(({ conversation: one }) => [nameOf(one), nextDue(one.watch)?.dueAtMs]))
    return (of) => dues.get(nameOf(of)) ?? null
  },
  counts: async (account) => (await reads.tallies(account)).counts,
  oldestUnassignedSinceMs: standing.oldestUnassignedSinceMs,
  escalationRules: async (account) => (await book.escalation(account)).document,
  forecastFacts: forecastFactsReader({
    ...standing,
    operators: operators.list,
    directory: operators.directory,
    routing: async (account) => (await book.routing(account)).document,
  }),
  teamNameIn: async (account, conversationId) =>
    (await reads.conversation(account, conversationId))?.state.snapshot?.team?.name ?? null,
  dueApprovals: deadlines.dueApprovals,
  tellReview: (due) =>
    sendDelayed(
      { client: sqs, queueUrl: env.REVIEW_QUEUE_URL },
      due.map((one) => ({ body: JSON.stringify(one), delaySeconds: delaySeconds(one.atMs, now()) })),
    ),
  sendForecast: (body) =>
    sendDelayed({ client: sqs, queueUrl: env.ESCALATIONS_QUEUE_URL }, [
      { body: JSON.stringify(body), delaySeconds: 0 },
    ]),
  pageProvenMs: async () => (await onCall.onCallStatus()).find(({ target }) => target === ON_CALL)?.provenAtMs ?? null,
  count: metrics.count,
  gauge: metrics.gauge,
  log,
}

function nameOf({ account, conversationId }: { readonly account: string; readonly conversationId: number }): string {
  return `${account}#${conversationId}`
}

/** Called by a schedule, every minute. What fails is tried again by the next tick. */
export async function handler(): Promise<void> {
  try {
    await runTick(deps)
  } finally {
    metrics.flush()
  }
}
