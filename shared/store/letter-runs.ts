import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { DeadLetter, LetterFilter } from '#domain/dead-letter'
import { sha256Hex } from '#runtime/digest'
import { expiresAtS } from './expiry.ts'
import { letterRunSk, letterRunsPk } from './keys.ts'
import { queryItems } from './query-items.ts'

/** What somebody did to dead letters: who, when, to which, and how it ended. */
export type LetterRun = {
  /** Given by who runs it; the same id again is the same run. Letters, digits and dashes. */
  readonly id: string
  /** A slug, or `*` where the letters may be of any account, or of none. */
  readonly account: string
  readonly queue: string
  readonly what: 'redrive' | 'drop'
  readonly filter: LetterFilter
  readonly by: string
  readonly via: 'ops' | 'api'
  readonly atMs: number
  /** Why; null: whoever sent them again did not say. */
  readonly reason: string | null
}
/** `begun` and nothing else: whoever ran it was stopped before they could say how it ended. */
export type LetterRunEnd = {
  readonly state: 'done' | 'stopped' | 'failed'
  /** Sent again, or dropped. */
  readonly letters: number
  /** Meant, and still there. */
  readonly left: number
  /** Of `failed`: the name of the fault. */
  readonly fault: string | null
  readonly endedAtMs: number
}
export type StoredLetterRun = LetterRun & { readonly end: LetterRunEnd | null }

/** What is left of a letter that was dropped. Its text is not kept: it is customer text. */
export type Dropped = Pick<
  DeadLetter,
  'id' | 'reason' | 'detail' | 'atMs' | 'account' | 'conversationId' | 'correlationId' | 'bytes'
> & { readonly bodySha256: string }

export type LetterRunStore = {
  /** False: this run has begun before. */
  begin(run: LetterRun): Promise<boolean>
  /** Before they are deleted; `part` counts from 0. */
  keepDropped(run: LetterRun, part: number, dropped: readonly Dropped[]): Promise<void>
  end(run: LetterRun, end: LetterRunEnd): Promise<void>
  find(run: Pick<LetterRun, 'account' | 'id' | 'atMs'>): Promise<StoredLetterRun | undefined>
  /** Newest first; without what was dropped. */
  list(account: string, most: number): Promise<readonly StoredLetterRun[]>
  droppedIn(run: Pick<LetterRun, 'account' | 'id' | 'atMs'>): Promise<readonly Dropped[]>
}

export type LetterRunDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly retentionDays: number
}

/** Runs in table `desk`. Faults of DynamoDB are thrown. */
export function letterRunStore(deps: LetterRunDeps): LetterRunStore {
  const { client, table, retentionDays } = deps
  const expiresAt = ({ atMs }: Pick<LetterRun, 'atMs'>): number => expiresAtS(atMs, retentionDays)
  return {
    async begin(run) {
      const put = new PutCommand({
        TableName: table,
        Item: { ...keyOf(run), run, end: null, expiresAt: expiresAt(run) },
        ConditionExpression: 'attribute_not_exists(pk)',
      })
      return client.send(put).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
          throw error
        },
      )
    },
    async keepDropped(run, part, dropped) {
      const { pk, sk } = keyOf(run)
      const Item = { pk, sk: `${sk}${PART}${String(part).padStart(6, '0')}`, dropped, expiresAt: expiresAt(run) }
      await client.send(new PutCommand({ TableName: table, Item }))
    },
    async end(run, end) {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(run),
          UpdateExpression: 'SET #end = :end',
          ExpressionAttributeNames: { '#end': 'end' },
          ExpressionAttributeValues: { ':end': end },
        }),
      )
    },
    async find(run) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(run), ConsistentRead: true }))
      return Item === undefined ? undefined : read(Item)
    },
    async list(account, most) {
      const items = await queryItems(
        deps,
        {
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: 'attribute_exists(#run)',
          ExpressionAttributeNames: { '#run': 'run' },
          ExpressionAttributeValues: { ':pk': letterRunsPk(account) },
          ScanIndexForward: false,
        },
        most,
      )
      return items.map(read)
    },
    async droppedIn(run) {
      const { pk, sk } = keyOf(run)
      const items = await queryItems(deps, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :parts)',
        ExpressionAttributeValues: { ':pk': pk, ':parts': `${sk}${PART}` },
      })
      return items.flatMap(({ dropped }) => dropped as Dropped[])
    },
  }
}

const PART = '#dropped#'

const keyOf = ({ account, atMs, id }: Pick<LetterRun, 'account' | 'atMs' | 'id'>) => ({
  pk: letterRunsPk(account),
  sk: letterRunSk(atMs, id),
})

const read = ({ run, end }: Readonly<Record<string, unknown>>): StoredLetterRun => ({
  ...(run as LetterRun),
  end: end as LetterRunEnd | null,
})

/** What is kept of a letter that goes. */
export const droppedOf = (letter: DeadLetter, body: string): Dropped => {
  const { id, reason, detail, atMs, account, conversationId, correlationId, bytes } = letter
  return { id, reason, detail, atMs, account, conversationId, correlationId, bytes, bodySha256: sha256Hex(body) }
}
