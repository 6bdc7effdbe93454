import { describe, expect, it } from 'vitest'
import { parseAccounts } from '#functions/ingest/accounts'

const KEY = 'example-account-key-0001'
const entry = { account: 'shop', chatwootAccountId: 3, secrets: ['one'], unsigned: false }
const withEntry = (changes: Readonly<Record<string, unknown>>, key = KEY) =>
  parseAccounts(JSON.stringify({ [key]: { ...entry, ...changes } }))

describe('the accounts secret', () => {
  it('finds an account by its key', () => {
    const { accounts, problems } = parseAccounts(JSON.stringify({ [KEY]: entry }))
    expect(accounts?.find(KEY)).toEqual(entry)
    expect(problems).toEqual([])
  })

  it('is empty as deployed, and knows nobody', () => {
    const { accounts, problems } = parseAccounts('{}')
    expect(accounts?.find('')).toBeUndefined()
    expect(accounts?.find('constructor')).toBeUndefined()
    expect(problems).toEqual([])
  })

  it('takes an account that cannot sign without secrets', () => {
    expect(withEntry({ secrets: [], unsigned: true }).accounts?.find(KEY)).toMatchObject({ unsigned: true })
  })

  it('takes an account without `unsigned` for one that signs', () => {
    const { account, chatwootAccountId, secrets } = entry
    const text = JSON.stringify({ [KEY]: { account, chatwootAccountId, secrets } })
    expect(parseAccounts(text).accounts?.find(KEY)).toMatchObject({ unsigned: false })
  })

  it.each([
    [{ account: 'Shop' }, 'entry 1: account must match'],
    [{ account: 'shop#x' }, 'entry 1: account must match'],
    [{ chatwootAccountId: '3' }, 'entry 1: chatwootAccountId must be a whole number above 0'],
    [{ chatwootAccountId: 0 }, 'entry 1: chatwootAccountId'],
    [{ unsigned: 'yes' }, 'entry 1: unsigned must be true or false'],
    [{ secrets: 'one' }, 'entry 1: secrets must be a list'],
    [{ secrets: ['one', 'two', 'three'] }, 'entry 1: secrets must be a list of at most 2'],
    [{ secrets: [' '] }, 'entry 1: secrets must be a list'],
    [{ secrets: [] }, 'entry 1: secrets is empty, and unsigned is not true'],
  ])('leaves out an entry with %j and says why', (changes, problem) => {
    const { accounts, problems } = withEntry(changes)
    expect(accounts?.find(KEY)).toBeUndefined()
    expect(problems).toEqual([expect.stringContaining(problem)])
  })

  it.each(['short', 'has/slash-and-is-long', 'has space and is long'])('leaves out the account key %j', (key) => {
    const { accounts, problems } = withEntry({}, key)
    expect(accounts?.find(key)).toBeUndefined()
    expect(problems).toEqual([expect.stringContaining('the account key must be 16 to 128')])
    expect(problems.join()).not.toContain(key)
  })

  it('keeps the other accounts when one entry is ill-formed', () => {
    const { accounts, problems } = parseAccounts(JSON.stringify({ 'another-account-key-0002': null, [KEY]: entry }))
    expect(accounts?.find(KEY)).toBeDefined()
    expect(problems).toEqual(['entry 1: must be an object'])
  })

  it('keeps the first of two entries for one account', () => {
    const second = { 'another-account-key-0002': { ...entry, secrets: ['two'] } }
    const { accounts, problems } = parseAccounts(JSON.stringify({ [KEY]: entry, ...second }))
    expect(accounts?.find(KEY)).toEqual(entry)
    expect(accounts?.find('another-account-key-0002')).toBeUndefined()
    expect(problems).toEqual(['entry 2: account is named by an earlier entry'])
  })

  it.each(['', 'not json', '[]', 'null', '"text"'])('is unusable as %j, and quotes nothing', (text) => {
    expect(parseAccounts(text)).toEqual({
      accounts: undefined,
      problems: ['the accounts secret is not a JSON object'],
    })
  })
})
