/** `npm run ops -- <command>`: the operator's command line, for a deployed stack and for the local runner. */
import { randomBytes } from 'node:crypto'
import { text as readAll } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import {
  type AccountsDocument,
  addAccount,
  dropOldSecrets,
  giveSecret,
  keyOrFault,
  removeAccount,
  summaries,
  UsageFault,
} from './accounts.ts'

const USAGE = `npm run ops -- accounts <command> [options]

  accounts list                            who may send webhooks, without keys and secrets
  accounts add --account SLUG --chatwoot-account ID [--unsigned]
                                           registers an account and prints its webhook path
  accounts url --account SLUG              prints the webhook path again; treat it like a password
  accounts secret --account SLUG           reads the webhook's secret from standard input; the one before stays valid
  accounts drop-old --account SLUG         only the newest secret stays valid
  accounts remove --account SLUG           its webhooks are refused within a minute

Options
  --env NAME        dev (default), staging or prod: which deployment, by your AWS credentials
  --endpoint URL    a local runner's engineUrl instead of AWS
  --json            one JSON document on standard output
  --help            this text

Exit codes: 0 done, 2 wrong usage, 3 AWS or the runner refused or could not be reached.`

const CALL_TIMEOUT_MS = 10_000

const options = {
  account: { type: 'string' },
  'chatwoot-account': { type: 'string' },
  unsigned: { type: 'boolean', default: false },
  env: { type: 'string', default: 'dev' },
  endpoint: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values']
type Answer = { readonly text: string; readonly json: unknown }

async function run(command: string, values: Values): Promise<Answer> {
  const book = accountsSecret(values.env, values.endpoint)
  const document = await book.read()
  const account = (): string => {
    if (values.account === undefined) throw new UsageFault('--account SLUG is missing')
    return values.account
  }
  const path = (key: string): string => `/webhooks/chatwoot/${key}`
  switch (command) {
    case 'list': {
      const rows = summaries(document)
      const lines = rows.map((r) => `${r.account}\tChatwoot account ${r.chatwootAccountId}\t${r.trust}`)
      return { text: lines.join('\n') || 'No account is registered yet.', json: rows }
    }
    case 'add': {
      const accountKey = randomBytes(24).toString('base64url')
      const chatwootAccountId = Number(values['chatwoot-account'])
      await book.write(
        addAccount(document, { account: account(), chatwootAccountId, unsigned: values.unsigned, accountKey }),
      )
      const next = values.unsigned
        ? 'Its webhooks are trusted by this path alone.'
        : `Then give its secret: accounts secret --account ${account()}`
      return {
        text: `${path(accountKey)}\nPut it behind the API's address as the webhook URL in Chatwoot. ${next}`,
        json: { account: account(), webhookPath: path(accountKey) },
      }
    }
    case 'url': {
      const webhookPath = path(keyOrFault(document, account()))
      return { text: webhookPath, json: { account: account(), webhookPath } }
    }
    case 'secret':
      if (process.stdin.isTTY) console.error('Paste the secret, then press Enter and Ctrl-D.')
      return stored(giveSecret(document, account(), (await readAll(process.stdin)).trim()))
    case 'drop-old':
      return stored(dropOldSecrets(document, account()))
    case 'remove':
      return stored(removeAccount(document, account()))
    default:
      throw new UsageFault(`unknown command: accounts ${command}`)
  }

  async function stored(changed: AccountsDocument): Promise<Answer> {
    await book.write(changed)
    const rows = summaries(changed)
    return { text: `Done. Effective within a minute.`, json: rows }
  }
}

function accountsSecret(env: string, endpoint: string | undefined) {
  // Local runs do without the SDK's notice about Node 20; against AWS it is worth reading.
  if (endpoint !== undefined) process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  const client = new SecretsManagerClient({
    requestHandler: { requestTimeout: CALL_TIMEOUT_MS },
    ...(endpoint === undefined
      ? {}
      : { endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'ops', secretAccessKey: 'local' } }),
  })
  const SecretId = `backdesk/${env}/accounts`
  return {
    async read(): Promise<AccountsDocument> {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }))
      return JSON.parse(SecretString || '{}') as AccountsDocument
    },
    async write(document: AccountsDocument): Promise<void> {
      await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(document) }))
    },
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [area, command] = positionals
  if (values.help || area === undefined) {
    console.log(USAGE)
    return values.help ? 0 : 2
  }
  if (area !== 'accounts' || command === undefined) throw new UsageFault(`unknown command: ${positionals.join(' ')}`)
  const answer = await run(command, values)
  console.log(values.json ? JSON.stringify(answer.json) : answer.text)
  return 0
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (fault: unknown) => {
    const wrongUsage = fault instanceof UsageFault || (fault instanceof TypeError && 'code' in fault)
    console.error(fault instanceof Error ? fault.message : String(fault))
    if (wrongUsage) console.error('See: npm run ops -- --help')
    process.exitCode = wrongUsage ? 2 : 3
  },
)
