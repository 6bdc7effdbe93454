/** Drafts of replies, and what people decide about them. */
import type { HttpRoute } from '#runtime/http'
import { inAccount, type RouteDeps } from './account-route.ts'
import {
  type ApprovalsQuery,
  type ApproveBody,
  approvalsQuery,
  approveBody,
  type EditBody,
  editBody,
  type ReasonBody,
  type ReviewersQuery,
  reasonBody,
  reviewersQuery,
  type SecondLookBody,
  secondLookBody,
} from './approval-inputs.ts'
import { type ApprovalDecideDeps, approveDraft, editDraft, giveSecondLook, refuseDraft } from './decide-approvals.ts'
import { type AccountQuery, accountQuery } from './queries.ts'
import { readApproval, readApprovals } from './read-approvals.ts'
import { readReviewers } from './read-reviewers.ts'

export type ApprovalRouteDeps = ApprovalDecideDeps

export const approvalRoutes = (deps: RouteDeps & ApprovalRouteDeps): readonly HttpRoute[] => [
  inAccount<ApprovalsQuery>(deps, {
    path: '/v1/approvals',
    query: approvalsQuery,
    answer: (asked) => readApprovals(asked, deps),
  }),
  inAccount<AccountQuery>(deps, {
    path: '/v1/approvals/{id}',
    query: accountQuery,
    answer: (asked) => readApproval(asked, deps),
  }),
  inAccount<ReviewersQuery>(deps, {
    path: '/v1/reviewers',
    least: 'lead',
    query: reviewersQuery,
    answer: (asked) => readReviewers(asked, deps),
  }),
  inAccount<AccountQuery, EditBody>(deps, {
    ...deciding('/v1/approvals/{id}/edit'),
    body: editBody,
    answer: (asked) => editDraft(asked, deps),
  }),
  inAccount<AccountQuery, ApproveBody>(deps, {
    ...deciding('/v1/approvals/{id}/approve'),
    body: approveBody,
    answer: (asked) => approveDraft(asked, deps),
  }),
  inAccount<AccountQuery, ReasonBody>(deps, {
    ...deciding('/v1/approvals/{id}/reject'),
    body: reasonBody,
    answer: (asked) => refuseDraft('reject', asked, deps),
  }),
  inAccount<AccountQuery, ReasonBody>(deps, {
    ...deciding('/v1/approvals/{id}/request-changes'),
    body: reasonBody,
    answer: (asked) => refuseDraft('request-changes', asked, deps),
  }),
  inAccount<AccountQuery, SecondLookBody>(deps, {
    ...deciding('/v1/approvals/{id}/second-look'),
    body: secondLookBody,
    answer: (asked) => giveSecondLook(asked, deps),
  }),
]

const deciding = (path: string) => ({ method: 'POST', path, least: 'operator', query: accountQuery }) as const
