/** Reading drafts and deciding about them. Knows no DOM. */
import type { Api, ApiFailure, ApiResult } from './api-client.ts'
import type { ApprovalAnswer, ApprovalState, ApprovalsAnswer, Grades, ListedApproval } from './approval-shapes.ts'
import type { Outcome } from './desk-actions.ts'

export type Approvals = {
  readonly items: readonly ListedApproval[]
  readonly hasMore: boolean
}
const PAGE = 50
/** Pages may come short; a round asks on, up to so many requests a state. */
const MOST_REQUESTS = 4

/** Of some states; open ones as the API orders them, those that have ended newest first. */
export async function readApprovals(
  api: Pick<Api, 'get'>,
  { account, states, most }: { account: string | null; states: readonly ApprovalState[]; most: number },
): Promise<ApiResult<Approvals>> {
  const lists = await Promise.all(states.map((state) => readState(api, { account, state, most })))
  const items: ListedApproval[] = []
  let hasMore = false
  for (const list of lists) {
    if (!list.ok) return list
    items.push(...list.body.items)
    hasMore ||= list.body.hasMore
  }
  if (states.length > 1) items.sort((a, b) => endOf(b) - endOf(a))
  return { ok: true, body: { items, hasMore } }
}

const endOf = ({ endedAtMs, decidedAtMs, openedAtMs }: ListedApproval): number => endedAtMs ?? decidedAtMs ?? openedAtMs

async function readState(
  api: Pick<Api, 'get'>,
  { account, state, most }: { account: string | null; state: ApprovalState; most: number },
): Promise<ApiResult<Approvals>> {
  const query = new URLSearchParams({ state, limit: String(PAGE) })
  if (account !== null) query.set('account', account)
  const items = new Map<string, ListedApproval>()
  let cursor: string | null = null
  for (let requests = 0; requests < MOST_REQUESTS; requests += 1) {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const result: ApiResult<ApprovalsAnswer> = await api.get<ApprovalsAnswer>(`/v1/approvals?${query}${from}`)
    if (!result.ok) return result
    for (const item of result.body.items) items.set(item.id, item)
    cursor = result.body.nextCursor
    if (cursor === null || items.size >= most) break
  }
  return { ok: true, body: { items: [...items.values()], hasMore: cursor !== null } }
}

export const approvalPath = (id: string, account: string | null): string =>
  `/v1/approvals/${encodeURIComponent(id)}${accountOf(account)}`

const accountOf = (account: string | null): string =>
  account === null ? '' : `?account=${encodeURIComponent(account)}`

export type Decision =
  | { readonly verb: 'edit'; readonly text: string }
  | { readonly verb: 'approve'; readonly grades: Grades }
  | { readonly verb: 'second-look'; readonly grades: Grades }
  | { readonly verb: 'reject' | 'request-changes'; readonly reason: string }

/** `approval`: how it stands by then, also where it was refused because somebody was faster. */
export type Decided = Outcome & { readonly approval: ListedApproval | null }

const DONE: Readonly<Record<Decision['verb'], string>> = {
  edit: 'Saved. The guard has looked again.',
  approve: 'Approved.',
  'second-look': 'Thank you: your grades are kept.',
  reject: 'Rejected.',
  'request-changes': 'Asked for changes.',
}

/** One request: a draft is never approved as something else than what was on screen, since its version goes along. */
export async function decide(
  { id, version }: Pick<ListedApproval, 'id' | 'version'>,
  { account, ...decision }: Decision & { readonly account: string | null },
  api: Pick<Api, 'post'>,
): Promise<Decided> {
  const { verb } = decision
  const path = `/v1/approvals/${encodeURIComponent(id)}/${verb}${accountOf(account)}`
  const result = await api.post<ApprovalAnswer>(path, bodyOf(decision, version))
  if (result.ok) return { ok: true, words: wordsOf(verb, result.body.approval), approval: result.body.approval }
  return { ok: false, words: problemWords(result.failure), approval: currentOf(result.failure) }
}

function bodyOf(decision: Decision, version: number): object {
  if (decision.verb === 'edit') return { version, text: decision.text }
  if (decision.verb === 'second-look') return { grades: gradesOf(decision.grades) }
  if (decision.verb === 'approve') return { version, grades: gradesOf(decision.grades) }
  return { version, reason: decision.reason }
}

const gradesOf = ({ note, ...grades }: Grades): object => ({ ...grades, ...(note === null ? {} : { note }) })

const wordsOf = (verb: Decision['verb'], { blocks }: ListedApproval): string =>
  verb === 'edit' && blocks.length > 0 ? 'Saved. The guard still has something against it.' : DONE[verb]

const PROBLEMS: Readonly<Record<string, string>> = {
  approval_changed:
    'Somebody has changed or decided this draft meanwhile. What you see is how it stands now: look at it again.',
  approval_not_open: 'Nothing can be decided on this draft any more. What you see is how it ended.',
  approval_newer_customer_message: 'The customer has written again since this was drafted. It cannot be sent any more.',
  approval_blocked: 'The guard has something against this text. Edit it.',
}

function problemWords({ kind, code, detail, problems }: ApiFailure): string {
  if (kind === 'unreachable') return `${detail} It may have been done or not: look again in a moment.`
  const [first] = problems ?? []
  return PROBLEMS[code] ?? (first === undefined ? detail : `${first.path} ${first.message}`)
}

function currentOf({ current }: ApiFailure): ListedApproval | null {
  return current === undefined ? null : ((current as Partial<ApprovalAnswer>).approval ?? null)
}
