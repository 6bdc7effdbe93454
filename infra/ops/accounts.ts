/** What `ops accounts` does to the accounts document. Pure: the command line reads and stores it. */
import { ACCOUNT_SLUG, LIVE_SECRETS } from '#domain/account'
import { UsageFault } from './area.ts'

export type AccountEntry = {
  account: string
  chatwootAccountId: number
  /** Newest first; at most two, so that a rotation has no gap. */
  secrets: string[]
  unsigned: boolean
}
/** By account key: the unguessable part of the webhook URL. */
export type AccountsDocument = Record<string, AccountEntry>

export type NewAccount = {
  readonly account: string
  readonly chatwootAccountId: number
  readonly unsigned: boolean
  /** 32 random characters or more. */
  readonly accountKey: string
}

export function addAccount(document: AccountsDocument, wanted: NewAccount): AccountsDocument {
  const { account, chatwootAccountId, unsigned, accountKey } = wanted
  if (!ACCOUNT_SLUG.test(account)) throw new UsageFault(`--account must match ${ACCOUNT_SLUG.source}`)
  if (!Number.isSafeInteger(chatwootAccountId) || chatwootAccountId < 1)
    throw new UsageFault('--chatwoot-account must be a whole number above 0')
  if (keyOf(document, account) !== undefined) throw new UsageFault(`account ${account} is registered already`)
  return { ...document, [accountKey]: { account, chatwootAccountId, secrets: [], unsigned } }
}

/** Puts a webhook secret first and keeps the one before it, until the next rotation or `dropOld`. */
export function giveSecret(document: AccountsDocument, account: string, secret: string): AccountsDocument {
  if (secret.trim() === '') throw new UsageFault('the secret read from standard input is blank')
  return change(document, account, (entry) => ({
    ...entry,
    unsigned: false,
    secrets: [secret, ...entry.secrets.filter((known) => known !== secret)].slice(0, LIVE_SECRETS),
  }))
}

export const dropOldSecrets = (document: AccountsDocument, account: string): AccountsDocument =>
  change(document, account, (entry) => ({ ...entry, secrets: entry.secrets.slice(0, 1) }))

export function removeAccount(document: AccountsDocument, account: string): AccountsDocument {
  const key = keyOrFault(document, account)
  return Object.fromEntries(Object.entries(document).filter(([other]) => other !== key))
}

export type AccountSummary = {
  readonly account: string
  readonly chatwootAccountId: number
  readonly trust: 'signed' | 'unsigned' | 'waiting for its secret'
  readonly liveSecrets: number
}

/** Without keys and secrets: what may stand on a screen. */
export const summaries = (document: AccountsDocument): AccountSummary[] =>
  Object.values(document).map(({ account, chatwootAccountId, secrets, unsigned }) => ({
    account,
    chatwootAccountId,
    trust: unsigned ? 'unsigned' : secrets.length > 0 ? 'signed' : 'waiting for its secret',
    liveSecrets: secrets.length,
  }))

export const keyOrFault = (document: AccountsDocument, account: string): string => {
  const key = keyOf(document, account)
  if (key === undefined) throw new UsageFault(`no account ${account}; known: ${namesOf(document)}`)
  return key
}

const namesOf = (document: AccountsDocument): string =>
  Object.values(document)
    .map((entry) => entry.account)
    .join(', ') || 'none'

const keyOf = (document: AccountsDocument, account: string): string | undefined =>
  Object.entries(document).find(([, entry]) => entry.account === account)?.[0]

function change(
  document: AccountsDocument,
  account: string,
  how: (entry: AccountEntry) => AccountEntry,
): AccountsDocument {
  const key = keyOrFault(document, account)
  const entry = document[key]
  return entry === undefined ? document : { ...document, [key]: how(entry) }
}
