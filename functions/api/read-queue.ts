import type { Glance } from '#domain/analytics/glance'
import type { ChatwootLinks } from '#domain/chatwoot-links'
import type { Answer, JsonAnswer } from '#runtime/http-answer'
import { linkedView, viewOf } from './conversation-view.ts'
import type { ConversationQuery, QueueQuery } from './queries.ts'
import type { QueueFilters, ReadDepth, Reads } from './reads.ts'
import { BAD_CURSOR, NO_SUCH_CONVERSATION } from './refusals.ts'
import { glanceTold, isStale, type Tile, type TileGlance, type TileIntake, tileOf } from './tile.ts'

export type ReadDeps = {
  readonly reads: Reads
  readonly readDepth: ReadDepth
  readonly links: ChatwootLinks
  /** As the tile tells it. */
  readonly intakeNow: (account: string) => Promise<TileIntake | null>
  /** Figures of today; null when they cannot be read just now. */
  readonly glance: (account: string) => Promise<Glance | null>
  readonly now: () => number
}

/** GET /v1/queue: one page of an account's conversations of a status, in the order asked for. */
export async function readQueue(account: string, query: QueueQuery, deps: ReadDeps): Promise<Answer> {
  const { status, sort, cursor = null, limit } = query
  const list = { account, status, sort, filters: filtersOf(query) }
  const page = await deps.reads.queuePage(list, { cursor, limit })
  if ('badCursor' in page) return BAD_CURSOR
  const asOfMs = deps.now()
  const items = page.items.map((conversation) => viewOf(conversation, asOfMs))
  return { kind: 'json', body: { account, status, sort, items, nextCursor: page.nextCursor }, fresh: { asOfMs } }
}

export type TileRead = {
  readonly tile: Tile
  readonly stale: boolean
  readonly glance: TileGlance | null
  readonly asOfMs: number
  readonly lagMs: number | null
  readonly oldestWaitMs: number | null
  /** Of the figures of today, which are counted apart from the queue. */
  readonly countedAsOfMs: number | null
  readonly countedLagMs: number | null
}

/** An account at a glance, with how far that can be trusted. */
export async function tileNow(account: string, deps: ReadDeps): Promise<TileRead> {
  const [tallies, oldestWaitingSinceMs, newestWriteAtMs, depth, intake, glance] = await Promise.all([
    deps.reads.tallies(account),
    deps.reads.oldestWaitingSinceMs(account),
    deps.reads.newestWriteAtMs(account),
    deps.readDepth(),
    deps.intakeNow(account),
    deps.glance(account),
  ])
  const nowMs = deps.now()
  const tile = tileOf({ tallies, oldestWaitingSinceMs, newestWriteAtMs, depth, nowMs }, intake)
  return {
    tile,
    stale: isStale(tile),
    glance: glance === null ? null : glanceTold(glance, nowMs),
    asOfMs: nowMs,
    lagMs: tallies.intake?.lagMs ?? null,
    oldestWaitMs: oldestWaitingSinceMs === null ? null : Math.max(0, nowMs - oldestWaitingSinceMs),
    countedAsOfMs: glance?.standing.asOfMs ?? null,
    countedLagMs: glance?.standing.lagMs ?? null,
  }
}

/** GET /v1/tile. */
export async function readTile(account: string, deps: ReadDeps): Promise<JsonAnswer> {
  const { tile, stale, glance, ...fresh } = await tileNow(account, deps)
  const { today = null, lastDay = null } = glance ?? {}
  return { kind: 'json', body: { account, ...tile, stale, today, lastDay }, fresh }
}

/** GET /v1/conversations/{id}: one conversation and a page of its ledger, newest page first, newest event last. */
export async function readConversation(
  of: { readonly account: string; readonly conversationId: number },
  query: ConversationQuery,
  deps: ReadDeps,
): Promise<Answer> {
  const { cursor = null, limit } = query
  const [conversation, ledger] = await Promise.all([
    deps.reads.conversation(of.account, of.conversationId),
    deps.reads.ledgerPage(of, { cursor, limit }),
  ])
  if (conversation === null) return NO_SUCH_CONVERSATION
  if ('badCursor' in ledger) return BAD_CURSOR
  const asOfMs = deps.now()
  const body = {
    account: of.account,
    conversation: linkedView(conversation, deps.links, asOfMs),
    ledger: ledger.events,
    ledgerCursor: ledger.olderCursor,
  }
  return { kind: 'json', body, fresh: { asOfMs } }
}

/** Absent stays absent; `false` is the same as not asking. */
function filtersOf({ team, inbox, operator, unassigned, atRisk }: QueueQuery): QueueFilters {
  return {
    ...(team === undefined ? {} : { team }),
    ...(inbox === undefined ? {} : { inbox }),
    ...(operator === undefined ? {} : { operator }),
    ...(unassigned === true ? { unassigned } : {}),
    ...(atRisk === true ? { atRisk } : {}),
  }
}
