/** What others tell of that happened to the product: deploys, incidents, campaigns; by the instant at which they began. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { ToldHappening } from '#domain/happening'
import { expiresAtS, isLive } from './expiry.ts'
import { happeningSk, happeningsPk, instantSk } from './keys.ts'
import { queryItems } from './query-items.ts'

export type HappeningStore = {
  /** Once for an id and a beginning; told again with an end, it ends then. Gives what is kept now. */
  tell(happening: ToldHappening): Promise<{ readonly kept: ToldHappening; readonly isNew: boolean }>
  /** Those that touch this time, oldest first. */
  between(account: string, span: { readonly fromMs: number; readonly toMs: number }): Promise<readonly ToldHappening[]>
}

/** One that began longer ago and is not over is told of no more. */
const LONGEST_MS = 30 * 86_400_000

/** @throws the SDK's errors. */
export function happeningStore(deps: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly retentionDays: number
  readonly now: () => number
}): HappeningStore {
  const { client, table, retentionDays, now } = deps
  const keyOf = ({ account, atMs, id }: ToldHappening) => ({ pk: happeningsPk(account), sk: happeningSk(atMs, id) })

  async function put(happening: ToldHappening, condition: object): Promise<boolean> {
    const Item = { ...keyOf(happening), happening, expiresAt: expiresAtS(happening.toldAtMs, retentionDays) }
    try {
      await client.send(new PutCommand({ TableName: table, Item, ...condition }))
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }

  const store: HappeningStore = {
    async tell(happening) {
      if (await put(happening, { ConditionExpression: 'attribute_not_exists(pk)' }))
        return { kept: happening, isNew: true }
      const read = new GetCommand({ TableName: table, Key: keyOf(happening), ConsistentRead: true })
      const known = (await client.send(read)).Item?.happening as ToldHappening | undefined
      if (known === undefined) throw new Error('A happening was there a moment ago, and is gone')
      if (known.untilMs !== null || happening.untilMs === null) return { kept: known, isNew: false }
      const ended = { ...known, untilMs: happening.untilMs }
      const isOpen = {
        ConditionExpression: 'happening.untilMs = :none',
        ExpressionAttributeValues: { ':none': null },
      }
      // ended by another meanwhile: whoever was first is right
      return (await put(ended, isOpen)) ? { kept: ended, isNew: false } : store.tell(happening)
    },

    async between(account, { fromMs, toMs }) {
      if (fromMs > toMs) return []
      const items = await queryItems(deps, {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': happeningsPk(account),
          ':from': instantSk(Math.max(0, fromMs - LONGEST_MS)),
          ':to': `${instantSk(toMs)}~`,
        },
      })
      const live = items.filter((item) => isLive(item, now())).map((item) => item.happening as ToldHappening)
      return live.filter(({ atMs, untilMs }) => atMs >= fromMs || (untilMs ?? atMs) >= fromMs)
    },
  }
  return store
}
