/** A ledger from a place on, for who follows it event by event and must miss none. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { ConversationEvent } from '#events/conversation-events'
import { isLive } from './expiry.ts'
import { conversationPk, LEDGER_PREFIX, ledgerSk } from './keys.ts'
import { queryItems } from './query-items.ts'

export type LedgerTailDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}
type Of = { readonly account: string; readonly conversationId: number }
type Place = { readonly version: number; readonly n: number }

/** Nothing is still being written after this time: what is missing has expired. */
const WRITTEN_WITHIN_MS = 10 * 60_000

/**
 * Events beyond a place, oldest first, as the table has them now. Events of one write may come to lie there one after the
 * other: behind a gap nothing is told yet. Whoever wrote them sends word when all are there. @throws the SDK's errors.
 */
export function ledgerTail(deps: LedgerTailDeps): (of: Of, after: Place) => Promise<readonly ConversationEvent[]> {
  return async ({ account, conversationId }, after) => {
    const items = await queryItems(deps, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': conversationPk(account, conversationId),
        ':from': ledgerSk(after.version, after.n + 1),
        ':to': `${LEDGER_PREFIX}~`,
      },
      ConsistentRead: true,
    })
    const nowMs = deps.now()
    const events: ConversationEvent[] = []
    let place = after
    for (const item of items) {
      if (!isLive(item, nowMs)) continue
      const event = item.event as ConversationEvent
      const expected = event.version === place.version ? place.n + 1 : 0
      const isRecent = nowMs - Number(item.writtenAtMs ?? 0) < WRITTEN_WITHIN_MS
      if (event.n !== expected && isRecent) break
      events.push(event)
      place = event
    }
    return events
  }
}
