import { AwsError } from '../aws-error.ts'
import { sqsError } from './message.ts'

const MAX_ENTRIES = 10

const batchError = (type: string, message: string): AwsError =>
  sqsError(type, message, `AWS.SimpleQueueService.${type}`)

/** Runs a batch entry by entry: what SQS refuses of one entry is told in `Failed`, the others go through. */
export function batch<E extends { readonly Id: string }>(
  entries: readonly E[] | undefined,
  run: (entry: E) => Record<string, unknown>,
): { readonly Successful: unknown[]; readonly Failed: unknown[] } {
  if (!entries || entries.length === 0)
    throw batchError('EmptyBatchRequest', 'There should be at least one entry in the request.')
  if (entries.length > MAX_ENTRIES) {
    throw batchError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    )
  }
  if (entries.some((entry) => !/^[\w-]{1,80}$/.test(entry.Id))) {
    throw batchError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    )
  }
  if (new Set(entries.map((entry) => entry.Id)).size < entries.length) {
    throw batchError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.')
  }
  const Successful: unknown[] = []
  const Failed: unknown[] = []
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) })
    } catch (refusal) {
      if (!(refusal instanceof AwsError)) throw refusal
      Failed.push({
        Id: entry.Id,
        SenderFault: true,
        Code: refusal.queryCode ?? refusal.code,
        Message: refusal.message,
      })
    }
  }
  return { Successful, Failed }
}
