import type { AccessDocument } from '#chatwoot/access'
import { keepAliveHttp } from '#chatwoot/http-call'
import { sleep } from '#runtime/retry'
import { type AccountEntry, type AccountsDocument, giveSecret, keyOrFault } from '../accounts.ts'
import { type Answer, type Area, givenText, isSet, UsageFault, type Values, wantedText } from '../area.ts'
import { type SecretDocument, secretDocument } from '../aws-access.ts'
import { accessOrFault } from '../chatwoot.ts'
import { clockOf, webhookBaseOf } from '../deployment.ts'
import { progressOn } from '../progress.ts'
import { inWords, type Registered, registerWebhook } from './register-webhook.ts'
import { type Address, addressText, type Plan, planRegistration } from './registration.ts'
import { postProbe } from './signed-probe.ts'
import { webhookRegistry } from './webhook-registry.ts'

const USAGE = `  register-webhook --account SLUG [--url BASE] [--rotate] [--prune] [--dry-run]
                                           makes the account's webhook in Chatwoot right: there once, with the right
                                           address and events, its secret stored here. As often as you like.
                                           --rotate: a new secret, and nothing is refused meanwhile; --prune: removes
                                           others of ours; --url: the address that Chatwoot reaches us at, if another`

/** Ingest reads the secret again at a signature it does not know, every five seconds at most. */
const UNTIL_KNOWN_MS = 6_000

export const registerWebhookArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    url: { type: 'string' },
    rotate: { type: 'boolean' },
    prune: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
  },
  takes: { '': ['account', 'url', 'rotate', 'prune', 'dry-run'] },
  run: async (words, values) => {
    if (words.length > 0) throw new UsageFault(`register-webhook takes no ${words.join(' ')}`)
    return registered(wantedText(values, '--account SLUG'), values)
  },
}

async function registered(account: string, values: Values): Promise<Answer> {
  const book = secretDocument<AccountsDocument>(values, 'accounts')
  const document = await book.read()
  const accountKey = keyOrFault(document, account)
  const entry = document[accountKey]
  const access = accessOrFault(await secretDocument<AccessDocument>(values, 'chatwoot').read(), account)
  if (entry?.chatwootAccountId !== access.accountId)
    throw new UsageFault(
      `account ${account} is Chatwoot account ${entry?.chatwootAccountId} here, and its token is for ${access.accountId}: ` +
        'mend one of them by accounts or chatwoot set',
    )
  const address: Address = { base: baseIn(values) ?? (await webhookBaseOf(values)), accountKey }
  const registry = webhookRegistry(access, keepAliveHttp())
  const wishes = { rotate: isSet(values, 'rotate'), prune: isSet(values, 'prune') }
  if (isSet(values, 'dry-run')) return planned(account, planRegistration(await registry.list(), address, wishes))

  const progress = progressOn(process.stderr)
  const done = await registerWebhook(address, wishes, {
    registry,
    storeSecret: (secret) => storeSecret(book, account, secret),
    untilTaken: async (secret) => {
      progress.show('waiting until the secret is known')
      await untilTaken(addressText(address), secret, await clockOf(values))
    },
    tell: progress.show,
    name: `Backdesk ${values.env}`,
  })
  progress.end()
  return told(account, done, entry)
}

/** @throws UsageFault */
function baseIn(values: Values): string | undefined {
  const given = givenText(values, 'url')
  if (given === undefined) return undefined
  const url = URL.canParse(given) ? new URL(given) : undefined
  const isPlain =
    url !== undefined && /^https?:$/.test(url.protocol) && `${url.search}${url.hash}${url.username}` === ''
  if (!isPlain)
    throw new UsageFault('--url must be an http(s) address without query, such as https://hooks.example.com')
  return given.replace(/\/+$/, '')
}

/** Read again, since others may have written since. */
async function storeSecret(book: SecretDocument<AccountsDocument>, account: string, secret: string) {
  const document = await book.read()
  const entry = document[keyOrFault(document, account)]
  if (entry?.secrets[0] === secret && !entry.unsigned) return 'known'
  await book.write(giveSecret(document, account, secret))
  return 'stored'
}

async function untilTaken(url: string, secret: string, now: () => number): Promise<void> {
  await sleep(UNTIL_KNOWN_MS)
  const probed = await postProbe(url, { secret, nowMs: now() })
  if (probed.kind === 'answered' && probed.status === 202) return
  const why = probed.kind === 'answered' ? `it answers ${probed.status}` : probed.why
  throw new Error(
    `the address of the webhook does not take what is signed by its secret: ${why}. The secret is stored; do it again`,
  )
}

function planned(account: string, { steps, left }: Plan): Answer {
  const lines = steps.length === 0 ? ['nothing: it is as it should be'] : steps.map(inWords)
  return {
    text: [`Would be done for ${account}:`, ...lines.map((line) => `  ${line}`), ...leftLines(left)].join('\n'),
    json: { account, dryRun: true, steps: steps.map(inWords), left: left.map(({ id }) => id) },
    exitCode: steps.length + left.length > 0 ? 1 : 0,
  }
}

function told(account: string, { steps, left, webhook, secret }: Registered, entry: AccountEntry | undefined): Answer {
  const isTrusted = secret !== 'none' || entry?.unsigned === true || (entry?.secrets.length ?? 0) > 0
  const lines = [
    `Webhook ${webhook?.id} of ${account} is as it should be.`,
    ...steps.map((step) => `  done: ${inWords(step)}`),
    SECRET_WORDS[secret],
    ...(isTrusted ? [] : UNSIGNED),
    ...leftLines(left),
  ]
  return {
    text: lines.join('\n'),
    json: { account, webhookId: webhook?.id, steps: steps.map(inWords), secret, left: left.map(({ id }) => id) },
    exitCode: isTrusted && left.length === 0 ? 0 : 1,
  }
}

const SECRET_WORDS: Readonly<Record<Registered['secret'], string>> = {
  stored: 'Its secret is stored; the one before it stays valid until `accounts drop-old`.',
  known: 'Its secret is the one stored here.',
  none: 'Chatwoot gives no secret: before 4.11.2 it does not sign its webhooks.',
}
const UNSIGNED = [
  'Until it is updated its webhooks are refused, unless you trust its address alone:',
  '  accounts remove, then accounts add with --unsigned, then register-webhook --prune',
]

const leftLines = (left: Plan['left']): string[] =>
  left.length === 0
    ? []
    : [`Left as they are: webhooks ${left.map(({ id }) => id).join(', ')}, ours too. Remove them by --prune.`]
