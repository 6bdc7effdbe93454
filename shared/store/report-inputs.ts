/** Reads what a weekly report is made of. Each part is asked for the way its own page of the API asks. */
import { type DaySpan, mergeRollups } from '#domain/analytics/rollup'
import type { LearningSignal } from '#domain/learning-signal'
import { daysOfWeek, instantsOf, weekBefore } from '#domain/report/iso-week'
import type { AsRead, ReportAction } from '#domain/report/report'
import type { ReportBreach, ReportInputs } from '#domain/report/report-inputs'
import type { ApprovalReads } from './approval-reads.ts'
import type { IntakeLedger } from './intake-ledger.ts'
import type { OnCallStore } from './on-call.ts'
import type { RollupReads } from './rollups.ts'
import type { SlaReads, StoredBreach } from './sla-reads.ts'

export type ReportAsked = { readonly account: string; readonly week: string; readonly timeZone: string }

export type ReportReads = {
  readonly rollups: Pick<RollupReads, 'days' | 'backlog' | 'keys' | 'standing'>
  readonly breaches: SlaReads['breaches']
  readonly intakeDays: IntakeLedger['days']
  readonly onCallStatus: OnCallStore['onCallStatus']
  /** Of approvals that have ended: which conversation waited for a person's yes, and when. */
  readonly signals: (account: string, span: Instants) => AsyncIterable<LearningSignal>
  /** Of those that wait still. */
  readonly approvalPage: ApprovalReads['approvalPage']
  /** How articles stand; null where none are known. */
  readonly knowledge: (account: string) => Promise<AsRead['knowledge']>
  /** What the report of that week proposed; nothing where there is none. */
  readonly proposed: (account: string, week: string) => Promise<readonly ReportAction[]>
  readonly log: { fault(code: string, error: unknown, fields: Readonly<Record<string, string>>): void }
}

type Instants = { readonly fromMs: number; readonly toMs: number }
/** `fromMs` null: when it began is not known. */
type Wait = { readonly conversationId: number; readonly fromMs: number | null; readonly toMs: number }

const PAGE = 100
/** A draft that was opened in the week may end long after it. */
const LONGEST_WAIT_MS = 14 * 86_400_000
const WAITING = ['pending_review', 'changes_requested'] as const

/**
 * `asRead`: of a report that is verified, for what cannot be read again as it was.
 * @throws RangeError for what is no week, and the SDK's errors. Only on-call may be unknown: a report says so.
 */
export async function readReportInputs(
  { account, week, timeZone }: ReportAsked,
  reads: ReportReads,
  asRead?: AsRead,
): Promise<ReportInputs> {
  const [days, before] = [daysOfWeek(week), daysOfWeek(weekBefore(week))]
  const both = { fromDay: before.fromDay, toDay: days.toDay }
  const span = instantsOf(days, timeZone)
  const [byDay, backlog, topics, found, waits, intake, read] = await Promise.all([
    reads.rollups.days({ account, ...both }),
    reads.rollups.backlog(account, both),
    topicsOf(account, { days, before }, reads),
    allPages((page) => pageOf(reads.breaches(account, span, page))),
    waitsOf(account, span, reads),
    reads.intakeDays(account, days),
    asRead ?? readNow(account, week, reads),
  ])
  const awaited = waitedAt(waits)
  return {
    ...{ account, week, days, before, timeZone, byDay, backlog, topics, intake, ...read },
    breaches: found.filter(({ withdrawnAtMs }) => withdrawnAtMs === null).map((breach) => told(breach, awaited)),
  }
}

async function readNow(account: string, week: string, reads: ReportReads): Promise<AsRead> {
  const [standing, onCall, knowledge, proposed] = await Promise.all([
    reads.rollups.standing(account),
    onCallOf(account, reads),
    reads.knowledge(account),
    reads.proposed(account, weekBefore(week)),
  ])
  return { standing, onCall, knowledge, proposed }
}

