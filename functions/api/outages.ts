/** Routes about times in which Backdesk, or what it stands on, did not do its work. */
import { refused } from '#runtime/http'
import type { Answer, Problem } from '#runtime/http-answer'
import type { Asked } from './account-route.ts'
import type { OutageBody, OutagesQuery } from './sla-inputs.ts'
import { type Span, spanOf } from './span.ts'

export type RecordedOutage = {
  readonly id: string
  /** A slug, or `*` where all accounts were hit. */
  readonly account: string
  readonly fromMs: number
  readonly toMs: number
  readonly foundBy: 'tick' | 'person' | 'switch'
  readonly by: string | null
  readonly reason: string
  readonly recordedAtMs: number
}

export type OutageDeps = {
  readonly outagesBetween: (account: string, span: Span) => Promise<readonly RecordedOutage[]>
  readonly recordOutage: (outage: RecordedOutage) => Promise<void>
  /** A short text of letters and digits for a text: the same for the same. */
  readonly digest: (text: string) => string
  readonly now: () => number
}

/** GET /v1/outages. */
export async function readOutages(account: string, query: OutagesQuery, deps: OutageDeps): Promise<Answer> {
  const asOfMs = deps.now()
  const span = spanOf(query, asOfMs)
  const items = (await deps.outagesBetween(account, span)).map(shown)
  return { kind: 'json', body: { account, items, ...span }, fresh: { asOfMs } }
}

/** POST /v1/outages. What is recorded already is answered as it was recorded first. */
export async function recordOutage(asked: Asked<unknown, OutageBody>, deps: OutageDeps): Promise<Answer> {
  const { account, by, body } = asked
  const { fromMs, toMs, reason } = body
  const recordedAtMs = deps.now()
  const problems = problemsOf(body, recordedAtMs)
  const [first] = problems
  if (first !== undefined) return { ...refused(422, 'bad_outage', `"${first.path}" ${first.message}.`), problems }
  const id = `person-${deps.digest(JSON.stringify([account, fromMs, toMs, reason])).slice(0, 12)}`
  const recorded = (await deps.outagesBetween(account, { fromMs, toMs })).find((one) => one.id === id)
  const outage = recorded ?? { id, account, fromMs, toMs, foundBy: 'person' as const, by, reason, recordedAtMs }
  if (recorded === undefined) {
    await deps.recordOutage(outage)
    asked.done('outage.record', { outageId: id, fromMs, toMs })
  }
  const status = recorded === undefined ? 201 : 200
  return { kind: 'json', status, body: { account, outage: shown(outage) }, fresh: { asOfMs: recordedAtMs } }
}

/** The store finds an outage by its beginning, a week back. */
const LONGEST_DAYS = 7

function problemsOf({ fromMs, toMs }: OutageBody, nowMs: number): readonly Problem[] {
  if (toMs > nowMs) return [{ path: 'toMs', message: 'must not be in the future: record an outage when it is over' }]
  if (toMs <= fromMs) return [{ path: 'toMs', message: 'must be after "fromMs"' }]
  if (toMs - fromMs > LONGEST_DAYS * 86_400_000)
    return [{ path: 'toMs', message: `must be at most ${LONGEST_DAYS} days after "fromMs"` }]
  return []
}

const shown = ({ account, ...outage }: RecordedOutage) => ({ ...outage, everyAccount: account === '*' })
