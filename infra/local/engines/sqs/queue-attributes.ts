import { invalidValue, MAX_MESSAGE_BYTES, sqsError } from './message.ts'

type Attributes = Readonly<Record<string, string>>

const DEFAULTS: Attributes = {
  VisibilityTimeout: '30',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
  MaximumMessageSize: String(MAX_MESSAGE_BYTES),
  MessageRetentionPeriod: '345600',
}

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  VisibilityTimeout: [0, 43_200],
  DelaySeconds: [0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  MaximumMessageSize: [1024, MAX_MESSAGE_BYTES],
  MessageRetentionPeriod: [60, 1_209_600],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
}

const OTHERS = new Set([
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
])

type RedrivePolicy = { readonly dlqArn: string; readonly maxReceiveCount: number }

/** The attributes of one queue, checked. */
export class QueueSettings {
  readonly #fifo: boolean
  /** Whether the queue of an ARN is FIFO; undefined when there is none. */
  readonly #isFifo: (arn: string) => boolean | undefined
  #attributes: Record<string, string> = { ...DEFAULTS }
  #redrive: RedrivePolicy | undefined

  constructor(fifo: boolean, isFifo: (arn: string) => boolean | undefined) {
    this.#fifo = fifo
    this.#isFifo = isFifo
  }

  get all(): Readonly<Record<string, string>> {
    return this.#attributes
  }

  get redrive(): RedrivePolicy | undefined {
    return this.#redrive
  }

  number(name: string): number {
    return Number(this.#attributes[name])
  }

  /** Throws what SQS throws; then nothing has changed. */
  set(attributes: Attributes): void {
    if (attributes.FifoQueue !== undefined && (String(attributes.FifoQueue) === 'true') !== this.#fifo) {
      throw invalidValue(
        'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
      )
    }
    const merged = mergeAttributes(attributes, this.#attributes)
    const policy = redrivePolicy(merged)
    if (policy && attributes.RedrivePolicy !== undefined && this.#isFifo(policy.dlqArn) !== this.#fifo) {
      throw invalidValue(
        `Value ${merged.RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: Dead-letter target must exist and be of the same type as the source.`,
      )
    }
    this.#attributes = merged
    this.#redrive = policy
  }

  /** Takes saved attributes as they are: the dead-letter queue may be restored later than this one. */
  restore(attributes: Attributes): void {
    this.#attributes = { ...attributes }
    this.#redrive = redrivePolicy(attributes)
  }
}

/** Merges new attributes over old ones; throws what SQS throws for unknown names and values out of range. */
function mergeAttributes(given: Attributes, old: Attributes): Record<string, string> {
  const merged: Record<string, string> = { ...old }
  for (const [name, raw] of Object.entries(given)) {
    const value = String(raw)
    const range = RANGES[name]
    if (range) {
      const n = Number(value)
      if (!Number.isInteger(n) || n < range[0] || n > range[1]) {
        throw sqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`)
      }
    } else if (!OTHERS.has(name)) {
      throw sqsError('InvalidAttributeName', `Unknown Attribute ${name}.`)
    }
    // an empty policy takes the policy away, as in SQS
    if (value === '' && (name === 'RedrivePolicy' || name === 'Policy')) delete merged[name]
    else merged[name] = value
  }
  return merged
}

/** The redrive policy of these attributes; undefined without one. */
function redrivePolicy(attributes: Attributes): RedrivePolicy | undefined {
  const text = attributes.RedrivePolicy
  if (text === undefined) return undefined
  const policy = parsePolicy(text)
  const maxReceiveCount = Number(policy.maxReceiveCount)
  if (typeof policy.deadLetterTargetArn !== 'string' || !(maxReceiveCount >= 1 && maxReceiveCount <= 1000)) {
    throw invalidValue(
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: Invalid value for maxReceiveCount or deadLetterTargetArn.`,
    )
  }
  return { dlqArn: policy.deadLetterTargetArn, maxReceiveCount }
}

function parsePolicy(text: string): { readonly deadLetterTargetArn?: unknown; readonly maxReceiveCount?: unknown } {
  try {
    const parsed: unknown = JSON.parse(text)
    if (parsed !== null && typeof parsed === 'object') return parsed
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  throw invalidValue(
    `Value ${text} for parameter RedrivePolicy is invalid. Reason: Redrive policy is not a valid JSON map.`,
  )
}
