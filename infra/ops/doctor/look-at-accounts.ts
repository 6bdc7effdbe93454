import { checkAccess } from '#chatwoot/access'
import { ACCOUNT_SLUG, LIVE_SECRETS } from '#domain/account'
import type { AccountEntry } from '../accounts.ts'
import { type Check, type Looked, note, ok, warning, wrong } from './finding.ts'
import type { Subject } from './subject.ts'

/** Who may send webhooks, and where we may act: the two documents beside each other. */
export const accountsCheck = (subject: Subject): Check => ({
  name: 'accounts',
  account: null,
  look: async () => {
    const accounts = await subject.accounts()
    const entries = Object.entries(accounts)
    if (entries.length === 0)
      return [
        wrong(
          'no_account',
          'no account is registered: every webhook is refused',
          subject.command('accounts add --account SLUG --chatwoot-account ID'),
        ),
      ]
    const looked = entries.flatMap(([key, entry], nth) => {
      const found = illFormed(key, entry)
      return found === null
        ? withoutSecret(entry, subject)
        : [ill(`entry ${nth + 1} of the accounts secret: ${found}`, subject)]
    })
    return looked.length > 0 ? looked : [ok(`${entries.length} registered, with their secrets`)]
  },
})

const ill = (found: string, { values }: Subject): Looked =>
  wrong(
    'accounts_ill_formed',
    `${found}. Its webhooks are refused`,
    `aws secretsmanager get-secret-value --secret-id backdesk/${values.env}/accounts --query SecretString --output text`,
    'Mend the entry and put it back by put-secret-value, or begin anew: accounts remove, accounts add, register-webhook',
  )

/** As ingest reads it (functions/ingest/accounts.ts). */
function illFormed(key: string, entry: AccountEntry): string | null {
  if (!/^[A-Za-z0-9_-]{16,128}$/.test(key)) return 'the account key must be 16 to 128 letters, digits, "-" or "_"'
  if (typeof entry !== 'object' || entry === null) return 'must be an object'
  const { account, chatwootAccountId, secrets } = entry
  if (typeof account !== 'string' || !ACCOUNT_SLUG.test(account)) return 'account is no slug'
  if (!Number.isSafeInteger(chatwootAccountId) || chatwootAccountId < 1) return 'chatwootAccountId is no id'
  const isList = Array.isArray(secrets) && secrets.every((one) => typeof one === 'string' && one.trim() !== '')
  return isList && secrets.length <= LIVE_SECRETS ? null : `secrets must be a list of at most ${LIVE_SECRETS} texts`
}

function withoutSecret({ account, secrets, unsigned }: AccountEntry, subject: Subject): readonly Looked[] {
  if (unsigned || secrets.length > 0) return []
  return [
    wrong(
      'secret_missing',
      `account ${account} has no secret: its webhooks are refused`,
      subject.command(`register-webhook --account ${account}`),
    ),
  ]
}

/** Whether an account's access to Chatwoot is there, well-formed and for the same account as its webhooks. */
export async function lookAtAccess(account: string, subject: Subject): Promise<readonly Looked[]> {
  const document = await subject.access()
  const entry = Object.values(await subject.accounts()).find((one) => one.account === account)
  const set = subject.command(
    `chatwoot set --account ${account} --url https://chat.example.com --chatwoot-account ${entry?.chatwootAccountId ?? 'ID'}`,
  )
  if (!Object.hasOwn(document, account))
    return [
      warning(
        'access_missing',
        'no token is stored: nothing is read from or written into Chatwoot, and nobody is routed',
        set,
      ),
    ]
  const access = checkAccess(account, document[account])
  if (typeof access === 'string') return [wrong('access_ill_formed', `what is stored of Chatwoot: ${access}`, set)]
  if (entry === undefined)
    return [
      warning(
        'account_not_registered',
        'there is a token, and the account may send no webhooks',
        subject.command(`accounts add --account ${account} --chatwoot-account ${access.accountId}`),
      ),
    ]
  if (entry.chatwootAccountId !== access.accountId)
    return [
      wrong(
        'account_ids_differ',
        `webhooks are taken of Chatwoot account ${entry.chatwootAccountId}, and the token is used for ${access.accountId}`,
        subject.command(
          `chatwoot set --account ${account} --url ${access.baseUrl} --chatwoot-account ${entry.chatwootAccountId}`,
        ),
      ),
    ]
  const isOpen = access.baseUrl.startsWith('http://') && !/\/\/(localhost|127\.0\.0\.1|\[::1\])/.test(access.baseUrl)
  return isOpen ? [note('plain_http', 'the token travels unencrypted: use an https address')] : []
}
