import { expect, it } from 'vitest'
import { mayAct, mayExcuse } from '#functions/console/src/permissions'

it.each([
  [null, false, false],
  ['viewer', false, false],
  ['operator', true, false],
  ['lead', true, true],
  ['admin', true, true],
] as const)('as %s: acts on escalations %s, excuses breaches %s', (role, acts, excuses) => {
  expect([mayAct(role), mayExcuse(role)]).toEqual([acts, excuses])
})
