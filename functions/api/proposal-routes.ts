/** What is proposed of articles: read and decided by leads. */
import * as z from 'zod/mini'
import { ARTICLE_LENGTH } from '#domain/action'
import { TITLE_LENGTH } from '#domain/article-draft'
import {
  type HeldProposal,
  hasText,
  PROPOSAL_STATES,
  type ProposalState,
  rolledBack,
  triggersOf,
  type WhyNotApprove,
} from '#domain/proposal-lifecycle'
import { type HttpRoute, refused } from '#runtime/http'
import type { Answer, Refusal } from '#runtime/http-answer'
import { type Asked, inAccount, type RouteDeps } from './account-route.ts'
import { type ApproveDeps, wantedOf } from './approve-proposal.ts'
import { type AccountQuery, account, accountQuery, cursor, limit, text } from './queries.ts'
import type { BadCursor, PageAsked } from './reads.ts'
import { BAD_CURSOR } from './refusals.ts'

type Key = { readonly account: string; readonly id: string }

export type ProposalDeps = ApproveDeps & {
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
const TITLE = `must be a text of 1 to ${TITLE_LENGTH} characters in one line`
const approveBody = z.strictObject({
  title: z.optional(z.string(TITLE).check(z.regex(/^(?=.*\S)[^\p{C}]+$/u, TITLE), z.maxLength(TITLE_LENGTH, TITLE))),
  portal: z.optional(text(/^[a-z0-9][a-z0-9_-]{0,99}$/i, 'must be the slug of a portal')),
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
function shortView(proposal: HeldProposal) {
  const { patch, draft: _draft, standing: _standing, account: _account, revision: _revision, ...short } = proposal
  return { ...short, hasPatch: patch !== null, hasText: hasText(proposal) }
}

async function readProposal(asked: Asked<AccountQuery>, deps: ProposalDeps): Promise<Answer> {
  const proposal = await found(asked, deps)
  if (proposal === undefined) return NO_SUCH_PROPOSAL
  const { sinceMs, proposedAtMs } = proposal
  const signals = await collected(deps.signalsBetween(asked.account, { fromMs: sinceMs, toMs: proposedAtMs + 1 }))
  const { patch, draft, standing } = proposal
  const { why, known } = await wantedOf(proposal, {}, deps)
  const texts = { triggers: triggersOf(proposal, signals), patch, draft, standing, content: known?.content ?? null }
  return { kind: 'json', body: { ...shortView(proposal), ...texts, refusedNowAs: why } }
}

async function approve(asked: Asked<AccountQuery, ApproveBody>, deps: ProposalDeps): Promise<Answer> {
  const proposal = await found(asked, deps)
  if (proposal === undefined) return NO_SUCH_PROPOSAL
  const { proposal: wanted, why } = await wantedOf(proposal, asked.body, deps)
  if (why !== null) return refusalOf(why)
  return decided(asked, { ...wanted, state: 'approved' }, deps)
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

async function collected<One>(all: AsyncIterable<One>): Promise<One[]> {
  const list: One[] = []
  for await (const one of all) list.push(one)
  return list
}

const NO_SUCH_PROPOSAL = refused(404, 'no_such_proposal', 'This account has no such proposal.')
const NOTHING_TO_ROLL_BACK = refused(
  409,
  'not_applied',
  'Only a change that Chatwoot has can be taken back. A new article is a draft there: delete it in Chatwoot.',
)

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
  no_text: 'Give "title" and "content": what replies said is a beginning, and a person writes the article.',
  still_scrubbed: 'The text still has marks where personal data was, as [name]. Write what everybody may read.',
  no_portal: 'Give "portal", the slug of the portal that the article is for: it cannot be told from those there are.',
  such_an_article: 'There is an article of this title.',
  used_meanwhile: 'A reply has rested on the article since, or it is trusted now.',
  makes_worse: 'Replies that were sent would have found fewer of their words in the new text: see "test.worse".',
}
const refusalOf = (why: WhyNotApprove): Refusal => refused(409, why, DETAILS[why])
