import type { Item } from './engine.ts'

/** DynamoDB leaves alone what expired more than five years ago: it is taken for a wrong unit. */
const OLDEST_S = 5 * 365 * 86_400

export type TtlSpecification = { readonly Enabled: boolean; readonly AttributeName: string }

/** Items whose TTL attribute, a number of epoch seconds, has passed; anything else never expires. */
export function expiredItems(items: Iterable<Item>, attribute: string | undefined, nowMs: number): readonly Item[] {
  if (attribute === undefined) return []
  const nowS = nowMs / 1000
  return [...items].filter((item) => {
    const value = item[attribute]
    const atS = value !== undefined && 'N' in value ? Number(value.N) : Number.NaN
    return atS < nowS && atS > nowS - OLDEST_S
  })
}
