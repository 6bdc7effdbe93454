/** How reviewers decide: whether they look before they say yes, and how far others agree. */
import type { Approval, ApprovalState } from '#domain/approval'
import { vigilanceOf } from '#domain/approval-vigilance'
import type { Answer } from '#runtime/http-answer'
import type { Asked } from './account-route.ts'
import type { ReviewersQuery } from './approval-inputs.ts'
import type { ApprovalReadDeps } from './read-approvals.ts'

/** Where decisions lie. What expired, nobody decided on. */
const DECIDED: readonly ApprovalState[] = [
  'changes_requested',
  'approved',
  'applied',
  'audited',
  'learned',
  'rejected',
  'voided',
]
const DAY_MS = 86_400_000
const PAGE = 100
/** Of a state. All of it is read, which is what bounds the answer's time. */
const MOST_PAGES = 10

type Read = { readonly approvals: readonly Approval[]; readonly sinceMs: number }

/** GET /v1/reviewers. Counts, as `ops approvals reviewers` gives them for all time. */
export async function readReviewers(
  { account, query }: Asked<ReviewersQuery>,
  deps: Pick<ApprovalReadDeps, 'approvalPage' | 'now'>,
): Promise<Answer> {
  const toMs = deps.now()
  const wantedMs = toMs - query.days * DAY_MS
  const read = await Promise.all(DECIDED.map((state) => decidedSince({ account, state, fromMs: wantedMs }, deps)))
  // No further back than all of them were read: rejections of a month beside approvals of a week would mislead.
  const fromMs = Math.max(wantedMs, ...read.map(({ sinceMs }) => sinceMs))
  const decided = read
    .flatMap(({ approvals }) => approvals)
    .filter(({ decidedAtMs }) => decidedAtMs !== null && decidedAtMs >= fromMs)
  const body = { account, fromMs, toMs, complete: fromMs === wantedMs, reviewers: vigilanceOf(decided) }
  return { kind: 'json', body, fresh: { asOfMs: toMs } }
}

/** Newest end first; nothing is decided after its end. */
async function decidedSince(
  { account, state, fromMs }: { readonly account: string; readonly state: ApprovalState; readonly fromMs: number },
  { approvalPage }: Pick<ApprovalReadDeps, 'approvalPage'>,
): Promise<Read> {
  const approvals: Approval[] = []
  let cursor: string | null = null
  for (let nth = 0; nth < MOST_PAGES; nth += 1) {
    const page: Awaited<ReturnType<typeof approvalPage>> = await approvalPage(account, { state, cursor, limit: PAGE })
    if ('badCursor' in page) throw new Error('A cursor of our own is refused')
    approvals.push(...page.items)
    const oldest = page.items.at(-1)?.endedAtMs ?? null
    if (page.nextCursor === null || (oldest !== null && oldest < fromMs)) return { approvals, sinceMs: fromMs }
    cursor = page.nextCursor
  }
  return { approvals, sinceMs: approvals.at(-1)?.endedAtMs ?? fromMs }
}
