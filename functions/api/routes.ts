/** Every route of the API. docs/api has a page for each; tests/unit/api/documented.test.ts holds both together. */
import { type HttpRequest, type HttpRoute, refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { accountsOf, grantAccount, roleOf } from './access.ts'
import type { AuthSettings } from './auth-settings.ts'
import {
  type AccountQuery,
  accountQuery,
  type ConversationQuery,
  conversationQuery,
  type QueueQuery,
  queueQuery,
} from './queries.ts'
import { type ReadDeps, readConversation, readQueue, readTile } from './read-queue.ts'
import { type Site, siteFile } from './site.ts'

export type ApiDeps = ReadDeps & {
  readonly site: Site
  readonly auth: AuthSettings
  readonly environment: string
  /** Account of tokens that name none; null for none. */
  readonly defaultAccount: string | null
}

export const apiRoutes = (deps: ApiDeps): readonly HttpRoute[] => [
  inAccount<QueueQuery>(deps, {
    path: '/v1/queue',
    query: queueQuery,
    read: (account, { query }) => readQueue(account, query, deps),
  }),
  inAccount<AccountQuery>(deps, { path: '/v1/tile', query: accountQuery, read: (account) => readTile(account, deps) }),
  inAccount<ConversationQuery>(deps, {
    path: '/v1/conversations/{id}',
    query: conversationQuery,
    read: async (account, { path, query }) => {
      const id = path.id ?? ''
      if (!/^[1-9]\d{0,9}$/.test(id))
        return refused(404, 'no_such_conversation', 'This account has no such conversation.')
      return readConversation({ account, conversationId: Number(id) }, query, deps)
    },
  }),
  { path: '/v1/me', access: 'signed_in', run: async (request) => describeCaller(request, deps) },
  { path: '/health', access: 'public', run: async () => ({ kind: 'json', body: { status: 'ok' } }) },
  { path: '/', access: 'public', run: async ({ headers }) => siteFile(deps.site, 'index.html', headers) },
  {
    path: '/console/config.json',
    access: 'public',
    run: async () => ({ kind: 'json', body: { ...deps.auth, environment: deps.environment } }),
  },
  {
    path: '/console/{file+}',
    access: 'public',
    run: async ({ path, headers }) => siteFile(deps.site, path.file ?? '', headers),
  },
]

type AccountRoute<Query extends AccountQuery> = {
  readonly path: string
  readonly query: { safeParse: NonNullable<HttpRoute['query']>['safeParse'] }
  read(account: string, request: HttpRequest<Query>): Promise<Answer>
}

/** A route that works within one account: the caller needs a role, and the account must be theirs. */
function inAccount<Query extends AccountQuery>(deps: ApiDeps, route: AccountRoute<Query>): HttpRoute {
  return {
    path: route.path,
    access: 'signed_in',
    query: route.query,
    run: async (request: HttpRequest<Query>) => {
      if (request.principal === null) return refused(401, 'not_signed_in', 'Sign in first.')
      const access = grantAccount(request.principal, request.query.account, deps.defaultAccount)
      return access.kind === 'granted' ? route.read(access.account, request) : access
    },
  }
}

/** Who the caller is to us: answered for every valid token, so that the console can say what is missing. */
function describeCaller({ principal }: HttpRequest<unknown>, deps: ApiDeps): Answer {
  if (principal === null) return refused(401, 'not_signed_in', 'Sign in first.')
  const accounts = accountsOf(principal, deps.defaultAccount)
  return {
    kind: 'json',
    body: {
      name: principal.name,
      role: roleOf(principal),
      operatorId: principal.operatorId,
      accounts: accounts.map((account) => ({ account, chatwootUrl: deps.links.get(account) ?? null })),
    },
  }
}
