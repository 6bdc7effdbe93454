import { isUtf8 } from 'node:buffer'
import { PROBE_HEADER } from '#runtime/webhook-probe'
import type { AccountBook } from './account-book.ts'
import type { Account } from './accounts.ts'
import { type Answer, accepted, alive, type ProblemCode, problem } from './answer.ts'
import { type Attributes, type IntakeDeps, takeIn } from './intake.ts'
import { isProbe, type Signed, type Verdict, verify } from './signature.ts'
import type { RefusalTeller } from './tell-refusal.ts'

/** What an HTTP API passes to the function (payload format 2.0), as far as it matters here. */
export type WebhookRequest = {
  readonly requestContext: { readonly http: { readonly method: string } }
  readonly pathParameters?: Readonly<Record<string, string | undefined>>
  /** Names in any case; API Gateway joins repeated ones by a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body?: string
  readonly isBase64Encoded: boolean
}

type Counted =
  | 'WebhooksAccepted'
  | 'WebhooksRefused'
  | 'UnknownAccount'
  | 'SignatureFailures'
  | 'UnsignedAccepted'
  | 'BodiesSpooled'
  | 'IntakeUnavailable'

export type IngestDeps = Omit<IntakeDeps, 'log'> & {
  readonly book: AccountBook
  readonly maxBodyBytes: number
  readonly newId: () => string
  /** Of webhooks of a known account. */
  readonly tellRefusal: RefusalTeller
  readonly count: (name: Counted) => void
  readonly log: IntakeDeps['log'] & {
    warn(code: string, fields: Readonly<Record<string, string | number>>): void
  }
}

type Delivery = {
  readonly header: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
  readonly startMs: number
}

/**
 * Answers one request to `/webhooks/chatwoot/{accountKey}`. 202 means that the webhook is stored durably; every other
 * answer to a POST means that nothing was stored. Cheap checks come first, and nothing of the body is looked at before
 * its signature holds. Takes 3.5 s at most (budget.ts).
 */
export async function acceptWebhook(request: WebhookRequest, deps: IngestDeps): Promise<Answer> {
  const startMs = deps.now()
  const { method } = request.requestContext.http
  if (method !== 'POST' && method !== 'GET' && method !== 'HEAD') return refuse('method_not_allowed', deps)

  const accountKey = request.pathParameters?.accountKey ?? ''
  const account = await deps.book.find(accountKey, startMs)
  if (account === 'unavailable') return unavailable(deps)
  if (account === undefined) return unknownAccount(deps)
  if (method !== 'POST') return alive(method)

  const delivery = { header: lowerCased(request.headers), body: rawBody(request), startMs }
  const { account: slug } = account
  if (delivery.body.length > deps.maxBodyBytes) return refuseOf(slug, 'body_too_large', delivery, deps)
  if (!isJson(delivery.header['content-type'])) return refuseOf(slug, 'content_type_not_json', delivery, deps)

  const { verdict, known } = await judge(delivery, { account, accountKey }, deps)
  const trust = verdict === 'valid' ? 'signed' : 'unsigned'
  if (trust === 'unsigned' && !known.unsigned) return refuseSignature(delivery, { account: known, verdict }, deps)
  if (!isUtf8(delivery.body) || !parses(delivery.body)) return refuseOf(slug, 'body_not_json', delivery, deps)

  return store(delivery, { account: known, trust }, deps)
}

/** A mismatch may mean that a secret was added a moment ago: then the accounts are read again, and it is judged anew. */
async function judge(
  delivery: Delivery,
  { account, accountKey }: { readonly account: Account; readonly accountKey: string },
  deps: IngestDeps,
): Promise<{ readonly verdict: Verdict; readonly known: Account }> {
  const verdict = verdictOf(delivery, account)
  if (verdict !== 'mismatch') return { verdict, known: account }
  const afresh = await deps.book.findAfresh(accountKey, delivery.startMs)
  const known = afresh === undefined || afresh === 'unavailable' ? account : afresh
  return { verdict: verdictOf(delivery, known), known }
}

