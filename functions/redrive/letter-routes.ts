/**
 * Dead letters for admins. An admin sees and touches the letters of their own account; a letter that does not tell its
 * account is for the command line alone, since it might be anybody's.
 */
import { inAccount, type RouteDeps } from '#functions/api/account-route'
import { type AccountQuery, accountQuery } from '#functions/api/queries'
import type { HttpRoute } from '#runtime/http'
import {
  type LettersQuery,
  type LetterWorkBody,
  lettersQuery,
  letterWorkBody,
  type RunsQuery,
  runsQuery,
} from './letter-inputs.ts'
import { type LetterReadDeps, listQueues, readRuns, showQueue } from './read-letters.ts'
import { dropAsked, type LetterWorkDeps, redriveAsked } from './work-as-asked.ts'

export type LetterRouteDeps = RouteDeps & LetterReadDeps & LetterWorkDeps

const least = 'admin'

export const letterRoutes = (deps: LetterRouteDeps): readonly HttpRoute[] => [
  inAccount<AccountQuery>(deps, {
    path: '/v1/dead-letters',
    least,
    query: accountQuery,
    answer: ({ account }) => listQueues(account, deps),
  }),
  inAccount<LettersQuery>(deps, {
    path: '/v1/dead-letters/{queue}',
    least,
    query: lettersQuery,
    answer: (asked) => showQueue(asked, deps),
  }),
  inAccount<AccountQuery, LetterWorkBody>(deps, {
    method: 'POST',
    path: '/v1/dead-letters/{queue}/redrive',
    least,
    query: accountQuery,
    body: letterWorkBody,
    answer: (asked) => redriveAsked(asked, deps),
  }),
  inAccount<AccountQuery, LetterWorkBody>(deps, {
    method: 'POST',
    path: '/v1/dead-letters/{queue}/drop',
    least,
    query: accountQuery,
    body: letterWorkBody,
    answer: (asked) => dropAsked(asked, deps),
  }),
  inAccount<RunsQuery>(deps, {
    path: '/v1/dead-letter-runs',
    least,
    query: runsQuery,
    answer: (asked) => readRuns(asked, deps),
  }),
]
