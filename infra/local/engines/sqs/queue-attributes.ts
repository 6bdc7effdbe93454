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

export type RedrivePolicy = { readonly dlqArn: string; readonly maxReceiveCount: number }

/** Merges new attributes over old ones (or the defaults); throws what SQS throws for unknown names and values out of range. */
export function mergeAttributes(given: Attributes, old: Attributes = DEFAULTS): Record<string, string> {
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
export function redrivePolicy(attributes: Attributes): RedrivePolicy | undefined {
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
