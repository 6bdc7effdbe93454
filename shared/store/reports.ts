/**
 * Weekly reports: the report itself as JSON, and pages of it as HTML and Markdown, in the bodies bucket; and an item in
 * table `desk` by which they are listed. The JSON is written once, the rest follows from it: whoever stops in between, or
 * makes the same report a second time, ends with the same objects.
 */
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { renderHtml } from '#domain/report/render-html'
import { renderMarkdown } from '#domain/report/render-markdown'
import type { Report } from '#domain/report/report'
import { sha256Hex } from '#runtime/digest'
import { reportsPk } from './keys.ts'
import {
  type HeadFigure,
  type ReportFormat,
  type ReportIndex,
  reportIndex,
  reportKey,
  type StoredReport,
} from './report-index.ts'

const CONTENT_TYPES: Readonly<Record<ReportFormat, string>> = {
  json: 'application/json',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
}

/** The numbers by which a report is told of: how much, how well kept, how long until an answer. */
export const HEAD_FIGURES = ['opened', 'sla_net', 'first_response_p50'] as const
export type ReportStore = ReportIndex & {
  /** Where the week has a report already, that one is left, and given. `again`: it is replaced, and told of no more. */
  keep(report: Report, how?: { readonly again: boolean }): Promise<StoredReport>
  /** As it lies there; undefined: it does not. */
  text(account: string, week: string, format: ReportFormat): Promise<string | undefined>
}

export type ReportStoreDeps = {
  readonly client: DynamoDBDocumentClient
  readonly table: string
  readonly s3: S3Client
  readonly bucket: string
}

/** @throws the SDK's errors. */
export function reportStore({ client, table, s3, bucket }: ReportStoreDeps): ReportStore {
  const index = reportIndex({ client, table })
  const put = (Key: string, format: ReportFormat, Body: string, once = false): Promise<unknown> =>
    s3.send(
      new PutObjectCommand({
        ...{ Bucket: bucket, Key, Body, ContentType: CONTENT_TYPES[format] },
        ...(once ? { IfNoneMatch: '*' } : {}),
      }),
    )

  const text: ReportStore['text'] = async (account, week, format) => {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: reportKey(account, week, format) }))
      return await Body?.transformToString('utf-8')
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined
      throw error
    }
  }

  /** The text that lies there afterwards: ours, or that of whoever was first. */
  async function putJson({ account, week }: Report, json: string, again: boolean): Promise<string> {
    try {
      await put(reportKey(account, week, 'json'), 'json', json, !again)
      return json
    } catch (error) {
      if (!(error instanceof S3ServiceException) || error.name !== 'PreconditionFailed') throw error
      return (await text(account, week, 'json')) ?? json
    }
  }

  return {
    ...index,
    text,

    async keep(made, { again } = { again: false }) {
      const { account, week } = made
      const json = await putJson(made, `${JSON.stringify(made, null, 2)}\n`, again)
      const report = JSON.parse(json) as Report
      await put(reportKey(account, week, 'html'), 'html', renderHtml(report))
      await put(reportKey(account, week, 'md'), 'md', renderMarkdown(report))
      const before = await index.find(account, week)
      const stored: StoredReport = {
        ...{ account, week, madeAtMs: report.madeAtMs, sha256: sha256Hex(json), heads: headsOf(report) },
        toldAtMs: before?.toldAtMs ?? null,
      }
      await client.send(new PutCommand({ TableName: table, Item: { pk: reportsPk(account), sk: week, ...stored } }))
      return stored
    },
  }
}

const headsOf = ({ figures }: Report): HeadFigure[] =>
  HEAD_FIGURES.flatMap((id) =>
    figures
      .filter((figure) => figure.id === id)
      .map(({ label, unit, value, reason, before, n }) => ({ id, label, unit, value, reason, before, n })),
  )