const verdictOf = (delivery: Delivery, account: Account): Verdict =>
  verify(signedIn(delivery), account.secrets, delivery.startMs)

const signedIn = ({ header, body }: Delivery): Signed => ({
  timestamp: header['x-chatwoot-timestamp'],
  signature: header['x-chatwoot-signature'],
  body,
})

async function store(
  { header, body, startMs }: Delivery,
  { account, trust }: { readonly account: Account; readonly trust: Attributes['trust'] },
  deps: IngestDeps,
): Promise<Answer> {
  const receiptId = deps.newId()
  const deliveryId = plain(header['x-chatwoot-delivery'], DELIVERY_ID)
  const attributes: Attributes = {
    receiptId,
    account: account.account,
    chatwootAccountId: String(account.chatwootAccountId),
    deliveryId,
    receivedAtMs: String(startMs),
    correlationId: deliveryId === '-' ? receiptId : deliveryId,
    trust,
    sentAtS: plain(header['x-chatwoot-timestamp'], UNIX_SECONDS),
  }
  const taken = await takeIn({ body, attributes, receivedAtMs: startMs }, startMs, deps)
  if (taken === undefined) return unavailable(deps)
  deps.count('WebhooksAccepted')
  if (trust === 'unsigned') deps.count('UnsignedAccepted')
  if (taken !== 'queued') deps.count('BodiesSpooled')
  return accepted
}

function refuse(code: ProblemCode, deps: IngestDeps): Answer {
  deps.count('WebhooksRefused')
  deps.log.warn('webhook_refused', { problem: code })
  return problem(code)
}

async function refuseOf(account: string, code: ProblemCode, { startMs }: Delivery, deps: IngestDeps): Promise<Answer> {
  await deps.tellRefusal({ account, reason: code }, startMs)
  return refuse(code, deps)
}

async function refuseSignature(
  delivery: Delivery,
  { account, verdict }: { readonly account: Account; readonly verdict: Verdict },
  deps: IngestDeps,
): Promise<Answer> {
  const { header, startMs } = delivery
  if (isProbe(header[PROBE_HEADER], signedIn(delivery), account.secrets)) return problem('signature_refused')
  await deps.tellRefusal({ account: account.account, reason: `signature_${verdict}` }, startMs)
  deps.count('SignatureFailures')
  const sentAtS = plain(header['x-chatwoot-timestamp'], UNIX_SECONDS)
  const correlationId = plain(header['x-chatwoot-delivery'], DELIVERY_ID)
  const ageS = sentAtS === '-' ? 'unknown' : Math.round(startMs / 1000) - Number(sentAtS)
  deps.log.warn('signature_refused', { account: account.account, verdict, ageS, correlationId })
  return problem('signature_refused')
}

function unknownAccount(deps: IngestDeps): Answer {
  deps.count('UnknownAccount')
  return problem('unknown_account')
}

function unavailable(deps: IngestDeps): Answer {
  deps.count('IntakeUnavailable')
  return problem('intake_unavailable')
}

const rawBody = ({ body = '', isBase64Encoded }: WebhookRequest): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')

const lowerCased = (headers: WebhookRequest['headers']): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** Also when no type came: some proxies lose it, the webhook would be lost with it, and the body is read as JSON anyway. */
const isJson = (contentType = ''): boolean => /^\s*(application\/json\s*([;,]|$)|$)/i.test(contentType)

function parses(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'))
    return true
  } catch {
    return false
  }
}

const DELIVERY_ID = /^[A-Za-z0-9-]{1,64}$/
const UNIX_SECONDS = /^\d{1,12}$/
/** A header's value if it is what it should be, since it becomes an attribute and a log field; else `-`. */
const plain = (value: string | undefined, form: RegExp): string => (value && form.test(value) ? value : '-')