/** A report without it is better than none: it says itself that this could not be read. */
async function onCallOf(account: string, { onCallStatus, log }: ReportReads): Promise<AsRead['onCall']> {
  try {
    return (await onCallStatus()).map(({ target, provenAtMs }) => ({ target, provenAtMs }))
  } catch (error) {
    log.fault('on_call_not_read', error, { account })
    return null
  }
}

async function topicsOf(
  account: string,
  { days, before }: { readonly days: DaySpan; readonly before: DaySpan },
  { rollups }: ReportReads,
): Promise<ReportInputs['topics']> {
  const keys = await allPages(async (page) => {
    const found = await rollups.keys(account, 'topic', page)
    return pageOf('keys' in found ? { items: found.keys, nextCursor: found.nextCursor } : found)
  })
  const topics: ReportInputs['topics'][number][] = []
  // one after the other: a report is in no hurry, and there are as many as somebody has named
  for (const { key } of keys) {
    const byDay = await rollups.days({
      ...{ account, dimension: 'topic', key, fromDay: before.fromDay, toDay: days.toDay },
    })
    const within = (span: DaySpan) =>
      mergeRollups([...byDay].filter(([day]) => day >= span.fromDay && day <= span.toDay).map(([, rollup]) => rollup))
    topics.push({ topic: key, week: within(days), before: within(before) })
  }
  return topics
}

async function waitsOf(account: string, span: Instants, reads: ReportReads): Promise<readonly Wait[]> {
  const waits: Wait[] = []
  for await (const ended of reads.signals(account, { fromMs: span.fromMs, toMs: span.toMs + LONGEST_WAIT_MS })) {
    const { conversationId, latency, endedAtMs } = ended
    waits.push({ conversationId, fromMs: latency === null ? null : endedAtMs - latency.wallMs, toMs: endedAtMs })
  }
  for (const state of WAITING) {
    const open = await allPages((page) => pageOf(reads.approvalPage(account, { state, ...page })))
    waits.push(
      ...open.map(({ conversationId, openedAtMs }) => ({
        conversationId,
        fromMs: openedAtMs,
        toMs: Number.POSITIVE_INFINITY,
      })),
    )
  }
  return waits
}

/** Undefined: not known. */
function waitedAt(waits: readonly Wait[]): (conversationId: number, atMs: number) => boolean | undefined {
  const of = new Map<number, Wait[]>()
  for (const wait of waits) of.set(wait.conversationId, [...(of.get(wait.conversationId) ?? []), wait])
  return (conversationId, atMs) => {
    const open = (of.get(conversationId) ?? []).filter(({ toMs }) => atMs < toMs)
    if (open.some(({ fromMs }) => fromMs !== null && fromMs <= atMs)) return true
    return open.some(({ fromMs }) => fromMs === null) ? undefined : false
  }
}

function told({ breach, excused }: StoredBreach, awaited: ReturnType<typeof waitedAt>): ReportBreach {
  const { conversationId, breachedAtMs, turn, lateBy } = breach
  const awaitedApproval = awaited(conversationId, breachedAtMs)
  const known = { turn, lateBy, isExcused: excused !== null }
  return awaitedApproval === undefined ? known : { ...known, awaitedApproval }
}

type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null }
type Read<Item> =
  | Page<Item>
  | { readonly breaches: readonly Item[]; readonly nextCursor: string | null }
  | { readonly badCursor: true }

async function pageOf<Item>(asked: Read<Item> | Promise<Read<Item>>): Promise<Page<Item>> {
  const page = await asked
  // it is the cursor of the page before: its list cannot have become another
  if ('badCursor' in page) throw new Error('a list does not know its own cursor')
  return 'items' in page ? page : { items: page.breaches, nextCursor: page.nextCursor }
}

async function allPages<Item>(
  read: (page: { readonly cursor: string | null; readonly limit: number }) => Promise<Page<Item>>,
): Promise<Item[]> {
  const all: Item[] = []
  let cursor: string | null = null
  do {
    const page: Page<Item> = await read({ cursor, limit: PAGE })
    all.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return all
}
