/** What is proposed of articles: read and decided by leads. */
import * as z from 'zod/mini'
import { ARTICLE_LENGTH } from '#domain/action'
import { backTest } from '#domain/article-patch'
import type { KnowledgeArticle } from '#domain/knowledge-article'
import type { LearningSignal } from '#domain/learning-signal'
import {
  type HeldProposal,
  PROPOSAL_STATES,
  type ProposalState,
  patchTo,
  rolledBack,
  triggersOf,
  type WhyNotApprove,
  whyNotApprove,
} from '#domain/proposal-lifecycle'
import { type HttpRoute, refused } from '#runtime/http'
import type { Answer, Refusal } from '#runtime/http-answer'
import { type Asked, inAccount, type RouteDeps } from './account-route.ts'
import { type AccountQuery, account, accountQuery, cursor, limit, text } from './queries.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR } from './refusals.ts'

type Key = { readonly account: string; readonly id: string }

export type ProposalDeps = {
  readonly articleProposals: {
    readonly get: (key: Key) => Promise<HeldProposal | undefined>
    /** Newest first. */
    readonly page: (
      account: string,
      asked: PageAsked & { readonly state: ProposalState | null },
    ) => Promise<{ readonly items: readonly HeldProposal[]; readonly nextCursor: string | null } | BadCursor>
    readonly decide: (decided: HeldProposal) => Promise<'decided' | 'contended'>
    readonly putApproved: (proposal: HeldProposal) => Promise<void>
  }
  readonly article: (account: string, id: number) => Promise<KnowledgeArticle | undefined>
  readonly signalsBetween: (
    account: string,
    span: { readonly fromMs: number; readonly toMs: number },
  ) => AsyncIterable<LearningSignal>
  readonly now: () => number
}

const STATES = `must be one of ${PROPOSAL_STATES.join(', ')}`
const proposalsQuery = z.strictObject({
  account,
  state: z.optional(z.enum(PROPOSAL_STATES, STATES)),
  cursor,
  limit: limit(25),
})
type ProposalsQuery = z.output<typeof proposalsQuery>

const CONTENT = `must be a text of 1 to ${ARTICLE_LENGTH} characters`
const approveBody = z.strictObject({
  content: z.optional(z.string(CONTENT).check(z.regex(/\S/, CONTENT), z.maxLength(ARTICLE_LENGTH, CONTENT))),
})
const rejectBody = z.strictObject({ reason: text(/^[^\p{C}]{1,300}$/u, 'must be 1 to 300 characters') })
type ApproveBody = z.output<typeof approveBody>
type RejectBody = z.output<typeof rejectBody>

export const proposalRoutes = (deps: RouteDeps & ProposalDeps): readonly HttpRoute[] => [
  inAccount<ProposalsQuery>(deps, {
    path: '/v1/article-proposals',
    least: 'lead',
    query: proposalsQuery,
    answer: ({ account: of, query }) => listProposals(of, query, deps),
  }),
  inAccount<AccountQuery>(deps, {
    path: '/v1/article-proposals/{id}',
    least: 'lead',
    query: accountQuery,
    answer: (asked) => readProposal(asked, deps),
  }),
  inAccount<AccountQuery, ApproveBody>(deps, {
    ...deciding('approve'),
    body: approveBody,
    answer: (asked) => approve(asked, deps),
  }),
  inAccount<AccountQuery, RejectBody>(deps, {
    ...deciding('reject'),
    body: rejectBody,
    answer: (asked) => reject(asked, deps),
  }),
  inAccount<AccountQuery>(deps, { ...deciding('rollback'), answer: (asked) => rollback(asked, deps) }),
]

const deciding = (what: string) =>
  ({ method: 'POST', path: `/v1/article-proposals/{id}/${what}`, least: 'lead', query: accountQuery }) as const

async function listProposals(of: string, query: ProposalsQuery, deps: ProposalDeps): Promise<Answer> {
  const { state = null, cursor: from = null, limit: most } = query
  const page = await deps.articleProposals.page(of, { state, cursor: from, limit: most })
  if ('badCursor' in page) return BAD_CURSOR
  return { kind: 'json', body: { items: page.items.map(shortView), nextCursor: page.nextCursor } }
}

/** Without texts: an article's whole text is in each. */
function shortView({ patch, account: _account, revision: _revision, ...proposal }: HeldProposal) {
  return { ...proposal, hasPatch: patch !== null }
}

async function readProposal(asked: Asked<AccountQuery>, deps: ProposalDeps): Promise<Answer> {
  const proposal = await found(asked, deps)
  if (proposal === undefined) return NO_SUCH_PROPOSAL
  const { sinceMs, proposedAtMs } = proposal
  const signals = await collected(deps.signalsBetween(asked.account, { fromMs: sinceMs, toMs: proposedAtMs + 1 }))
  const known = await articleOf(proposal, deps)
  return {
    kind: 'json',
    body: {
      ...shortView(proposal),
      triggers: triggersOf(proposal, signals),
      patch: proposal.patch,
      refusedNowAs: proposal.kind === 'update_article' ? whyNotApprove(proposal, known) : null,
    },
  }
}

