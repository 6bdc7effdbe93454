import type { HttpRoute } from '#runtime/http'
import { inAccount, type RouteDeps } from './account-route.ts'
import { type AccountQuery, accountQuery } from './queries.ts'
import { type SwitchOffBody, switchOffBody, type TurnsQuery, turnsQuery } from './switch-inputs.ts'
import { readSwitches, readTurns, type SwitchDeps, switchOff, switchOn } from './switches.ts'

export const switchRoutes = (deps: RouteDeps & SwitchDeps): readonly HttpRoute[] => [
  inAccount<AccountQuery>(deps, {
    path: '/v1/switches',
    query: accountQuery,
    answer: ({ account }) => readSwitches(account, deps),
  }),
  inAccount<TurnsQuery>(deps, {
    path: '/v1/switch-turns',
    query: turnsQuery,
    answer: ({ account, query }) => readTurns(account, query, deps),
  }),
  // which role it takes depends on the switch
  inAccount<AccountQuery, SwitchOffBody>(deps, {
    method: 'PUT',
    path: '/v1/switches/{name}',
    least: 'lead',
    query: accountQuery,
    body: switchOffBody,
    answer: (asked) => switchOff(asked, deps),
  }),
  inAccount<AccountQuery>(deps, {
    method: 'DELETE',
    path: '/v1/switches/{name}',
    least: 'lead',
    query: accountQuery,
    answer: (asked) => switchOn(asked, deps),
  }),
]
