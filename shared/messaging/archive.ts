import { parsedJson } from '#runtime/json'

/**
 * One webhook as it was received, kept for a while so that it can be played again: a line of JSON in a gzip object under
 * `ARCHIVE_PREFIX` of the bodies bucket. The same webhook may stand there more than once; its receipt id tells.
 */
export type ArchivedWebhook = {
  readonly receiptId: string
  /** Our slug of the account. */
  readonly account: string
  readonly chatwootAccountId: number
  /** `-` where Chatwoot sent none. */
  readonly deliveryId: string
  /** Epoch milliseconds. */
  readonly receivedAtMs: number
  readonly correlationId: string
  /** Whether its signature was checked: `signed` or `unsigned`. */
  readonly trust: string
  /** Unix seconds by Chatwoot's clock; `-` where it sent none. */
  readonly sentAtS: string
  /** The raw body, or null where it lies in the same bucket as an object of its own. */
  readonly body: string | null
  /** The key of that object. */
  readonly bodyKey?: string
  /** What process made of it: `observed`, `ignored`, `unknown`, `failed`, or why it was refused. */
  readonly takenAs?: string
}

export const ARCHIVE_PREFIX = 'archive/'
/** What could not be put under `ARCHIVE_PREFIX`, with the reason, as Firehose writes it. */
export const ARCHIVE_FAILED_PREFIX = 'archive-failed/'

/** The attribute of an inbound message that says what it is, where it is no webhook that has just come. */
export const FORM = 'form'
/** A webhook from the archive: it was received long ago, and counts as nothing new. */
export const REPLAYED = 'replay'

/** With its end of line. */
export const archiveLine = (webhook: ArchivedWebhook): string => `${JSON.stringify(webhook)}\n`

/** Undefined where the line is none of ours. */
export function archivedWebhook(line: string): ArchivedWebhook | undefined {
  const read = parsedJson(line)
  if (typeof read !== 'object' || read === null) return undefined
  const { receiptId, account, receivedAtMs, body } = read as Partial<ArchivedWebhook>
  const whole = typeof receiptId === 'string' && typeof account === 'string' && typeof receivedAtMs === 'number'
  return whole && (typeof body === 'string' || body === null) ? (read as ArchivedWebhook) : undefined
}
