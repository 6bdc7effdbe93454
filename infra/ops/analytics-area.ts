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
import { factPages } from '#store/fact-pages'
import { factStore } from '#store/facts'
import { ledgerTail } from '#store/ledger-tail'
import { machineGate } from '#store/machine-gate'
import { exclusionReader } from '#store/point-disputes'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { environmentConfig } from '../config.ts'
import { type Answer, type Area, givenText, isSet, UsageFault, type Values, wantedText } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { allOutputs, stackName } from './deployment.ts'
import { accountFor, type Desk, openDesk } from './desk.ts'
import { progressOn } from './progress.ts'
import { exportRows, FORMATS } from './row-export.ts'

const USAGE = `  analytics rebuild [--account SLUG] [--from DAY] [--to DAY] [--dry-run]
                                           counts conversations of these days anew from their ledgers (default: all) and
                                           adds the differences to the figures, while counting goes on. Doing so twice
                                           changes nothing. --dry-run says how many would differ (exit code 1 if any)
  analytics export --from DAY [--to DAY] --out FILE [--format csv|jsonl] [--account SLUG]
                                           one row of numbers for each conversation opened on these days (default: up
                                           to today), without texts or names; columns: docs/api/analytics.md. FILE is
                                           there when it is whole; the same command goes on with one that was interrupted`

export const analyticsArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    'dry-run': { type: 'boolean' },
    out: { type: 'string' },
    format: { type: 'string' },
  },
  takes: {
    rebuild: ['account', 'from', 'to', 'dry-run'],
    export: ['account', 'from', 'to', 'out', 'format'],
  },
  run: async ([command = ''], values) => {
    if (command === 'rebuild') return rebuild(values)
    if (command === 'export') return exported(values)
    throw new UsageFault(`unknown command: analytics ${command}`)
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

async function exported(values: Values): Promise<Answer> {
  const from = dayIn(values, 'from')
  if (from === null) throw new UsageFault('--from DAY is missing')
  const path = wantedText(values, '--out FILE')
  const given = givenText(values, 'format') ?? 'csv'
  const format = FORMATS.find((one) => one === given)
  if (format === undefined) throw new UsageFault(`--format must be one of ${FORMATS.join(', ')}`)
  const desk = await openDesk(values)
  const account = await accountFor(values, desk)
  const to = dayIn(values, 'to') ?? localHour(desk.now(), await zoneIn(values, account)).day
  if (to < from) throw new UsageFault('--to must not be before --from')
  const { insights, client } = await tablesOf(values)
  const { page } = factPages({ client, table: insights, now: desk.now, random: Math.random, wait: sleep })
  const span = { fromDay: dateOf(from), toDay: dateOf(to) }
  const screen = progressOn(process.stderr)
  const done = await exportRows({ account, ...span, format, path }, { page, show: screen.show }).finally(screen.end)
  const resumed = done.resumedAt === 0 ? '' : `, the first ${done.resumedAt} of them by the run before`
  return {
    text: `${account}, ${span.fromDay} to ${span.toDay}: ${done.rows} conversations in ${path}${resumed}.`,
    json: { account, ...span, format, ...done },
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

/** @throws Error where this release is not deployed yet. */
async function tablesOf(values: Values) {
  const { TableName: table, InsightsTableName: insights } = await allOutputs(values)
  if (table === undefined || insights === undefined)
    throw new Error(`${stackName(values.env)} has no figures yet: deploy this release first`)
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)), {
    marshallOptions: { removeUndefinedValues: true },
  })
  return { table, insights, client }
}

const zoneIn = async (values: Values, account: string): Promise<string> =>
  homeZone((await bookOn(await tablesOf(values)).sla(account)).document)

const bookOn = ({ client, table }: { readonly client: DynamoDBDocumentClient; readonly table: string }) =>
  policyBook(policyStore({ client, table, now: Date.now }), {
    now: Date.now,
    onFault: (error) => {
      throw error
    },
  })

async function countingOn(values: Values, isDry: boolean): Promise<CountDeps> {
  const { table, insights, client } = await tablesOf(values)
  const { factDays, rollupDays } = environmentConfig(values.env, {})
  const clockwork = { client, table, now: Date.now, random: Math.random, wait: sleep }
  const facts = factStore({ ...clockwork, table: insights, factDays, rollupDays })
  const book = bookOn({ client, table })
  return {
    load: facts.load,
    commit: isDry ? async () => [] : facts.commit,
    ledgerAfter: ledgerTail(clockwork),
    besideOf: besideReader({
      ...clockwork,
      machineCounts: machineGate({ ...clockwork, quality: (account) => book.quality(account) }),
    }),
    exclusionsOf: exclusionReader(clockwork),
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
