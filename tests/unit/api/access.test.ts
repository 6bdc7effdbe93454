import { describe, expect, it } from 'vitest'
import { accountsOf, allows, grantAccount, ROLES, roleOf, roleRefusal } from '#functions/api/access'
import { type Principal, principalOf } from '#runtime/http-principal'

function caller(...groups: string[]): Principal {
  const principal = principalOf({ claims: { sub: 's', groups }, authorization: undefined }, 'groups')
  if (principal === null) throw new Error('no principal')
  return principal
}

describe('the role', () => {
  it.each([
    [['viewer'], 'viewer'],
    [['viewer', 'lead', 'operator'], 'lead'],
    [['admin', 'viewer'], 'admin'],
    [['superuser'], null],
    [[], null],
  ])('%j', (groups, role) => {
    expect(roleOf(caller(...groups))).toBe(role)
  })
})

describe('the least role', () => {
  it('lets it and every higher one through, and none below', () => {
    const through = ROLES.map((least) => ROLES.filter((role) => allows(role, least)))
    expect(through).toEqual([
      ['viewer', 'operator', 'lead', 'admin'],
      ['operator', 'lead', 'admin'],
      ['lead', 'admin'],
      ['admin'],
    ])
  })

  it.each(ROLES)('%s is named to those who are below it', (least) => {
    expect(roleRefusal(least)).toMatchObject({
      status: 403,
      code: 'role_too_low',
      detail: expect.stringContaining(`"${least}"`),
    })
  })
})

describe('the account', () => {
  it.each([
    ['the only one', ['viewer', 'account:shop'], undefined, null, { kind: 'granted', account: 'shop', role: 'viewer' }],
    ['the one asked for', ['lead', 'account:a', 'account:b'], 'b', null, { kind: 'granted', account: 'b' }],
    ['the default', ['viewer'], undefined, 'shop', { kind: 'granted', account: 'shop' }],
    ['not another', ['admin', 'account:shop'], 'outlet', null, { status: 403, code: 'account_not_granted' }],
    ['not the default beside named ones', ['admin', 'account:a'], 'shop', 'shop', { code: 'account_not_granted' }],
    [
      'a choice is needed',
      ['viewer', 'account:a', 'account:b'],
      undefined,
      null,
      { status: 400, code: 'account_required' },
    ],
    ['none', ['viewer'], undefined, null, { status: 403, code: 'no_account' }],
    ['none without a role', ['account:shop'], 'shop', null, { status: 403, code: 'no_role' }],
  ])('%s', (_what, groups, asked, defaultAccount, expected) => {
    expect(grantAccount(caller(...groups), asked, defaultAccount)).toMatchObject(expected)
  })

  it('is the default only for tokens that name none', () => {
    expect(accountsOf(caller('viewer'), 'shop')).toEqual(['shop'])
    expect(accountsOf(caller('account:a'), 'shop')).toEqual(['a'])
  })

  it.each(['account:Outlet', 'account:', 'account:out let'])('is not the default for a token that says %s', (entry) => {
    expect(accountsOf(caller('viewer', entry), 'shop')).toEqual([])
  })
})
