/** By what weekly reports are listed and found: an item each in table `desk`, beside the objects of reports.ts. */
import { type DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { REPORT_PREFIX, type ReportFigure } from '#domain/report/report'
import { reportsPk } from './keys.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'

export const REPORT_FORMATS = ['json', 'html', 'md'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

export type HeadFigure = Pick<ReportFigure, 'id' | 'label' | 'unit' | 'value' | 'reason' | 'before' | 'n'>

export type StoredReport = {
  readonly account: string
  readonly week: string
  readonly madeAtMs: number
  /** SHA-256 of the JSON object: an object that was changed is told from one that was made anew. */
  readonly sha256: string
  readonly heads: readonly HeadFigure[]
  /** When its people were told of it; null: not yet. */
  readonly toldAtMs: number | null
}
export type ReportPage = { readonly reports: readonly StoredReport[]; readonly nextCursor: string | null }

export type ReportIndex = {
  /** Undefined: there is none. */
  find(account: string, week: string): Promise<StoredReport | undefined>
  /** Newest week first. */
  list(
    account: string,
    page: { readonly cursor: string | null; readonly limit: number },
  ): Promise<ReportPage | { readonly badCursor: true }>
  noteTold(account: string, week: string, atMs: number): Promise<void>
}

const WEEK_KEY = /^\d{4}-W\d\d$/

/** Of the object in the bodies bucket. */
export const reportKey = (account: string, week: string, format: ReportFormat): string =>
  `${REPORT_PREFIX}${account}/${week}.${format}`

/** @throws the SDK's errors. */
export function reportIndex(deps: { readonly client: DynamoDBDocumentClient; readonly table: string }): ReportIndex {
  const { client, table } = deps
  return {
    async find(account, week) {
      const Key = { pk: reportsPk(account), sk: week }
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
      return Item === undefined ? undefined : storedIn(Item)
    },

    async list(account, { cursor, limit }) {
      const scope = ['reports', account]
      const from = cursor === null ? null : decodeCursor(scope, cursor, WEEK_KEY)
      if (cursor !== null && from === null) return { badCursor: true }
      const pk = reportsPk(account)
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ScanIndexForward: false,
          Limit: limit,
          ...(from === null ? {} : { ExclusiveStartKey: { pk, sk: from.after } }),
        }),
      )
      const last = LastEvaluatedKey?.sk
      return {
        reports: Items.map(storedIn),
        nextCursor: last === undefined ? null : encodeCursor(scope, { after: String(last), conversationId: 0 }),
      }
    },

    async noteTold(account, week, atMs) {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: reportsPk(account), sk: week },
          UpdateExpression: 'SET toldAtMs = :at',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':at': atMs },
        }),
      )
    },
  }
}

const storedIn = (item: Readonly<Record<string, unknown>>): StoredReport => ({
  account: String(item.account),
  week: String(item.week),
  madeAtMs: Number(item.madeAtMs),
  sha256: String(item.sha256),
  heads: (item.heads ?? []) as StoredReport['heads'],
  toldAtMs: typeof item.toldAtMs === 'number' ? item.toldAtMs : null,
})
