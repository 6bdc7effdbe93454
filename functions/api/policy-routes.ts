/** Policy documents: read, check, store, preview, put in force, roll back. */
import type { HttpRoute } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { type Asked, inAccount, type RouteDeps } from './account-route.ts'
import {
  type ActivateBody,
  activateBody,
  type CheckBody,
  checkBody,
  type PolicyQuery,
  type PreviewBody,
  policyQuery,
  previewBody,
  type RollbackBody,
  rollbackBody,
  type StoreBody,
  storeBody,
} from './policy-inputs.ts'
import { type PreviewDeps, previewPolicy } from './preview-policy.ts'
import { type AccountQuery, accountQuery } from './queries.ts'
import { checkDocument, kindIn, type OfKind, readPolicy, readVersion } from './read-policies.ts'
import { activatePolicy, type PolicyWriteDeps, rollbackPolicy, storePolicy } from './write-policies.ts'

export type PolicyRouteDeps = PolicyWriteDeps & PreviewDeps

export const policyRoutes = (deps: RouteDeps & PolicyRouteDeps): readonly HttpRoute[] => [
  inAccount<PolicyQuery>(deps, {
    path: '/v1/policies/{kind}',
    query: policyQuery,
    answer: ofKind((of, { query }) => readPolicy(of, query, deps)),
  }),
  inAccount<AccountQuery>(deps, {
    path: '/v1/policies/{kind}/versions/{version}',
    query: accountQuery,
    answer: ofKind((of, { path }) => readVersion(of, path.version ?? '', deps)),
  }),
  inAccount<AccountQuery, CheckBody>(deps, {
    ...posted('/check', 'lead'),
    body: checkBody,
    answer: ofKind((of, { body }) => checkDocument(of, body.document, deps)),
  }),
  inAccount<AccountQuery, StoreBody>(deps, {
    ...posted('', 'lead'),
    body: storeBody,
    answer: ofKind((of, asked) => storePolicy({ of, asked }, deps)),
  }),
  inAccount<AccountQuery, PreviewBody>(deps, {
    ...posted('/preview', 'lead'),
    body: previewBody,
    answer: ofKind((of, { body }) => previewPolicy(of, body, deps)),
  }),
  inAccount<AccountQuery, ActivateBody>(deps, {
    ...posted('/activate', 'admin'),
    body: activateBody,
    answer: ofKind((of, asked) => activatePolicy({ of, asked }, deps)),
  }),
  inAccount<AccountQuery, RollbackBody>(deps, {
    ...posted('/rollback', 'admin'),
    body: rollbackBody,
    answer: ofKind((of, asked) => rollbackPolicy({ of, asked }, deps)),
  }),
]

const posted = <Least extends 'lead' | 'admin'>(below: string, least: Least) =>
  ({ method: 'POST', path: `/v1/policies/{kind}${below}`, least, query: accountQuery }) as const

/** Reads the kind off the address. */
const ofKind =
  <Query, Body>(answer: (of: OfKind, asked: Asked<Query, Body>) => Promise<Answer>) =>
  async (asked: Asked<Query, Body>): Promise<Answer> => {
    const kind = kindIn(asked.path)
    return typeof kind === 'string' ? answer({ account: asked.account, kind }, asked) : kind
  }
