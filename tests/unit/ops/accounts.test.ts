import { describe, expect, it } from 'vitest'
import {
  type AccountsDocument,
  addAccount,
  dropOldSecrets,
  giveSecret,
  removeAccount,
  summaries,
} from '#infra/ops/accounts'
import { UsageFault } from '#infra/ops/area'

const KEY = 'k'.repeat(32)
const wanted = { account: 'shop', chatwootAccountId: 3, unsigned: false, accountKey: KEY }
const registered: AccountsDocument = addAccount({}, wanted)
const liveSecrets = (document: AccountsDocument): readonly string[] | undefined => document[KEY]?.secrets

describe('accounts', () => {
  it('wait for their secret after they are added', () => {
    expect(summaries(registered)).toEqual([
      { account: 'shop', chatwootAccountId: 3, trust: 'waiting for its secret', liveSecrets: 0 },
    ])
  })

  it('keep the secret before the newest one until the next rotation', () => {
    const once = giveSecret(registered, 'shop', 'first')
    const twice = giveSecret(once, 'shop', 'second')
    expect(liveSecrets(twice)).toEqual(['second', 'first'])
    expect(liveSecrets(giveSecret(twice, 'shop', 'third'))).toEqual(['third', 'second'])
    expect(liveSecrets(dropOldSecrets(twice, 'shop'))).toEqual(['second'])
  })

  it('do not count a secret that is given twice as a rotation', () => {
    expect(liveSecrets(giveSecret(giveSecret(registered, 'shop', 'same'), 'shop', 'same'))).toEqual(['same'])
  })

  it('stop being trusted unsigned once they have a secret', () => {
    const unsigned = addAccount({}, { ...wanted, unsigned: true })
    expect(summaries(unsigned)[0]?.trust).toBe('unsigned')
    expect(summaries(giveSecret(unsigned, 'shop', 'first'))[0]?.trust).toBe('signed')
  })

  it('are forgotten when removed', () => {
    expect(removeAccount(registered, 'shop')).toEqual({})
  })

  it.each([
    ['a slug with capitals', () => addAccount({}, { ...wanted, account: 'Shop' })],
    ['a Chatwoot account that is no id', () => addAccount({}, { ...wanted, chatwootAccountId: Number.NaN })],
    ['a slug twice', () => addAccount(registered, { ...wanted, accountKey: 'other'.repeat(8) })],
    ['a blank secret', () => giveSecret(registered, 'shop', ' ')],
    ['an account nobody added', () => removeAccount(registered, 'store')],
  ])('refuse %s with a sentence', (_name, act) => {
    expect(act).toThrow(UsageFault)
  })

  it('leave the document they were given alone', () => {
    const before = JSON.stringify(registered)
    giveSecret(registered, 'shop', 'first')
    removeAccount(registered, 'shop')
    expect(JSON.stringify(registered)).toBe(before)
  })
})
