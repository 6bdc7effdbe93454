import { expect, it } from 'vitest'
import { mayAct, mayCurate, mayExcuse, mayOperate } from '#functions/console/src/permissions'

it.each([
  [null, false, false, false],
  ['viewer', false, false, false],
  ['operator', true, false, false],
  ['lead', true, true, true],
  ['admin', true, true, true],
] as const)(
  'as %s: acts on escalations %s, excuses breaches %s, sees operations and knowledge %s',
  (role, acts, excuses, operates) => {
    expect([mayAct(role), mayExcuse(role), mayOperate(role)]).toEqual([acts, excuses, operates])
    expect(mayCurate(role)).toBe(operates)
  },
)
