import { eventsOff, ourWebhooks } from '../webhooks/registration.ts'
import { getProbe, postProbe } from '../webhooks/signed-probe.ts'
import { ChatwootFault, type RegisteredWebhook, webhookRegistry } from '../webhooks/webhook-registry.ts'
import { type Looked, note, ok, unknown, warning, wrong } from './finding.ts'
import { accessFor } from './look-at-chatwoot.ts'
import { type Registration, registrationOf, type Subject, webhookBase } from './subject.ts'

/** Whether Chatwoot tells us of everything, once, and signed by what we know. */
export async function lookAtWebhook(account: string, subject: Subject): Promise<readonly Looked[]> {
  const access = await accessFor(account, subject)
  const registration = await registrationOf(account, subject)
  const base = webhookBase(subject)
  if (access === undefined || registration === undefined || base === undefined)
    return [unknown('webhook_not_seen', 'what is registered in Chatwoot cannot be seen: mend its access first')]
  let all: readonly RegisteredWebhook[]
  try {
    all = await webhookRegistry(access, subject.http).list()
  } catch (error) {
    if (!(error instanceof ChatwootFault)) throw error
    return [unknown('webhook_not_seen', `what is registered in Chatwoot cannot be seen: ${error.code}`)]
  }
  const { right, twins, strays } = ourWebhooks(all, { base, accountKey: registration.accountKey })
  const register = subject.command(`register-webhook --account ${account}`)
  const only = right ?? (twins.length === 1 ? twins[0] : undefined)
  if (only === undefined && twins.length === 0) return [missing(strays, register)]
  const surplus = [...twins.filter((twin) => twin !== only), ...strays]
  return [
    ...(only !== undefined && only !== right ? await elsewhere(only, register) : []),
    ...(surplus.length === 0
      ? []
      : [
          wrong(
            'webhook_twice',
            `Chatwoot tells us by ${surplus.length + 1} webhooks of ours: ${[only, ...surplus].map((one) => one?.id).join(', ')}`,
            `${register} --prune`,
          ),
        ]),
    ...(only === undefined ? [] : ofEvents(only, register)),
    ...(only === undefined ? [] : ofSecret(only, registration, register)),
  ]
}

function missing(strays: readonly RegisteredWebhook[], register: string): Looked {
  if (strays.length === 0)
    return wrong('webhook_missing', 'no webhook of ours is registered in Chatwoot: it tells us of nothing', register)
  return wrong(
    'webhook_other_key',
    `webhook ${strays.map(({ id }) => id).join(', ')} has a key that is not this account's: what it sends is refused`,
    `${register} --prune`,
  )
}

/** A domain of one's own in front of us is as good, as long as it leads here. */
async function elsewhere({ id, url }: RegisteredWebhook, register: string): Promise<readonly Looked[]> {
  const probed = await getProbe(url)
  if (probed.kind === 'answered' && probed.status === 200)
    return [note('webhook_by_other_host', `webhook ${id} reaches us by ${new URL(url).host}`)]
  const why = probed.kind === 'answered' ? `it answers ${probed.status}` : probed.why
  return [wrong('webhook_elsewhere', `webhook ${id} goes to ${new URL(url).host}, and not to us: ${why}`, register)]
}

function ofEvents(webhook: RegisteredWebhook, register: string): readonly Looked[] {
  const off = eventsOff(webhook)
  return [
    ...(off.missing.length === 0
      ? []
      : [
          wrong('webhook_events_missing', `webhook ${webhook.id} does not tell of ${off.missing.join(', ')}`, register),
        ]),
    ...(off.needless.length === 0
      ? []
      : [
          warning(
            'webhook_events_needless',
            `webhook ${webhook.id} also tells of ${off.needless.join(', ')}, which costs and is ignored`,
            register,
          ),
        ]),
  ]
}

function ofSecret({ id, secret }: RegisteredWebhook, { entry }: Registration, register: string): readonly Looked[] {
  if (secret === null)
    return [note('webhook_without_secret', `Chatwoot shows no secret of webhook ${id}: before 4.11.2 it does not sign`)]
  if (entry.unsigned)
    return [
      warning(
        'account_unsigned',
        'Chatwoot signs this webhook, and the account is registered as unsigned: whoever learns its address is believed',
        register,
      ),
    ]
  if (!entry.secrets.includes(secret))
    return [
      wrong(
        'webhook_secret_differs',
        `webhook ${id} is signed by a secret that is not stored here: it is refused`,
        register,
      ),
    ]
  return [ok(`webhook ${id} is there once, tells of what is needed, and its secret is known here`)]
}

/** Sends a harmless webhook signed rightly, and one signed wrongly that is marked so that nobody is woken. */
export async function lookAtSignature(account: string, subject: Subject): Promise<readonly Looked[]> {
  const registration = await registrationOf(account, subject)
  const base = webhookBase(subject)
  if (registration === undefined || base === undefined)
    return [unknown('signature_not_tried', 'the account is not registered')]
  const { accountKey, entry } = registration
  const url = `${base}/webhooks/chatwoot/${accountKey}`
  const [secret] = entry.secrets
  if (entry.unsigned || secret === undefined) {
    const probed = await getProbe(url)
    const isThere = probed.kind === 'answered' && probed.status === 200
    if (!isThere) return [unreached(probed.kind === 'answered' ? `it answers ${probed.status}` : probed.why, subject)]
    return [note('signature_not_tried', 'the address is taken; there is no secret to sign by')]
  }
  const nowMs = subject.now()
  const [right, bad] = await Promise.all([
    postProbe(url, { secret, nowMs }),
    postProbe(url, { secret, nowMs, wrongly: true }),
  ])
  if (right.kind === 'unanswered') return [unreached(right.why, subject)]
  if (right.status !== 202) return [notTaken(right.status, subject)]
  if (bad.kind === 'unanswered') return [unknown('signature_not_tried', bad.why)]
  if (bad.status !== 401)
    return [
      wrong(
        'signature_not_checked',
        `a webhook signed wrongly was answered ${bad.status}: anybody may write here`,
        'Roll ingest back: docs/runbooks/support_webhooks.md',
      ),
    ]
  return [ok('what is signed by its secret is taken, and what is not is refused')]
}

const unreached = (why: string, { values }: Subject): Looked =>
  wrong(
    'intake_unreachable',
    `our own address for webhooks does not answer: ${why}. Every webhook is lost`,
    'docs/runbooks/alarms.md#ingest-errors',
    `npm run deploy -- -c env=${values.env}`,
  )

function notTaken(status: number, { command }: Subject): Looked {
  const found = `a webhook signed by the stored secret was answered ${status}`
  if (status === 401 || status === 404)
    return wrong(
      'signature_refused',
      `${found}: ingest does not know what is stored, or its clock is off`,
      'A change is known within a minute: look again',
      command('accounts list'),
    )
  return wrong('intake_unavailable', `${found}: nothing is taken`, 'docs/runbooks/alarms.md#intake-unavailable')
}

/** An address that Chatwoot may refuse to post to (CONTRACT (a)). */
export function lookAtReach(subject: Subject): readonly Looked[] {
  const base = webhookBase(subject)
  if (base === undefined || !isPrivate(new URL(base).hostname)) return []
  const hint = 'since 4.14 Chatwoot posts to private addresses with SAFE_FETCH_ALLOW_PRIVATE_NETWORK=true only'
  return subject.isLocal
    ? [note('private_address', hint)]
    : [warning('private_address', hint, 'Set it where Chatwoot runs')]
}

const isPrivate = (host: string): boolean =>
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]|\[f[cd])/.test(host)
