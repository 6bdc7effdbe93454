/** Routes that work within one account: the caller needs a role that reaches, and the account must be theirs. */
import { type HttpRequest, type HttpRoute, refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import type { Principal } from '#runtime/http-principal'
import type { Log, LogFields } from '#runtime/log'
import { allows, grantAccount, type Role, roleOf, roleRefusal } from './access.ts'
import type { AccountQuery } from './queries.ts'

export type RouteDeps = {
  /** Account of tokens that name none; null for none. */
  readonly defaultAccount: string | null
  readonly log: Pick<Log, 'info'>
}

export type Asked<Query, Body = unknown> = Pick<
  HttpRequest<Query, Body>,
  'path' | 'query' | 'body' | 'correlationId'
> & {
  readonly account: string
  /** At least the route's own. */
  readonly role: Role
  /** The caller's own id in Chatwoot, if the token has it. */
  readonly operatorId: number | null
  /** Who asks, as records and colleagues are told: the name, or the hash of a token that carries none. */
  readonly by: string
  /** Leaves a line in the log that this was done: ids and numbers, nobody's words. */
  done(action: string, ids?: LogFields): void
}

export type AccountRoute<Query extends AccountQuery, Body> = {
  readonly method?: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** The lowest role that may; absent: viewer. */
  readonly least?: Role
  /** A group beside the roles that opens this route too, for programs that may do nothing else. */
  readonly orGroup?: string
  readonly query: NonNullable<HttpRoute['query']>
  readonly body?: NonNullable<HttpRoute['body']>
  answer(asked: Asked<Query, Body>): Promise<Answer>
}

export function inAccount<Query extends AccountQuery, Body = unknown>(
  deps: RouteDeps,
  route: AccountRoute<Query, Body>,
): HttpRoute {
  const { method, path, least = 'viewer', orGroup, query, body } = route
  return {
    ...(method === undefined ? {} : { method }),
    path,
    access: 'signed_in',
    query,
    ...(body === undefined ? {} : { body }),
    run: async (request: HttpRequest<Query, Body>) => {
      const { principal } = request
      if (principal === null) return refused(401, 'not_signed_in', 'Sign in first.')
      const byGroup = orGroup !== undefined && principal.roles.includes(orGroup)
      const asking = byGroup && roleOf(principal) === null ? { ...principal, roles: ['viewer'] } : principal
      const access = grantAccount(asking, request.query.account, deps.defaultAccount)
      if (access.kind !== 'granted') return access
      if (!byGroup && !allows(access.role, least)) return roleRefusal(least)
      const { account, role } = access
      return route.answer({
        ...request,
        account,
        role,
        operatorId: principal.operatorId,
        by: nameOf(principal),
        done: auditor(account, request, deps.log),
      })
    },
  }
}

const NAME_LIMIT = 100
const nameOf = ({ name, subjectHash }: Principal): string => name.trim().slice(0, NAME_LIMIT) || subjectHash

const auditor =
  (
    account: string,
    { principal, correlationId }: HttpRequest<unknown>,
    log: RouteDeps['log'],
  ): Asked<unknown>['done'] =>
  (action, ids = {}) =>
    log.info('api.command', { action, account, ...ids, subjectHash: principal?.subjectHash ?? null, correlationId })
