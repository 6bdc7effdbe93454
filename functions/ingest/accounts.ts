import { createHash } from 'node:crypto'
import { ACCOUNT_SLUG, LIVE_SECRETS } from '#domain/account'

/** One Chatwoot account that may send us webhooks. */
export type Account = {
  /** Our slug: the name under which everything of this account is stored. */
  readonly account: string
  readonly chatwootAccountId: number
  /** The live webhook secrets: one, or two while they are rotated. */
  readonly secrets: readonly string[]
  /** Chatwoot before 4.11 cannot sign: the unguessable key in the path is all there is. */
  readonly unsigned: boolean
}

export type Accounts = { find(accountKey: string): Account | undefined }
export type ParsedAccounts = {
  /** `undefined` when the text is not a JSON object at all. */
  readonly accounts: Accounts | undefined
  /** What is wrong with which entry; never a key, a secret or a value. */
  readonly problems: readonly string[]
}

/** URL-safe, and long enough not to be guessed. */
const ACCOUNT_KEY = /^[A-Za-z0-9_-]{16,128}$/

/**
 * Reads the accounts secret: `{ "<accountKey>": { account, chatwootAccountId, secrets, unsigned } }`.
 * An ill-formed entry is left out and reported, so that a slip in one account does not stop the others.
 */
export function parseAccounts(text: string): ParsedAccounts {
  const entries = jsonObject(text)
  if (entries === undefined) return { accounts: undefined, problems: ['the accounts secret is not a JSON object'] }
  const byDigest = new Map<string, Account>()
  const slugs = new Set<string>()
  const problems: string[] = []
  for (const [index, [key, value]] of Object.entries(entries).entries()) {
    const entry = readEntry(key, value)
    const where = `entry ${index + 1}`
    if (typeof entry === 'string') problems.push(`${where}: ${entry}`)
    else if (slugs.has(entry.account)) problems.push(`${where}: account is named by an earlier entry`)
    else {
      slugs.add(entry.account)
      byDigest.set(digest(key), entry)
    }
  }
  return { accounts: { find: (accountKey) => byDigest.get(digest(accountKey)) }, problems }
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    // Not passed on: the parser's message would quote the secret.
    return undefined
  }
}

/** The account, or what is wrong with it. */
function readEntry(key: string, value: unknown): Account | string {
  if (!ACCOUNT_KEY.test(key)) return 'the account key must be 16 to 128 letters, digits, "-" or "_"'
  if (!isObject(value)) return 'must be an object'
  const { account, chatwootAccountId, secrets, unsigned = false } = value
  if (typeof account !== 'string' || !ACCOUNT_SLUG.test(account)) return `account must match ${ACCOUNT_SLUG.source}`
  if (!isId(chatwootAccountId)) return 'chatwootAccountId must be a whole number above 0'
  if (typeof unsigned !== 'boolean') return 'unsigned must be true or false'
  if (!isSecretList(secrets)) return `secrets must be a list of at most ${LIVE_SECRETS} texts that are not blank`
  if (!unsigned && secrets.length === 0) return 'secrets is empty, and unsigned is not true'
  return { account, chatwootAccountId, secrets, unsigned }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isId = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0
const isSecretList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= LIVE_SECRETS && value.every((s) => typeof s === 'string' && s.trim() !== '')

/** Looked up by digest, so that the time of a look-up tells nothing about how much of a key was right. */
const digest = (accountKey: string): string => createHash('sha256').update(accountKey).digest('base64')
