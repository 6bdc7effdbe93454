import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { ACTIVE_STATES, ESCALATION_STATES, isActive } from '#domain/escalation-record'
import { fromEscalationItem, type StoredEscalation } from './escalation-item.ts'
import { escalationsPk } from './keys.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'
import type { BadCursor } from './queue-reads.ts'

export type EscalationsAsked = {
  readonly state: 'active' | 'ended' | 'all'
  readonly cursor: string | null
  /** 1 to 100. */
  readonly limit: number
}
/** With a state asked for a page may be short, even empty, and still have a cursor: ask on. Null at the end. */
export type EscalationPage = { readonly items: readonly StoredEscalation[]; readonly nextCursor: string | null }

type Reading = { readonly client: DynamoDBDocumentClient; readonly table: string; readonly now: () => number }

/** Most records looked at for one page: READS queries of RECORDS each. */
const READS = 5
const RECORDS = 100
const KEYS = /^\d{13}#/

/** Escalations of an account, newest first. */
export async function listEscalations(
  { account, state, cursor, limit }: EscalationsAsked & { readonly account: string },
  { client, table, now }: Reading,
): Promise<EscalationPage | BadCursor> {
  const scope = ['escalations', account, state]
  const from = cursor === null ? null : decodeCursor(scope, cursor, KEYS)
  if (cursor !== null && from === null) return { badCursor: true }
  const items: StoredEscalation[] = []
  let after = from?.after ?? null
  for (let reads = 0; reads < READS && items.length < limit; reads++) {
    const page = await client.send(query(table, account, { state, after, limit: state === 'all' ? limit : RECORDS }))
    const found = (page.Items ?? []).filter(({ expiresAt }) => Number(expiresAt) * 1000 > now())
    const taken = found.slice(0, limit - items.length)
    items.push(...taken.map(fromEscalationItem))
    const last = taken.at(-1)
    if (found.length > taken.length && last !== undefined) {
      return { items, nextCursor: encodeCursor(scope, { after: String(last.sk), conversationId: 0 }) }
    }
    after = page.LastEvaluatedKey === undefined ? null : String(page.LastEvaluatedKey.sk)
    if (after === null) return { items, nextCursor: null }
  }
  return { items, nextCursor: after === null ? null : encodeCursor(scope, { after, conversationId: 0 }) }
}

type Wanted = Pick<EscalationsAsked, 'state' | 'limit'> & { readonly after: string | null }

function query(table: string, account: string, { state, after, limit }: Wanted): QueryCommand {
  const pk = escalationsPk(account)
  const states = state === 'active' ? ACTIVE_STATES : ESCALATION_STATES.filter((one) => !isActive(one))
  const wanted = Object.fromEntries(states.map((one, nth) => [`:state${nth}`, one]))
  return new QueryCommand({
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk, ...(state === 'all' ? {} : wanted) },
    ...(state === 'all'
      ? {}
      : {
          FilterExpression: `#state IN (${Object.keys(wanted).join(', ')})`,
          ExpressionAttributeNames: { '#state': 'state' },
        }),
    ScanIndexForward: false,
    Limit: limit,
    ...(after === null ? {} : { ExclusiveStartKey: { pk, sk: after } }),
  })
}
