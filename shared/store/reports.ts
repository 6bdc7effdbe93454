/**
 * Weekly reports: the report itself as JSON, and pages of it as HTML and Markdown, in the bodies bucket; and an item in
 * table `desk` by which they are listed. The JSON is written once, the rest follows from it: whoever stops in between, or
 * makes the same report a second time, ends with the same objects.
 */
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { renderHtml } from '#domain/report/render-html'
import { renderMarkdown } from '#domain/report/render-markdown'
import { REPORT_PREFIX, type Report, type ReportFigure } from '#domain/report/report'
import { sha256Hex } from '#runtime/digest'
import { reportsPk } from './keys.ts'
import { decodeCursor, encodeCursor } from './queue-cursor.ts'

export const REPORT_FORMATS = ['json', 'html', 'md'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

const CONTENT_TYPES: Readonly<Record<ReportFormat, string>> = {
  json: 'application/json',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
}

/** The numbers by which a report is told of: how much, how well kept, how long until an answer. */
export const HEAD_FIGURES = ['opened', 'sla_net', 'first_response_p50'] as const
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

export type ReportStore = {
  /** Where the week has a report already, that one is left, and given. `again`: it is replaced, and told of no more. */
  keep(report: Report, how?: { readonly again: boolean }): Promise<StoredReport>
  /** Undefined: there is none. */
  find(account: string, week: string): Promise<StoredReport | undefined>
  /** Newest week first. */
  list(
    account: string,
    page: { readonly cursor: string | null; readonly limit: number },
  ): Promise<ReportPage | { readonly badCursor: true }>
  /** As it lies there; undefined: it does not. */
  text(account: string, week: string, format: ReportFormat): Promise<string | undefined>
  noteTold(account: string, week: string, atMs: number): Promise<void>
}

export type ReportStoreDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly s3: S3Client
  readonly bucket: string
}

const WEEK_KEY = /^\d{4}-W\d\d$/
const keyOf = (account: string, week: string, format: ReportFormat): string =>
  `${REPORT_PREFIX}${account}/${week}.${format}`

/** @throws the SDK's errors. */
export function reportStore({ client, table, s3, bucket }: ReportStoreDeps): ReportStore {
  const put = (Key: string, format: ReportFormat, Body: string, once = false): Promise<unknown> =>
    s3.send(
      new PutObjectCommand({
        ...{ Bucket: bucket, Key, Body, ContentType: CONTENT_TYPES[format] },
        ...(once ? { IfNoneMatch: '*' } : {}),
      }),
    )

  const text: ReportStore['text'] = async (account, week, format) => {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(account, week, format) }))
      return await Body?.transformToString('utf-8')
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined
      throw error
    }
  }

  /** The text that lies there afterwards: ours, or that of whoever was first. */
  async function putJson({ account, week }: Report, json: string, again: boolean): Promise<string> {
    try {
      await put(keyOf(account, week, 'json'), 'json', json, !again)
      return json
    } catch (error) {
      if (!(error instanceof S3ServiceException) || error.name !== 'PreconditionFailed') throw error
      return (await text(account, week, 'json')) ?? json
    }
  }

  return {
    text,

    async keep(made, { again } = { again: false }) {
      const { account, week } = made
      const json = await putJson(made, `${JSON.stringify(made, null, 2)}\n`, again)
      const report = JSON.parse(json) as Report
      await put(keyOf(account, week, 'html'), 'html', renderHtml(report))
      await put(keyOf(account, week, 'md'), 'md', renderMarkdown(report))
      const before = await find(account, week)
      const stored: StoredReport = {
        ...{ account, week, madeAtMs: report.madeAtMs, sha256: sha256Hex(json), heads: headsOf(report) },
        toldAtMs: before?.toldAtMs ?? null,
      }
      await client.send(new PutCommand({ TableName: table, Item: { pk: reportsPk(account), sk: week, ...stored } }))
      return stored
    },

    find,

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

  async function find(account: string, week: string): Promise<StoredReport | undefined> {
    const Key = { pk: reportsPk(account), sk: week }
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
    return Item === undefined ? undefined : storedIn(Item)
  }
}

const headsOf = ({ figures }: Report): HeadFigure[] =>
  HEAD_FIGURES.flatMap((id) =>
    figures
      .filter((figure) => figure.id === id)
      .map(({ label, unit, value, reason, before, n }) => ({ id, label, unit, value, reason, before, n })),
  )

const storedIn = (item: Readonly<Record<string, unknown>>): StoredReport => ({
  account: String(item.account),
  week: String(item.week),
  madeAtMs: Number(item.madeAtMs),
  sha256: String(item.sha256),
  heads: (item.heads ?? []) as StoredReport['heads'],
  toldAtMs: typeof item.toldAtMs === 'number' ? item.toldAtMs : null,
})
