/** Figures from the command line: counts conversations anew from their ledgers, while counting goes on. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { ToCount } from '#domain/analytics/fact'
import { localHour } from '#domain/analytics/local-hour'
import type { Conversation } from '#domain/conversation'
import { homeZone } from '#domain/home-zone'
import { dateOf, dayOf } from '#domain/local-date'
import { STATUSES } from '#domain/observation'
import { sleep } from '#runtime/retry'
import { besideReader } from '#store/beside-facts'
import { type CountDeps, countConversations } from '#store/count-conversations'
import { factStore } from '#store/facts'
import { ledgerTail } from '#store/ledger-tail'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { environmentConfig } from '../config.ts'
import { type Answer, type Area, givenText, isSet, UsageFault, type Values } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { allOutputs, stackName } from './deployment.ts'
import { accountFor, type Desk, openDesk } from './desk.ts'
import { progressOn } from './progress.ts'

const USAGE = `  analytics rebuild [--account SLUG] [--from DAY] [--to DAY] [--dry-run]
                                           counts conversations of these days anew from their ledgers (default: all) and
                                           adds the differences to the figures, while counting goes on. Doing so twice
                                           changes nothing. --dry-run says how many would differ (exit code 1 if any)`

export const analyticsArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  takes: { rebuild: ['account', 'from', 'to', 'dry-run'] },
  run: async ([command = ''], values) => {
    if (command !== 'rebuild') throw new UsageFault(`unknown command: analytics ${command}`)
    return rebuild(values)
  },
}

const PAGE = 100
/** Conversations that are counted together. */
const TOGETHER = 50

type Span = { readonly from: number | null; readonly to: number | null }
export type Rebuilt = { readonly looked: number; readonly changed: number }

async function rebuild(values: Values): Promise<Answer> {
  const span = { from: dayIn(values, 'from'), to: dayIn(values, 'to') }
  if (span.from !== null && span.to !== null && span.to < span.from)
    throw new UsageFault('--to must not be before --from')
  const desk = await openDesk(values)
  const account = await accountFor(values, desk)
  const isDry = isSet(values, 'dry-run')
  const deps = await countingOn(values, isDry)
  const timeZone = await deps.zoneOf(account)
  const screen = progressOn(process.stderr)
  const rebuilt = await rebuildFigures({ account, ...span, timeZone }, { desk, deps, show: screen.show })
  screen.end()
  const { looked, changed } = rebuilt
  const days = [span.from, span.to].map((day) => (day === null ? '...' : dateOf(day))).join(' to ')
  const what = isDry ? `${changed} would be counted otherwise` : `${changed} were counted otherwise, and are right now`
  return {
    text: `${account}, ${days} (${timeZone}): ${looked} conversations looked at, ${what}.`,
    json: { account, timeZone, dryRun: isDry, ...rebuilt },
    exitCode: isDry && changed > 0 ? 1 : 0,
  }
}

type Rebuilding = {
  readonly desk: Pick<Desk, 'reads'>
  readonly deps: CountDeps
  readonly show: (text: string) => void
}

/** Conversations that were written since the first day and created up to the last one. */
export async function rebuildFigures(
  of: Span & { readonly account: string; readonly timeZone: string },
  { desk, deps, show }: Rebuilding,
): Promise<Rebuilt> {
  const { account } = of
  let looked = 0
  let changed = 0
  let waiting: ToCount[] = []
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return
    changed += (await countConversations(waiting, deps)).changed
    waiting = []
  }
  for (const status of STATUSES) {
    let cursor: string | null = null
    do {
      const list = { account, status, sort: 'waiting', filters: {} } as const
      const page = await desk.reads.queuePage(list, { cursor, limit: PAGE })
      if ('badCursor' in page) throw new Error('a cursor of our own was refused')
      for (const conversation of page.items) {
        if (!isOf(conversation, of)) continue
        waiting.push({ account, conversationId: conversation.conversationId, beside: true, anew: true })
        looked += 1
        if (waiting.length === TOGETHER) await flush()
      }
      show(`${looked} conversations looked at, ${changed} counted otherwise, ${status}`)
      cursor = page.nextCursor
    } while (cursor !== null)
  }
  await flush()
  return { looked, changed }
}

function isOf(
  { writtenAtMs, state }: Conversation,
  { from, to, timeZone }: Span & { readonly timeZone: string },
): boolean {
  const createdAtMs = state.snapshot?.createdAtMs ?? writtenAtMs
  return (
    (from === null || localHour(writtenAtMs, timeZone).day >= from) &&
    (to === null || localHour(createdAtMs, timeZone).day <= to)
  )
}

async function countingOn(values: Values, isDry: boolean): Promise<CountDeps> {
  const { TableName: table, InsightsTableName: insights } = await allOutputs(values)
  if (table === undefined || insights === undefined)
    throw new Error(`${stackName(values.env)} has no figures yet: deploy this release first`)
  const { factDays, rollupDays } = environmentConfig(values.env, {})
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)), {
    marshallOptions: { removeUndefinedValues: true },
  })
  const clockwork = { client, table, now: Date.now, random: Math.random, wait: sleep }
  const facts = factStore({ ...clockwork, table: insights, factDays, rollupDays })
  const book = policyBook(policyStore(clockwork), {
    now: Date.now,
    onFault: (error) => {
      throw error
    },
  })
  return {
    load: facts.load,
    commit: isDry ? async () => [] : facts.commit,
    ledgerAfter: ledgerTail(clockwork),
    besideOf: besideReader(clockwork),
    zoneOf: async (account) => homeZone((await book.sla(account)).document),
  }
}

/** @throws UsageFault for what is no date. */
function dayIn(values: Values, name: string): number | null {
  const given = givenText(values, name)
  if (given === undefined) return null
  try {
    return dayOf(given)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageFault(`--${name} must be a day such as 2026-09-14`)
    throw error
  }
}
