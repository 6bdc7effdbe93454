/** What is read of an account's promises: a whole ledger to tell a story by, outcomes by day, breaches one by one. */
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Breach } from '#domain/sla-outcomes'
import { CLOCK_NAMES } from '#domain/sla-policy'
import type { ConversationEvent } from '#events/conversation-events'
import { breachesPk, conversationPk, instantSk, LEDGER_PREFIX, slaDaysPk } from './keys.ts'
import { queryItems } from './query-items.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'

export type WholeLedger = {
  /** Oldest first. */
  readonly events: readonly ConversationEvent[]
  /** False: there are more than were asked for; these are the first. */
  readonly all: boolean
}

export const TALLY_NAMES = CLOCK_NAMES.flatMap(
  (clock) => [`${clock}_met`, `${clock}_breached`, `${clock}_excused`] as const,
)
export type TallyName = (typeof TALLY_NAMES)[number]
/** One shard of one day, yyyy-mm-dd (UTC). */
export type DayTally = { readonly day: string } & { readonly [Name in TallyName]?: number }

export type Excusal = {
  readonly by: string
  readonly atMs: number
  /** In words; no customer's. */
  readonly reason: string
}
export type StoredBreach = {
  /** Opaque; part of addresses. */
  readonly id: string
  readonly breach: Breach
  /** When a fact learned later showed that the clock had stopped in time. */
  readonly withdrawnAtMs: number | null
  readonly excused: Excusal | null
}
export type BreachPage = { readonly breaches: readonly StoredBreach[]; readonly nextCursor: string | null }

type Span = { readonly fromMs: number; readonly toMs: number }
type PageAsked = { readonly cursor: string | null; readonly limit: number }

export type SlaReads = {
  /** The first `most` events of a conversation. */
  wholeLedger(of: { readonly account: string; readonly conversationId: number }, most: number): Promise<WholeLedger>
  /** Both days included. Several tallies a day. */
  slaDays(account: string, span: { readonly fromDay: string; readonly toDay: string }): Promise<readonly DayTally[]>
  /** Both ends included, newest first. A page may be short and go on. */
  breaches(account: string, span: Span, page: PageAsked): Promise<BreachPage | { readonly badCursor: true }>
  /** Null for an id that is none, or of no breach of this account. Read consistently. */
  breach(account: string, id: string): Promise<StoredBreach | null>
}

export type SlaReadsDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}

const BREACH_KEY = /^\d{13}#[1-9]\d{0,9}#[a-z_]+#\d+$/

/** The reads over one table. @throws the SDK's errors. */
export function slaReads(deps: SlaReadsDeps): SlaReads {
  const { client, table, now } = deps
  const isLive = ({ expiresAt }: Record<string, unknown>): boolean =>
    typeof expiresAt !== 'number' || expiresAt * 1000 > now()
  return {
    async wholeLedger({ account, conversationId }, most) {
      const items = await queryItems(
        deps,
        {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :ledger)',
          ExpressionAttributeValues: { ':pk': conversationPk(account, conversationId), ':ledger': LEDGER_PREFIX },
        },
        most + 1,
      )
      const events = items.filter(isLive).map(({ event }) => event as ConversationEvent)
      return { events: events.slice(0, most), all: items.length <= most }
    },

    async slaDays(account, { fromDay, toDay }) {
      const items = await queryItems(deps, {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        // a shard follows the day
        ExpressionAttributeValues: { ':pk': slaDaysPk(account), ':from': fromDay, ':to': `${toDay}~` },
      })
      return items.filter(isLive).map((item) => ({ ...item, day: String(item.sk).slice(0, 10) }))
    },

    async breaches(account, { fromMs, toMs }, { cursor, limit }) {
      const scope = ['breaches', account, fromMs, toMs]
      const from = cursor === null ? null : decodeCursor(scope, cursor, BREACH_KEY)
      if (cursor !== null && from === null) return { badCursor: true }
      // A question the wrong way round is refused by the table.
      if (fromMs > toMs) return { breaches: [], nextCursor: null }
      const pk = breachesPk(account)
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': pk, ':from': instantSk(fromMs), ':to': `${instantSk(toMs)}~` },
          ScanIndexForward: false,
          Limit: limit,
          ...(from === null ? {} : { ExclusiveStartKey: { pk, sk: from.after } }),
        }),
      )
      const last = LastEvaluatedKey?.sk
      return {
        breaches: Items.filter((item) => isLive(item) && isBreach(item)).map(breachIn),
        nextCursor: last === undefined ? null : encodeCursor(scope, { after: String(last), conversationId: 0 }),
      }
    },

    async breach(account, id) {
      const sk = breachSkIn(id)
      if (sk === null) return null
      const Key = { pk: breachesPk(account), sk }
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
      return Item === undefined || !isLive(Item) || !isBreach(Item) ? null : breachIn(Item)
    },
  }
}

/** The sort key behind a breach's id; null for what is no id. */
export function breachSkIn(id: string): string | null {
  const sk = Buffer.from(id, 'base64url').toString('utf8')
  return BREACH_KEY.test(sk) ? sk : null
}

/** A breach that is withdrawn after it has expired leaves the withdrawal alone. */
const isBreach = (item: Record<string, unknown>): boolean => item.breach !== undefined

const breachIn = (item: Record<string, unknown>): StoredBreach => ({
  id: Buffer.from(String(item.sk)).toString('base64url'),
  breach: item.breach as Breach,
  withdrawnAtMs: typeof item.withdrawnAtMs === 'number' ? item.withdrawnAtMs : null,
  excused: (item.excused as Excusal | undefined) ?? null,
})
