import { describe, expect, it } from 'vitest'
import { claimEntries, principalOf } from '#runtime/http-principal'

describe('array claims', () => {
  it.each([
    ['[viewer account:shop]', ['viewer', 'account:shop']],
    ['[viewer]', ['viewer']],
    ['[]', []],
    ['["viewer","account:shop"]', ['viewer', 'account:shop']],
    ['[ "viewer" , "account:shop" ]', ['viewer', 'account:shop']],
    ['viewer', ['viewer']],
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

describe('a principal', () => {
  it('has roles, accounts and an operator id out of one claim', () => {
    const claims = { sub: 's-1', groups: '[lead account:shop operator:12 account:outlet]' }
    expect(principalOf(claims, 'groups')).toMatchObject({
      subject: 's-1',
      roles: ['lead'],
      accounts: ['outlet', 'shop'],
      operatorId: 12,
      name: '',
    })
  })

  it('is nobody without a subject', () => {
    expect(principalOf({ groups: '[admin]' }, 'groups')).toBeNull()
    expect(principalOf({ sub: '', groups: '[admin]' }, 'groups')).toBeNull()
  })

  it('has nothing when the claim is another', () => {
    expect(principalOf({ sub: 's-1', 'cognito:groups': '[admin]' }, 'roles')).toMatchObject({ roles: [], accounts: [] })
  })

  it.each(['account:', 'account:Shop', 'account:a b', `account:${'a'.repeat(33)}`, 'account:-x'])(
    'gets no account out of %s',
    (entry) => {
      expect(principalOf({ sub: 's', groups: [entry] }, 'groups')?.accounts).toEqual([])
    },
  )

  it.each(['operator:', 'operator:0', 'operator:-1', 'operator:x'])('gets no operator out of %s', (entry) => {
    expect(principalOf({ sub: 's', groups: [entry] }, 'groups')?.operatorId).toBeNull()
  })

  it('hashes the subject the same way each time, and differently for others', () => {
    const hash = (sub: string) => principalOf({ sub }, 'groups')?.subjectHash
    expect(hash('a')).toBe(hash('a'))
    expect(hash('a')).not.toBe(hash('b'))
  })
})
