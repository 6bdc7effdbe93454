/** Times in which Backdesk, or what it stands on, did not do its work: proof for excusing a breach. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { expiresAtS, isLive } from './expiry.ts'
import { EVERY_ACCOUNT, instantSk, outageSk, outagesPk } from './keys.ts'
import { queryItems } from './query-items.ts'

export type Outage = {
  /** Derived from what found it: `tick-<from>`, `switch-<name>-<from>`, or given by who recorded it. Letters, digits and dashes. */
  readonly id: string
  /** A slug, or `*` where all accounts were hit. */
  readonly account: string
  readonly fromMs: number
  readonly toMs: number
  /**
   * `tick`: nobody looked at the clocks. `person`: recorded by hand, with a reason. `switch`: the time in which somebody
   * had switched off what keeps our promises.
   */
  readonly foundBy: 'tick' | 'person' | 'switch'
  /** Who recorded it; null for the tick. */
  readonly by: string | null
  /** What happened, in words; no customer text. */
  readonly reason: string
  readonly recordedAtMs: number
}

export type OutageStore = {
  /** The same id again changes nothing, unless its end is later. */
  record(outage: Outage): Promise<void>
  /** Of an account, its own and everybody's, that touch this time; oldest first. */
  between(account: string, span: { readonly fromMs: number; readonly toMs: number }): Promise<readonly Outage[]>
}

/** Outages are far shorter; an older one that reaches into the time asked for is found by its beginning. */
const LONGEST_MS = 7 * 86_400_000

export function outageStore(deps: {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly retentionDays: number
  readonly now: () => number
}): OutageStore {
  const { client, table, retentionDays, now } = deps
  const own = async (account: string, span: { fromMs: number; toMs: number }): Promise<Outage[]> => {
    const items = await queryItems(deps, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': outagesPk(account),
        ':from': instantSk(Math.max(0, span.fromMs - LONGEST_MS)),
        ':to': instantSk(span.toMs),
      },
    })
    const live = items.filter((item) => isLive(item, now()))
    return live.map((item) => item.outage as Outage).filter(({ toMs }) => toMs > span.fromMs)
  }
  return {
    async record(outage) {
      const key = { pk: outagesPk(outage.account), sk: outageSk(outage.fromMs, outage.id) }
      const expiresAt = expiresAtS(outage.toMs, retentionDays)
      const put = new PutCommand({
        TableName: table,
        Item: { ...key, outage, expiresAt },
        ConditionExpression: 'attribute_not_exists(pk) OR outage.toMs < :to',
        ExpressionAttributeValues: { ':to': outage.toMs },
      })
      try {
        await client.send(put)
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
      }
    },
    async between(account, span) {
      // A question the wrong way round is refused by the table.
      if (span.fromMs > span.toMs) return []
      const [theirs, everybodys] = await Promise.all([own(account, span), own(EVERY_ACCOUNT, span)])
      return [...theirs, ...everybodys].sort((a, b) => a.fromMs - b.fromMs)
    },
  }
}
