import type { StoredOperator } from '#domain/operator'
import type { KnownDirectory, PresenceMark } from '#domain/presence'
import type { Answer } from '#runtime/http-answer'
import type { Asked } from './account-route.ts'
import { BAD_CURSOR } from './refusals.ts'

/** What an operator has in hand. */
export type Load = { readonly open: number; readonly waiting: number }

export type OperatorDeps = {
  readonly operators: {
    list(account: string): Promise<readonly StoredOperator[]>
    directory(account: string): Promise<KnownDirectory | undefined>
    mark(account: string): Promise<PresenceMark | undefined>
  }
  /** Of each of these operators, in their order. */
  readonly loadsOf: (account: string, operatorIds: readonly number[]) => Promise<readonly Load[]>
  /** Asks presence to have the account read at once. */
  readonly askPresence: (account: string) => Promise<void>
  readonly now: () => number
}

/** Presence reads every minute: two that failed in a row are worth a word. */
const STALE_MS = 180_000

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
  const loads = await deps.loadsOf(
    account,
    page.map(({ operatorId }) => operatorId),
  )
  const asOfMs = deps.now()
  const body = {
    account,
    items: page.map((operator, nth) => shown(operator, { directory, load: loads[nth] })),
    nextCursor: left.length > page.length ? String(page.at(-1)?.operatorId) : null,
    readAtMs: mark?.readAtMs ?? null,
    directoryReadAtMs: mark?.directoryReadAtMs ?? null,
    stale: mark === undefined || asOfMs - mark.readAtMs > STALE_MS,
    chatwoot: {
      version: directory?.serverVersion ?? null,
      versionBefore: directory?.serverVersionChange?.from ?? null,
      versionChangedAtMs: directory?.serverVersionChange?.readAtMs ?? null,
    },
  }
  return { kind: 'json', body, fresh: { asOfMs } }
}

type Beside = { readonly directory: KnownDirectory | undefined; readonly load: Load | undefined }

function shown(operator: StoredOperator, { directory, load }: Beside) {
  const { operatorId, name, role, availability, sinceMs, gone = false } = operator
  return {
    operatorId,
    name,
    role,
    availability,
    sinceMs,
    gone,
    teams: named(operator.teams, directory?.teams),
    inboxes: named(operator.inboxes, directory?.inboxes),
    open: load?.open ?? null,
    waiting: load?.waiting ?? null,
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
