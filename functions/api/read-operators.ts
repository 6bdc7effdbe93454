import type { StoredOperator } from '#domain/operator'
import type { KnownDirectory, PresenceMark } from '#domain/presence'
import { loadOf } from '#domain/routing/load'
import { holdingIn, type OpenEntry } from '#domain/routing/open-entry'
import { profilesOf, workEndsAtMs } from '#domain/routing/profile'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { Answer } from '#runtime/http-answer'
import { eachLimited } from '#runtime/retry'
import type { Asked } from './account-route.ts'
import { BAD_CURSOR } from './refusals.ts'

export type OperatorDeps = {
  readonly operators: {
    list(account: string): Promise<readonly StoredOperator[]>
    directory(account: string): Promise<KnownDirectory | undefined>
    mark(account: string): Promise<PresenceMark | undefined>
  }
  /** His open conversations, so many at most. */
  readonly openOf: (account: string, operatorId: number, most: number) => Promise<readonly OpenEntry[]>
  readonly activeRouting: (account: string) => Promise<{ readonly document: RoutingDocument }>
  /** Asks presence to have the account read at once. */
  readonly askPresence: (account: string) => Promise<void>
  readonly now: () => number
}

/** Presence reads every minute: two that failed in a row are worth a word. */
const STALE_MS = 180_000
export const isStale = (readAtMs: number | null, nowMs: number): boolean =>
  readAtMs === null || nowMs - readAtMs > STALE_MS

/** Conversations of one operator that are counted. */
const MOST_COUNTED = 200
const READS_AT_ONCE = 8

type Query = { readonly gone?: boolean | undefined; readonly cursor?: string | undefined; readonly limit: number }

/** GET /v1/operators: by id, in pages. */
export async function readOperators(account: string, query: Query, deps: OperatorDeps): Promise<Answer> {
  const { cursor, limit } = query
  if (cursor !== undefined && !/^\d{1,10}$/.test(cursor)) return BAD_CURSOR
  const [all, directory, mark] = await Promise.all([
    deps.operators.list(account),
    deps.operators.directory(account),
    deps.operators.mark(account),
  ])
  const after = Number(cursor ?? 0)
  const left = all.filter(({ operatorId, gone }) => operatorId > after && (query.gone === true || gone !== true))
  const page = left.slice(0, limit)
  const { document } = await deps.activeRouting(account)
  const open = new Map<number, readonly OpenEntry[]>()
  await eachLimited(page, READS_AT_ONCE, async ({ operatorId }) => {
    open.set(operatorId, await deps.openOf(account, operatorId, MOST_COUNTED))
  })
  const asOfMs = deps.now()
  const by = { directory, document, nowMs: asOfMs }
  const body = {
    account,
    items: page.map((operator) => shown(operator, open.get(operator.operatorId) ?? [], by)),
    nextCursor: left.length > page.length ? String(page.at(-1)?.operatorId) : null,
    readAtMs: mark?.readAtMs ?? null,
    directoryReadAtMs: mark?.directoryReadAtMs ?? null,
    stale: isStale(mark?.readAtMs ?? null, asOfMs),
    chatwoot: {
      version: directory?.serverVersion ?? null,
      versionBefore: directory?.serverVersionChange?.from ?? null,
      versionChangedAtMs: directory?.serverVersionChange?.readAtMs ?? null,
    },
  }
  return { kind: 'json', body, fresh: { asOfMs } }
}

type By = {
  readonly directory: KnownDirectory | undefined
  readonly document: RoutingDocument
  readonly nowMs: number
}

function shown(operator: StoredOperator, open: readonly OpenEntry[], by: By) {
  const { operatorId, name, role, availability, sinceMs, gone = false } = operator
  const { directory, document, nowMs } = by
  const profile = profilesOf(document).of(operatorId)
  const { points, minutes } = loadOf(open.map(holdingIn(directory ?? null)), by)
  const endsAtMs = workEndsAtMs(profile, nowMs)
  return {
    operatorId,
    name,
    role,
    availability,
    sinceMs,
    gone,
    teams: named(operator.teams, directory?.teams),
    inboxes: named(operator.inboxes, directory?.inboxes),
    open: open.length,
    waiting: open.filter(({ waitingSinceMs }) => waitingSinceMs !== null).length,
    points,
    capacityPoints: profile.capacityPoints,
    minutes,
    skills: [...profile.skills].sort(),
    languages: profile.languages === null ? null : [...profile.languages].sort(),
    shift:
      profile.shift === null
        ? null
        : { atWork: endsAtMs !== null, endsAtMs: endsAtMs !== null && Number.isFinite(endsAtMs) ? endsAtMs : null },
  }
}

/** As the answer shows an operator. */
export type OperatorView = ReturnType<typeof shown>

type Named = { readonly id: number; readonly name: string }
const named = (ids: readonly number[], known: readonly Named[] = []) =>
  ids.map((id) => ({ id, name: known.find((one) => one.id === id)?.name ?? null }))

/** POST /v1/operators/refresh. What is read shows within seconds, in the list and as events. */
export async function askForReading(asked: Asked<unknown>, deps: OperatorDeps): Promise<Answer> {
  const { account } = asked
  await deps.askPresence(account)
  asked.done('operators.refresh')
  return { kind: 'json', status: 202, body: { account, requested: true }, fresh: { asOfMs: deps.now() } }
}