async function approve(asked: Asked<AccountQuery, ApproveBody>, deps: ProposalDeps): Promise<Answer> {
  const proposal = await found(asked, deps)
  if (proposal === undefined) return NO_SUCH_PROPOSAL
  const known = await articleOf(proposal, deps)
  const { content } = asked.body
  const wanted = content === undefined ? proposal : await withText(proposal, { content, known }, deps)
  const why = proposal.kind === 'update_article' ? whyNotApprove(wanted, known) : whyNotAgree(proposal)
  if (why !== null) return refusalOf(why)
  return decided(asked, { ...wanted, state: 'approved' }, deps)
}

/** A lead's own text stands the same trial. */
async function withText(
  proposal: HeldProposal,
  { content, known }: { readonly content: string; readonly known: KnowledgeArticle | undefined },
  deps: ProposalDeps,
): Promise<HeldProposal> {
  const patch = known === undefined ? null : patchTo(known, content, proposal.evidence)
  if (patch === null) return { ...proposal, patch: null, test: null }
  const nowMs = deps.now()
  const past: LearningSignal[] = []
  for await (const signal of deps.signalsBetween(proposal.account, { fromMs: nowMs - TRIED_MS, toMs: nowMs + 1 }))
    if (signal.evidence.some(({ kind, id }) => kind === 'article' && id === patch.articleId)) past.push(signal)
  return { ...proposal, patch, test: backTest(patch, past) }
}
const TRIED_MS = 90 * 86_400_000

/** What a person does in Chatwoot needs a cause, and no patch. */
const whyNotAgree = ({ state, evidence }: HeldProposal): WhyNotApprove | null => {
  if (state !== 'proposed') return 'not_open'
  return evidence.length === 0 ? 'no_evidence' : null
}

async function reject(asked: Asked<AccountQuery, RejectBody>, deps: ProposalDeps): Promise<Answer> {
  const proposal = await found(asked, deps)
  if (proposal === undefined) return NO_SUCH_PROPOSAL
  if (proposal.state !== 'proposed') return refusalOf('not_open')
  return decided(asked, { ...proposal, state: 'rejected' }, { ...deps, reason: asked.body.reason })
}

async function decided(
  asked: Asked<AccountQuery>,
  proposal: HeldProposal,
  { reason = null, ...deps }: ProposalDeps & { readonly reason?: string | null },
): Promise<Answer> {
  const decision = { by: asked.by, atMs: deps.now(), reason }
  if ((await deps.articleProposals.decide({ ...proposal, decision })) === 'contended') return refusalOf('not_open')
  asked.done('article_proposals.decide', { proposalId: proposal.id, state: proposal.state })
  return { kind: 'json', body: { id: proposal.id, state: proposal.state, test: proposal.test } }
}

async function rollback(asked: Asked<AccountQuery>, deps: ProposalDeps): Promise<Answer> {
  const proposal = await found(asked, deps)
  if (proposal === undefined) return NO_SUCH_PROPOSAL
  const back = rolledBack(proposal, asked.by, deps.now())
  if (back === null) return NOTHING_TO_ROLL_BACK
  await deps.articleProposals.putApproved(back)
  asked.done('article_proposals.rollback', { proposalId: proposal.id, rollbackId: back.id })
  return { kind: 'json', body: { id: back.id, state: back.state } }
}

const found = ({ account: of, path }: Asked<AccountQuery>, { articleProposals }: ProposalDeps) =>
  articleProposals.get({ account: of, id: path.id ?? '' })

const articleOf = async ({ account: of, articleId }: HeldProposal, deps: ProposalDeps) =>
  articleId === null ? undefined : deps.article(of, Number(articleId))

async function collected<One>(all: AsyncIterable<One>): Promise<One[]> {
  const list: One[] = []
  for await (const one of all) list.push(one)
  return list
}

const NO_SUCH_PROPOSAL = refused(404, 'no_such_proposal', 'This account has no such proposal.')
const NOTHING_TO_ROLL_BACK = refused(409, 'not_applied', 'Only a change that Chatwoot has can be taken back.')

const DETAILS: Readonly<Record<WhyNotApprove, string>> = {
  not_open: 'Somebody has decided about this proposal already.',
  no_evidence: 'Nothing asked for this change.',
  no_patch: 'No text could be derived from the edits, or it changes nothing. Give the whole text as "content".',
  too_long: `The article is longer than ${ARTICLE_LENGTH} characters. Change it in Chatwoot.`,
  no_such_article: 'The article is not published any more.',
  changed_meanwhile:
    'The article has changed since. Give the whole text as "content", made of the article as it is now.',
  changes_nothing: 'The article says this already.',
  mends_nothing: 'No reply that was sent would have found more of its words in the new text.',
  makes_worse: 'Replies that were sent would have found fewer of their words in the new text: see "test.worse".',
}
const refusalOf = (why: WhyNotApprove): Refusal => refused(409, why, DETAILS[why])
