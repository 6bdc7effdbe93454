import { isObject, type Json } from '../json.ts'

/**
 * Reads a partial batch response as Lambda does: an absent, null or empty list means that everything succeeded; an
 * entry without an identifier, with an empty one, or with one that is not in the batch fails the whole batch.
 */
export const failedItems = (response: Json, identifiers: ReadonlySet<string>): Set<string> | 'all' => {
  if (!isObject(response) || response.batchItemFailures === undefined || response.batchItemFailures === null) {
    return new Set()
  }
  if (!Array.isArray(response.batchItemFailures)) return 'all'
  const failed = new Set<string>()
  for (const entry of response.batchItemFailures) {
    const identifier = isObject(entry) ? entry.itemIdentifier : undefined
    if (typeof identifier !== 'string' || !identifiers.has(identifier)) return 'all'
    failed.add(identifier)
  }
  return failed
}
