/** How conversations were graded, and what people say of it. */
import type { HttpRoute } from '#runtime/http'
import { inAccount, type RouteDeps } from './account-route.ts'
import {
  type DisputeBody,
  disputeBody,
  type GradesQuery,
  gradesQuery,
  type QualityQuery,
  qualityQuery,
  type ResolveBody,
  type ReviewBody,
  resolveBody,
  reviewBody,
} from './grade-inputs.ts'
import { type AccountQuery, accountQuery } from './queries.ts'
import { readGrades, readGradesOf, readQualityFigures, readReviews } from './read-grades.ts'
import { disputeGrade, type GradeWriteDeps, giveReview, resolveDispute } from './review-grades.ts'

export type GradeRouteDeps = GradeWriteDeps

export const gradeRoutes = (deps: RouteDeps & GradeRouteDeps): readonly HttpRoute[] => [
  inAccount<GradesQuery>(deps, {
    path: '/v1/grades',
    least: 'operator',
    query: gradesQuery,
    answer: (asked) => readGrades(asked, deps),
  }),
  inAccount<AccountQuery>(deps, {
    path: '/v1/grades/{id}',
    least: 'operator',
    query: accountQuery,
    answer: (asked) => readGradesOf(asked, deps),
  }),
  inAccount<AccountQuery, DisputeBody>(deps, {
    method: 'POST',
    path: '/v1/grades/{id}/dispute',
    least: 'operator',
    query: accountQuery,
    body: disputeBody,
    answer: (asked) => disputeGrade(asked, deps),
  }),
  inAccount<AccountQuery, ResolveBody>(deps, {
    method: 'POST',
    path: '/v1/grades/{id}/resolve-dispute',
    least: 'lead',
    query: accountQuery,
    body: resolveBody,
    answer: (asked) => resolveDispute(asked, deps),
  }),
  inAccount<AccountQuery>(deps, {
    path: '/v1/reviews',
    least: 'lead',
    query: accountQuery,
    answer: (asked) => readReviews(asked, deps),
  }),
  inAccount<AccountQuery, ReviewBody>(deps, {
    method: 'POST',
    path: '/v1/reviews/{id}',
    least: 'lead',
    query: accountQuery,
    body: reviewBody,
    answer: (asked) => giveReview(asked, deps),
  }),
  inAccount<QualityQuery>(deps, {
    path: '/v1/quality',
    query: qualityQuery,
    answer: (asked) => readQualityFigures(asked, deps),
  }),
]
