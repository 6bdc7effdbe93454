import { describe, expect, it } from 'vitest'
import { parseAccess } from '#chatwoot/access'

const entry = { baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }
const parse = (document: unknown) => parseAccess(JSON.stringify(document))

describe('the Chatwoot secret', () => {
  it('tells by account how its Chatwoot is reached', () => {
    const { access, problems } = parse({ shop: { ...entry, baseUrl: 'https://chat.example.com/' }, outlet: entry })
    expect(access?.get('shop')).toEqual(entry)
    expect([...(access?.keys() ?? [])]).toEqual(['shop', 'outlet'])
    expect(problems).toEqual([])
  })

  it('takes plain HTTP: a developer has Chatwoot beside the runner', () => {
    expect(parse({ shop: { ...entry, baseUrl: 'http://127.0.0.1:3000' } }).access?.size).toBe(1)
  })

  it.each([
    ['an account that is no slug', { Shop: entry }, 'entry 1: the account must match'],
    ['no address', { shop: { ...entry, baseUrl: 'chat.example.com' } }, 'entry 1: baseUrl must be an http(s) address'],
    ['another protocol', { shop: { ...entry, baseUrl: 'file:///etc' } }, 'baseUrl must be'],
    ['a password in the address', { shop: { ...entry, baseUrl: 'https://a:b@chat.example.com' } }, 'baseUrl must be'],
    ['a query', { shop: { ...entry, baseUrl: 'https://chat.example.com/?a=1' } }, 'baseUrl must be'],
    ['account 0', { shop: { ...entry, accountId: 0 } }, 'accountId must be a whole number above 0'],
    ['an account in words', { shop: { ...entry, accountId: '3' } }, 'accountId must be a whole number above 0'],
    ['a token with a line break', { shop: { ...entry, token: 'EXAMPLEtoken\n' } }, 'token must be'],
    ['no token', { shop: { baseUrl: entry.baseUrl, accountId: 3 } }, 'token '],
    ['no entry', { shop: null }, 'entry 1: '],
  ])('leaves out an entry with %s, and says why without its values', (_name, document, problem) => {
    const { access, problems } = parse({ ...document, outlet: entry })
    expect([...(access?.keys() ?? [])]).toEqual(['outlet'])
    expect(problems).toEqual([expect.stringContaining(problem)])
    expect(problems.join()).not.toMatch(/EXAMPLE|etc|a:b/)
  })

  it.each(['', '[]', 'null', '"shop"', '{'])('is unreadable as a whole: %j', (text) => {
    expect(parseAccess(text)).toEqual({ access: undefined, problems: ['the Chatwoot secret is not a JSON object'] })
  })
})
