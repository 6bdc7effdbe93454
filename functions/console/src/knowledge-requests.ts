/** Reading what is proposed of articles, and deciding. Knows no DOM. */
import type { Api, ApiFailure, ApiResult } from './api-client.ts'
import type { Outcome } from './desk-actions.ts'
import type {
  ArticlesAnswer,
  ListedArticle,
  ListedProposal,
  ProposalState,
  ProposalsAnswer,
} from './knowledge-shapes.ts'
import { refusalWords } from './knowledge-words.ts'

export type Listed<Item> = { readonly items: readonly Item[]; readonly hasMore: boolean }

const PAGE = 50
/** Pages may come short; a round asks on, up to so many requests. */
const MOST_REQUESTS = 6

type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null }
type Query = Readonly<Record<string, string | null>>

async function readPages<Item, Body extends Page<Item>>(
  api: Pick<Api, 'get'>,
  path: string,
  { most, ...asked }: Query & { readonly most: string },
): Promise<ApiResult<Listed<Item>>> {
  const items: Item[] = []
  let cursor: string | null = null
  for (let requests = 0; requests < MOST_REQUESTS; requests += 1) {
    const said: readonly [string, string | null][] = Object.entries({ ...asked, limit: String(PAGE), cursor })
    const query = new URLSearchParams(said.flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
    const result: ApiResult<Body> = await api.get<Body>(`${path}?${query}`)
    if (!result.ok) return result
    items.push(...result.body.items)
    cursor = result.body.nextCursor
    if (cursor === null || items.length >= Number(most)) break
  }
  return { ok: true, body: { items, hasMore: cursor !== null } }
}

/** Newest first. Of no state: whatever became of them. */
export const readProposals = (
  api: Pick<Api, 'get'>,
  { account, state, most }: { account: string | null; state: ProposalState | null; most: number },
): Promise<ApiResult<Listed<ListedProposal>>> =>
  readPages<ListedProposal, ProposalsAnswer>(api, '/v1/article-proposals', { state, account, most: String(most) })

/** Weakest first: they are what somebody should look at. Of those that no reply has rested on nobody knows. */
export async function readArticles(
  api: Pick<Api, 'get'>,
  account: string | null,
): Promise<ApiResult<Listed<ListedArticle>>> {
  const most = String(PAGE * MOST_REQUESTS)
  const read = await readPages<ListedArticle, ArticlesAnswer>(api, '/v1/articles', { account, most })
  if (!read.ok) return read
  const items = read.body.items.toSorted(
    (a, b) => Number(a.replies === 0) - Number(b.replies === 0) || a.confidence - b.confidence || a.id - b.id,
  )
  return { ok: true, body: { ...read.body, items } }
}

export const proposalPath = (id: string, account: string | null, verb = ''): string =>
  `/v1/article-proposals/${encodeURIComponent(id)}${verb}${account === null ? '' : `?account=${encodeURIComponent(account)}`}`

export type ProposalDecision =
  | {
      readonly verb: 'approve'
      readonly given: { readonly title?: string; readonly content?: string; readonly portal?: string }
    }
  | { readonly verb: 'reject'; readonly reason: string }
  | { readonly verb: 'rollback' }

const DONE: Readonly<Record<ProposalDecision['verb'], string>> = {
  approve: 'Approved. Chatwoot has it within five minutes.',
  reject: 'Rejected.',
  rollback: 'What was before comes back within five minutes.',
}

export async function decideProposal(
  id: string,
  { account, ...decision }: ProposalDecision & { readonly account: string | null },
  api: Pick<Api, 'post'>,
): Promise<Outcome> {
  const { verb } = decision
  const body = verb === 'approve' ? decision.given : verb === 'reject' ? { reason: decision.reason } : undefined
  const result = await api.post(proposalPath(id, account, `/${verb}`), body)
  return result.ok ? { ok: true, words: DONE[verb] } : { ok: false, words: problemWords(result.failure) }
}

function problemWords({ kind, code, detail, problems }: ApiFailure): string {
  if (kind === 'unreachable') return `${detail} It may have been done or not: look again in a moment.`
  const [first] = problems ?? []
  if (first !== undefined) return `${first.path} ${first.message}`
  return code === 'not_applied' ? detail : refusalWords(code)
}
