/** What writers of drafts have earned, and when policies began and ceased to approve by it. */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Track } from '#domain/autonomy-track'
import type { AutonomyTurn } from '#domain/autonomy-turn'
import { isLive } from './expiry.ts'
import { autonomyPk, TRACK_PREFIX, TURN_PREFIX } from './keys.ts'
import { queryItems } from './query-items.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'
import type { BadCursor } from './queue-reads.ts'

export type TrackPage = { readonly items: readonly Track[]; readonly nextCursor: string | null }
export type AutonomyReads = {
  /** By intent and writer. */
  trackPage(
    account: string,
    asked: { readonly cursor: string | null; readonly limit: number },
  ): Promise<TrackPage | BadCursor>
  /** Newest first. */
  autonomyTurns(account: string, most: number): Promise<readonly AutonomyTurn[]>
  /** All of them. */
  tracksOf(account: string): Promise<readonly Track[]>
}

const KEYS = /^TRACK#[^#]+#[^#]+$/

export function autonomyReads(deps: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly now: () => number
}): AutonomyReads {
  const { client, table, now } = deps
  const begins = (account: string, prefix: string) => ({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': autonomyPk(account), ':prefix': prefix },
  })
  return {
    async trackPage(account, { cursor, limit }) {
      const scope = ['autonomy', account]
      const from = cursor === null ? null : decodeCursor(scope, cursor, KEYS)
      if (cursor !== null && from === null) return { badCursor: true }
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          ...begins(account, TRACK_PREFIX),
          Limit: limit,
          ...(from === null ? {} : { ExclusiveStartKey: { pk: autonomyPk(account), sk: from.after } }),
        }),
      )
      const items = Items.filter((item) => isLive(item, now())).map(({ track }) => track as Track)
      const nextCursor =
        LastEvaluatedKey === undefined
          ? null
          : encodeCursor(scope, { after: String(LastEvaluatedKey.sk), conversationId: 0 })
      return { items, nextCursor }
    },

    async autonomyTurns(account, most) {
      const items = await queryItems(deps, { ...begins(account, TURN_PREFIX), ScanIndexForward: false }, most)
      return items.filter((item) => isLive(item, now())).map(({ turn }) => turn as AutonomyTurn)
    },

    async tracksOf(account) {
      const items = await queryItems(deps, begins(account, TRACK_PREFIX))
      return items.filter((item) => isLive(item, now())).map(({ track }) => track as Track)
    },
  }
}
