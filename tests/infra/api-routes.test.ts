import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ROUTES_BEHIND_SIGN_IN, routeKeyOf } from '#infra/constructs/private-routes'
import { PUBLIC_PATHS, WRITE_THROTTLE } from '#infra/constructs/webhook-api'
import { routeTable } from '#runtime/http-paths'
import { keyOf, ROUTES } from '#tests/unit/api/route-table'

const BEHIND_SIGN_IN = ROUTES_BEHIND_SIGN_IN.map(routeKeyOf)

/** Held together: what the template lets through, and what the functions answer. */
describe('the template and the functions behind it', () => {
  test('have the same routes behind a sign-in: none is let through for nothing, none cannot be reached', () => {
    const answered = ROUTES.filter(({ access }) => access === 'signed_in').map(keyOf)
    expect([...BEHIND_SIGN_IN].sort()).toEqual(answered.sort())
  })

  test('agree on what is public: every public route of the function is reached without a token', () => {
    const through = routeTable(PUBLIC_PATHS.map((path) => ({ path })))
    const addressed = (path: string) => path.replaceAll(/\{\w+\+?\}/g, 'x')
    for (const { access, method = 'GET', path } of ROUTES) {
      if (access === 'public') expect([method, through(addressed(path)).length], path).toEqual(['GET', 1])
    }
  })

  test('tell callers the same of how often they may write', () => {
    const { requestsPerSecond, burst } = WRITE_THROTTLE
    const told = `${requestsPerSecond} requests a second, ${burst} in a burst`
    expect(readFileSync('docs/api/README.md', 'utf8')).toContain(told)
  })

  test('name no route twice', () => {
    for (const keys of [BEHIND_SIGN_IN, ROUTES.map(keyOf)]) expect(keys).toEqual([...new Set(keys)])
  })
})
