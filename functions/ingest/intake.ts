import { type Clockwork, PLAN, tryUntil } from './budget.ts'

/** The stamps of a webhook, as message attributes: plain ASCII, none empty. */
export type Attributes = {
  readonly receiptId: string
  readonly account: string
  readonly chatwootAccountId: string
  /** `X-Chatwoot-Delivery`, or `-`. */
  readonly deliveryId: string
  readonly receivedAtMs: string
  /** The delivery id, or the receipt id without one. */
  readonly correlationId: string
  readonly trust: 'signed' | 'unsigned'
  /** `X-Chatwoot-Timestamp`, Unix seconds, or `-`. */
  readonly sentAtS: string
}

/** A webhook that passed every check, as it goes on the inbound queue. */
export type Webhook = {
  /** The raw body, byte for byte; UTF-8. */
  readonly body: Buffer
  readonly attributes: Attributes
  readonly receivedAtMs: number
}
/** `spooled`: SQS did not take it; it reaches the queue through the bucket's events instead. */
export type Taken = 'queued' | 'queued_with_body_in_s3' | 'spooled'

export type IntakeDeps = Clockwork & {
  readonly bucket: string
  readonly send: (
    message: { readonly body: string; readonly attributes: Readonly<Record<string, string>> },
    signal: AbortSignal,
  ) => Promise<void>
  readonly bodies: {
    put(
      object: {
        readonly key: string
        readonly body: Uint8Array
        readonly metadata?: Readonly<Record<string, string>>
      },
      signal: AbortSignal,
    ): Promise<void>
    /** Begins to load what `put` needs. */
    warm(): void
  }
  readonly log: { fault(code: string, error: unknown, fields?: Readonly<Record<string, string>>): void }
}

/**
 * SQS takes 1 MiB, attribute names, types and values included. The room left above is for the attributes, and for the
 * reason and detail that a dead letter adds.
 */
const MESSAGE_BYTES = 1_048_576 - 4_096
/** What JSON allows raw in a string and SQS refuses in a message (control characters are not JSON to begin with). */
const REFUSED_BY_SQS = /[\uFFFE\uFFFF]/

/**
 * Makes a webhook durable within the plan of `budget.ts`, counted from `startMs`: on the queue, or with its body in S3
 * and a pointer on the queue, or, when the queue does not take it, in S3 under `spool/`, from where the bucket's events
 * bring it to the same queue. `undefined` when S3 fails too: then nothing is stored.
 */
export async function takeIn(webhook: Webhook, startMs: number, deps: IntakeDeps): Promise<Taken | undefined> {
  const { attributes } = webhook
  const text = webhook.body.toString('utf8')
  const fits = webhook.body.length <= MESSAGE_BYTES && !REFUSED_BY_SQS.test(text)
  if (fits && (await enqueue({ body: text, attributes }, startMs, deps))) return 'queued'
  if (!fits && (await enqueuePointer(webhook, startMs, deps))) return 'queued_with_body_in_s3'
  return (await spool(webhook, startMs, deps)) ? 'spooled' : undefined
}

async function enqueue(
  message: { readonly body: string; readonly attributes: Attributes },
  startMs: number,
  deps: IntakeDeps,
): Promise<boolean> {
  const attempt = async (signal: AbortSignal): Promise<void> => {
    try {
      await deps.send(message, signal)
    } catch (error) {
      // The spool may be next; its client loads while the queue is tried again.
      deps.bodies.warm()
      throw error
    }
  }
  // An attempt that was cut off may have been taken: the webhook is then received twice, which the merge bears.
  const sent = await tryUntil(startMs + PLAN.queueMs, attempt, deps)
  if (!sent.ok) deps.log.fault('enqueue_failed', sent.error, about(message.attributes))
  return sent.ok
}

async function enqueuePointer(webhook: Webhook, startMs: number, deps: IntakeDeps): Promise<boolean> {
  const key = keyOf('bodies', webhook)
  const put = (signal: AbortSignal): Promise<void> => deps.bodies.put({ key, body: webhook.body }, signal)
  const stored = await tryUntil(startMs + PLAN.largeBodyMs, put, deps)
  if (!stored.ok) {
    deps.log.fault('store_body_failed', stored.error, about(webhook.attributes))
    return false
  }
  const attributes = { ...webhook.attributes, bodyIn: 's3' }
  return enqueue({ body: JSON.stringify({ bucket: deps.bucket, key }), attributes }, startMs, deps)
}

async function spool(webhook: Webhook, startMs: number, deps: IntakeDeps): Promise<boolean> {
  const object = { key: keyOf('spool', webhook), body: webhook.body, metadata: lowerCased(webhook.attributes) }
  const stored = await tryUntil(startMs + PLAN.spoolMs, (signal) => deps.bodies.put(object, signal), deps)
  if (!stored.ok) deps.log.fault('spool_failed', stored.error, about(webhook.attributes))
  return stored.ok
}

function keyOf(prefix: 'bodies' | 'spool', { attributes, receivedAtMs }: Webhook): string {
  const day = new Date(receivedAtMs).toISOString().slice(0, 10)
  return `${prefix}/${attributes.account}/${day}/${attributes.receiptId}.json`
}

/** S3 gives metadata names back in lower case; written so, the same name reads it. */
const lowerCased = (attributes: Attributes): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), value]))

const about = ({ account, correlationId }: Attributes): Record<string, string> => ({ account, correlationId })
