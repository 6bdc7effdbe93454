/** When each target was last reached: whether a page would get through is known only from one that did. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { ON_CALL_PK } from './keys.ts'

/** `status`: of the target's answer, 0 without one. `detail`: without addresses and keys. */
export type Refusal = { readonly status: number; readonly detail: string }
export type ProvenBy = { readonly kind: 'delivered' } | ({ readonly kind: 'refused' } & Refusal)

export type Proof = {
  readonly target: string
  readonly atMs: number
  readonly delivery: ProvenBy
  /** Which drill it was; null for a real page. */
  readonly drill: string | null
}

export type TargetStatus = {
  readonly target: string
  readonly lastSentAtMs: number
  readonly lastDelivery: ProvenBy['kind']
  /** Why, where it was refused. */
  readonly lastRefusal: Refusal | null
  /** When a page or a drill was delivered last; null: never. */
  readonly provenAtMs: number | null
  /** The drill that was sent to it last; null: none. */
  readonly lastDrill: string | null
}

export type OnCallStore = {
  /** What is older than what is known changes nothing. */
  note(proof: Proof): Promise<void>
  /** By name of the target. */
  onCallStatus(): Promise<readonly TargetStatus[]>
}

/** @throws the SDK's errors. */
export function onCallStore({
  client,
  table,
}: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
}): OnCallStore {
  return {
    async note({ target, atMs, delivery, drill }) {
      const { kind } = delivery
      const refusal = kind === 'refused' ? { status: delivery.status, detail: delivery.detail } : null
      const known = { lastSentAtMs: atMs, lastDelivery: kind, lastRefusal: refusal }
      const proven = kind === 'delivered' ? { provenAtMs: atMs } : {}
      const set = { ...known, ...proven, ...(drill === null ? {} : { lastDrill: drill }) }
      const update = new UpdateCommand({
        TableName: table,
        Key: { pk: ON_CALL_PK, sk: target },
        UpdateExpression: `SET ${Object.keys(set)
          .map((name) => `${name} = :${name}`)
          .join(', ')}`,
        ConditionExpression: 'attribute_not_exists(lastSentAtMs) OR lastSentAtMs <= :lastSentAtMs',
        ExpressionAttributeValues: Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
      })
      try {
        await client.send(update)
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
      }
    },

    async onCallStatus() {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': ON_CALL_PK },
        }),
      )
      return Items.map((item) => ({
        target: String(item.sk),
        lastSentAtMs: Number(item.lastSentAtMs),
        lastDelivery: item.lastDelivery === 'delivered' ? ('delivered' as const) : ('refused' as const),
        lastRefusal: (item.lastRefusal ?? null) as Refusal | null,
        provenAtMs: typeof item.provenAtMs === 'number' ? item.provenAtMs : null,
        lastDrill: typeof item.lastDrill === 'string' ? item.lastDrill : null,
      }))
    },
  }
}
