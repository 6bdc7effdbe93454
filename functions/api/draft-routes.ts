import type { HttpRoute } from '#runtime/http'
import { inAccount, type RouteDeps } from './account-route.ts'
import { type ProposeBody, type ProposeDeps, proposeBody, proposeDraft } from './propose-draft.ts'
import { type AccountQuery, accountQuery } from './queries.ts'

/** What a program is given that may propose drafts and nothing else: a group beside the roles. */
export const PROPOSER = 'proposer'

export const draftRoutes = (deps: RouteDeps & ProposeDeps): readonly HttpRoute[] => [
  inAccount<AccountQuery, ProposeBody>(deps, {
    method: 'POST',
    path: '/v1/drafts',
    least: 'lead',
    orGroup: PROPOSER,
    query: accountQuery,
    body: proposeBody,
    answer: (asked) => proposeDraft(asked, deps),
  }),
]
