/** The minute tick over the local DynamoDB engine, with any number of open conversations, and what it reads. */
import { marshall } from '@aws-sdk/util-dynamodb'
import type { Conversation } from '#domain/conversation'
import type { DeadlineMessage } from '#domain/deadline-message'
import { runTick, type TickDeps } from '#functions/tick/run-tick'
import { accountRegistry } from '#store/accounts'
import { deadlineReads } from '#store/deadlines'
import { forecastFactsReader } from '#store/forecast-facts'
import { heldActions } from '#store/held-actions'
import { toItem } from '#store/item'
import { onCallStore } from '#store/on-call'
import { operatorStore } from '#store/operators'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { queueReads } from '#store/queue-reads'
import { standingReads } from '#store/standing'
import { switchStore } from '#store/switches'
import { START_MS } from './builders.ts'
import { type DeskTable, TABLE } from './desk-table.ts'
import { recorder } from './recorder.ts'
import { aWatched } from './watched.ts'

const MINUTE_MS = 60_000
/** DynamoDB writes so many items a call. */
const ITEMS_A_CALL = 25

/** The customer began to wait so long before the tick; nobody has the conversation. */
const waiting = (ms: number): Conversation =>
  aWatched({
    writtenAtMs: START_MS - MINUTE_MS,
    snapshot: { createdAtMs: START_MS - ms, waitingSinceMs: START_MS - ms, team: { id: 5, name: 'Billing' } },
  })

/** The breach comes within the minute. */
const DUE = waiting(59 * MINUTE_MS + 30_000)
/** Half of them wait, and warn in twenty minutes at the earliest; of the others it is the customer's turn. */
const QUIET = [
  waiting(10 * MINUTE_MS),
  aWatched({ snapshot: { waitingSinceMs: null, updatedAtUs: (START_MS + MINUTE_MS) * 1000 } }),
] as const

/** Adds open conversations `from` to `to`, of which those up to `due` are due within the minute. */
export async function seedOpen(
  desk: DeskTable,
  { from, to, due }: { readonly from: number; readonly to: number; readonly due: number },
): Promise<void> {
  let batch: unknown[] = []
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await desk.dynamodb.call('BatchWriteItem', { RequestItems: { [TABLE]: batch } })
    batch = []
  }
  for (let conversationId = from; conversationId <= to; conversationId++) {
    const like = conversationId <= due ? DUE : QUIET[conversationId % 2 === 0 ? 0 : 1]
    const item = toItem({ conversation: { ...like, conversationId }, carried: {} }, 30)
    // The tick reads indexes alone, and these are no part of them.
    const { state: _s, watch: _w, correlationId: _c, source: _o, ...indexed } = item
    batch.push({ PutRequest: { Item: marshall(indexed) } })
    if (batch.length === ITEMS_A_CALL) await flush()
  }
  await flush()
}

export type TickReads = {
  /** Requests to DynamoDB, and what they read. */
  readonly calls: number
  readonly items: number
  /** Read capacity units, as DynamoDB bills them. */
  readonly units: number
  readonly sent: number
  readonly gauges: Readonly<Record<string, number>>
  readonly tookMs: number
}

/** Runs one tick at START_MS, wired as the function is, but for its queues. */
export async function tickOnce(desk: DeskTable): Promise<TickReads> {
  const table = { client: desk.client, table: TABLE }
  const now = (): number => START_MS
  const deadlines = deadlineReads(table)
  const standing = standingReads(table)
  const operators = operatorStore(table)
  const reads = queueReads({ ...table, now, sleep: async () => undefined })
  const policies = policyStore({ ...table, now })
  const book = policyBook(policies, {
    now,
    onFault: (error) => {
      throw error
    },
  })
  const sent: DeadlineMessage[] = []
  const gauges: Record<string, number> = {}
  const { count, log } = recorder()
  const deps: TickDeps = {
    ...deadlines,
    ...standing,
    now,
    announce: async (messages) => void sent.push(...messages),
    tellReview: async () => undefined,
    noteOutage: async () => undefined,
    accounts: accountRegistry(table).list,
    switchedOff: switchStore(table).list,
    noteSwitchedOff: async () => undefined,
    heldOf: heldActions({ ...table, now }).list,
    dueAtMs: async () => () => null,
    release: async () => undefined,
    forget: async () => undefined,
    sendHeld: async () => undefined,
    releasesAMinute: 150,
    counts: async (account) => (await reads.tallies(account)).counts,
    pageProvenMs: async () => (await onCallStore(table).onCallStatus())[0]?.provenAtMs ?? null,
    escalationRules: async (account) => (await book.escalation(account)).document,
    forecastFacts: forecastFactsReader({
      ...standing,
      operators: operators.list,
      directory: operators.directory,
      routing: async (account) => (await book.routing(account)).document,
    }),
    teamNameIn: async () => null,
    sendForecast: async () => undefined,
    count,
    gauge: (name, value) => {
      gauges[name] = value
    },
    log,
  }
  const counting = countReads(desk)
  const startedMs = performance.now()
  await runTick(deps)
  const tookMs = performance.now() - startedMs
  return { ...counting.stop(), sent: sent.length, gauges, tookMs }
}

const READS: ReadonlySet<string> = new Set(['QueryCommand', 'GetItemCommand', 'GetCommand', 'BatchGetCommand'])

function countReads(desk: DeskTable) {
  let calls = 0
  let items = 0
  desk.dynamodb.resetUnits()
  desk.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const answer = await next(args)
        const { Items, Item } = answer.output as { Items?: unknown[]; Item?: unknown }
        if (READS.has(commandName)) {
          calls++
          items += Items?.length ?? (Item === undefined ? 0 : 1)
        }
        return answer
      },
    { step: 'initialize', name: 'countReads', override: true },
  )
  return {
    stop() {
      desk.client.middlewareStack.remove('countReads')
      return { calls, items, units: desk.dynamodb.units(TABLE).read }
    },
  }
}
