import { describe, expect, it } from 'vitest'
import { type Claims, claimEntries, principalOf } from '#runtime/http-principal'
import { tokenOf } from './ask.ts'

/** What a function gets of a token: the claims, lists as text, and the token itself. */
const verified = (groups: unknown, text = `[${[groups].flat().join(' ')}]`) => ({
  claims: { sub: 's-1', groups: text },
  authorization: `Bearer ${tokenOf({ sub: 's-1', groups })}`,
})
const of = (claims: Claims) => principalOf({ claims, authorization: undefined }, 'groups')

describe('list claims', () => {
  it.each([
    ['["viewer","account:shop"]', ['viewer', 'account:shop']],
    ['[viewer', ['[viewer']],
    ['[ "viewer" , "account:shop" ]', ['viewer', 'account:shop']],
    ['viewer', ['viewer']],
    ['viewer account:shop', ['viewer', 'account:shop']],
    ['viewer,account:shop', ['viewer', 'account:shop']],
    ['', []],
    [
      ['viewer', 'account:shop'],
      ['viewer', 'account:shop'],
    ],
    [['viewer', 7, ''], ['viewer']],
    [undefined, []],
    [null, []],
    [7, []],
  ])('%j', (claim, entries) => {
    expect(claimEntries(claim)).toEqual(entries)
  })
})

describe('the text that API Gateway makes of a list', () => {
  it('is read with the token beside it, which still has the list', () => {
    expect(principalOf(verified(['lead', 'account:shop', 'operator:12']), 'groups')).toMatchObject({
      roles: ['lead'],
      accounts: ['shop'],
      operatorId: 12,
    })
  })

  it.each([
    ['a group with a space', ['Support admin', 'Friends of account:outlet', 'an operator:7']],
    ['a group with a comma', ['sales,admin,account:outlet,operator:7']],
    ['a group that looks like a list', ['["admin","account:outlet","operator:7"]']],
    ['a group in brackets', ['[admin account:outlet operator:7]']],
    ['groups within a group', [['admin', 'account:outlet', 'operator:7']]],
  ])('gives nothing to %s', (_what, groups) => {
    expect(principalOf(verified(['viewer', ...groups]), 'groups')).toMatchObject({
      accounts: [],
      namesAccounts: true,
      operatorId: null,
    })
    expect(principalOf(verified(['viewer', ...groups]), 'groups')?.roles).not.toContain('admin')
  })

  it('is not enough without the token', () => {
    const { claims } = verified(['admin', 'account:shop'])
    for (const authorization of [undefined, '', 'Bearer', 'Bearer x.y', 'Bearer a.b.c', 'Basic YTpi'])
      expect(principalOf({ claims, authorization }, 'groups')).toMatchObject({ roles: [], accounts: [] })
  })

  it('takes nothing from a token that was not verified', () => {
    const { claims } = verified(['viewer', 'account:shop'])
    const forged = tokenOf({ sub: 's-1', groups: ['admin', 'viewer', 'account:shop', 'account:outlet'] })
    expect(principalOf({ claims, authorization: `Bearer ${forged}` }, 'groups')).toMatchObject({
      roles: ['viewer'],
      accounts: ['shop'],
    })
    const two = `${verified(['viewer']).authorization},Bearer ${forged}`
    expect(principalOf({ claims, authorization: two }, 'groups')).toMatchObject({ roles: [], accounts: [] })
  })

  it.each(['Bearer ', 'bearer ', ''])('is read whatever comes before the token: "%s"', (scheme) => {
    const { claims } = verified(['viewer'])
    const authorization = `${scheme}${tokenOf({ sub: 's-1', groups: ['viewer'] })}`
    expect(principalOf({ claims, authorization }, 'groups')?.roles).toEqual(['viewer'])
  })

  it('may be no list at all: some issuers write one text', () => {
    for (const text of ['viewer account:shop', 'viewer,account:shop', '["viewer","account:shop"]'])
      expect(principalOf(verified(text, text), 'groups')).toMatchObject({ roles: ['viewer'], accounts: ['shop'] })
  })
})

describe('a principal', () => {
  it('has roles, accounts and an operator id out of one claim', () => {
    const claims = { sub: 's-1', groups: ['lead', 'account:shop', 'operator:12', 'account:outlet'] }
    expect(of(claims)).toMatchObject({
      subject: 's-1',
      roles: ['lead'],
      accounts: ['outlet', 'shop'],
      operatorId: 12,
      name: '',
    })
  })

  it('is nobody without a subject', () => {
    expect(of({ groups: ['admin'] })).toBeNull()
    expect(of({ sub: '', groups: ['admin'] })).toBeNull()
  })

  it('has nothing when the claim is another', () => {
    expect(of({ sub: 's-1', 'cognito:groups': ['admin'] })).toMatchObject({ roles: [], accounts: [] })
  })

  it.each(['account:', 'account:Shop', 'account:a b', `account:${'a'.repeat(33)}`, 'account:-x'])(
    'gets no account out of %s',
    (entry) => {
      expect(of({ sub: 's', groups: [entry] })).toMatchObject({ accounts: [], namesAccounts: true })
    },
  )

  it.each(['operator:', 'operator:0', 'operator:-1', 'operator:x'])('gets no operator out of %s', (entry) => {
    expect(of({ sub: 's', groups: [entry] })?.operatorId).toBeNull()
  })

  it('hashes the subject the same way each time, and differently for others', () => {
    const hash = (sub: string) => of({ sub })?.subjectHash
    expect(hash('a')).toBe(hash('a'))
    expect(hash('a')).not.toBe(hash('b'))
  })
})
