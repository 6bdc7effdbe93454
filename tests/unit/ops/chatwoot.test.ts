import { describe, expect, it } from 'vitest'
import { UsageFault } from '#infra/ops/area'
import { accessOrFault, accessSummaries, removeAccess, setAccess } from '#infra/ops/chatwoot'

const token = 'EXAMPLEtoken00000001'
const wanted = { account: 'shop', baseUrl: 'https://chat.example.com/', accountId: 3, token }
const document = setAccess({}, wanted)

describe('access to Chatwoot', () => {
  it('is kept as act reads it', () => {
    expect(document).toEqual({ shop: { baseUrl: 'https://chat.example.com', accountId: 3, token } })
  })

  it('takes the place of what the account had before', () => {
    const other = setAccess(document, { ...wanted, token: 'EXAMPLEtoken00000002' })
    expect(accessOrFault(other, 'shop').token).toBe('EXAMPLEtoken00000002')
    expect(Object.keys(setAccess(document, { ...wanted, account: 'outlet' }))).toEqual(['shop', 'outlet'])
  })

  it('is shown without tokens', () => {
    expect(accessSummaries(document)).toEqual([
      { account: 'shop', baseUrl: 'https://chat.example.com', accountId: 3, plainHttp: false },
    ])
  })

  it.each([
    ['http://chat.example.com', true],
    ['http://127.0.0.1:4500', false],
    ['http://localhost:3000', false],
    ['http://[::1]:3000', false],
  ])('over %s: a token that others can read is remarked on (%s)', (baseUrl, plainHttp) => {
    expect(accessSummaries(setAccess({}, { ...wanted, baseUrl }))).toMatchObject([{ plainHttp }])
  })

  it('is forgotten when removed', () => {
    expect(removeAccess(document, 'shop')).toEqual({})
  })

  it.each([
    ['a slug with capitals', { account: 'Shop' }, '--account must match'],
    ['an address that is none', { baseUrl: 'chat.example.com' }, '--url must be an http(s) address'],
    ['a Chatwoot account that is no id', { accountId: Number.NaN }, '--chatwoot-account must be a whole number'],
    ['a token of two lines', { token: `${token}\n${token}` }, 'the token read from standard input must be'],
  ])('is refused with a sentence for %s', (_name, changes, sentence) => {
    const act = () => setAccess({}, { ...wanted, ...changes })
    expect(act).toThrow(UsageFault)
    expect(act).toThrow(sentence)
    expect(act).not.toThrow(token)
  })

  it('of an account nobody set is refused, also by a name that every object has', () => {
    for (const account of ['outlet', 'constructor'])
      expect(() => removeAccess(document, account)).toThrow(`no account ${account}; known: shop`)
  })
})
