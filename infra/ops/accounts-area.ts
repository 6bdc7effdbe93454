import { randomBytes } from 'node:crypto'
import {
  type AccountsDocument,
  addAccount,
  dropOldSecrets,
  giveSecret,
  keyOrFault,
  removeAccount,
  summaries,
} from './accounts.ts'
import { type Answer, type Area, isSet, UsageFault, type Values, wantedText } from './area.ts'
import { secretDocument } from './aws-access.ts'
import { fromStandardInput } from './standard-input.ts'

const USAGE = `  accounts list                            who may send webhooks, without keys and secrets
  accounts add --account SLUG --chatwoot-account ID [--unsigned]
                                           registers an account and prints its webhook path
  accounts url --account SLUG              prints the webhook path again; treat it like a password
  accounts secret --account SLUG           reads the webhook's secret from standard input; the one before stays valid
  accounts drop-old --account SLUG         only the newest secret stays valid
  accounts remove --account SLUG           its webhooks are refused within a minute`

/** Who may send webhooks: the accounts document in Secrets Manager. */
export const accountsArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    'chatwoot-account': { type: 'string' },
    unsigned: { type: 'boolean' },
  },
  takes: {
    list: [],
    add: ['account', 'chatwoot-account', 'unsigned'],
    url: ['account'],
    secret: ['account'],
    'drop-old': ['account'],
    remove: ['account'],
  },
  run: async ([command = ''], values) => {
    const book = secretDocument<AccountsDocument>(values, 'accounts')
    return runCommand(command, values, {
      document: await book.read(),
      store: async (changed) => {
        await book.write(changed)
        return { text: 'Done. Effective within a minute.', json: summaries(changed) }
      },
    })
  },
}

type Book = {
  readonly document: AccountsDocument
  readonly store: (changed: AccountsDocument) => Promise<Answer>
}

async function runCommand(command: string, values: Values, { document, store }: Book): Promise<Answer> {
  const account = (): string => wantedText(values, '--account SLUG')
  switch (command) {
    case 'list':
      return listed(document)
    case 'add': {
      const accountKey = randomBytes(24).toString('base64url')
      const unsigned = isSet(values, 'unsigned')
      const chatwootAccountId = Number(values.given['chatwoot-account'])
      await store(addAccount(document, { account: account(), chatwootAccountId, unsigned, accountKey }))
      return added(account(), accountKey, unsigned)
    }
    case 'url': {
      const webhookPath = pathOf(keyOrFault(document, account()))
      return { text: webhookPath, json: { account: account(), webhookPath } }
    }
    case 'secret':
      return store(giveSecret(document, account(), await fromStandardInput('the secret')))
    case 'drop-old':
      return store(dropOldSecrets(document, account()))
    case 'remove':
      return store(removeAccount(document, account()))
    default:
      throw new UsageFault(`unknown command: accounts ${command}`)
  }
}

function listed(document: AccountsDocument): Answer {
  const rows = summaries(document)
  const lines = rows.map((r) => `${r.account}\tChatwoot account ${r.chatwootAccountId}\t${r.trust}`)
  return { text: lines.join('\n') || 'No account is registered yet.', json: rows }
}

function added(account: string, accountKey: string, unsigned: boolean): Answer {
  const webhookPath = pathOf(accountKey)
  const next = unsigned
    ? 'Its webhooks are trusted by this path alone.'
    : `Then give its secret: accounts secret --account ${account}`
  return {
    text: `${webhookPath}\nPut it behind the API's address as the webhook URL in Chatwoot. ${next}`,
    json: { account, webhookPath },
  }
}

const pathOf = (accountKey: string): string => `/webhooks/chatwoot/${accountKey}`
