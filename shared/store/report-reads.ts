/** The reads of a weekly report over the tables of a deployment, and how a report is made and made again with them. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { makeReport } from '#domain/report/make-report'
import type { Report } from '#domain/report/report'
import { type Difference, verifyReport } from '#domain/report/verify-report'
import { sha256Hex } from '#runtime/digest'
import { approvalReads } from './approval-reads.ts'
import { intakeLedger } from './intake-ledger.ts'
import { knowledgeStanding } from './knowledge-standing.ts'
import { onCallStore } from './on-call.ts'
import { type ReportAsked, type ReportReads, readReportInputs } from './report-inputs.ts'
import type { ReportStore } from './reports.ts'
import { type RollupReads, type RollupReadsDeps, rollupReads } from './rollups.ts'
import { signalStore } from './signals.ts'
import { slaReads } from './sla-reads.ts'

export type ReportReadsDeps = Pick<ReportReads, 'log'> & {
  readonly client: DynamoDBDocumentClient
  /** `desk`. */
  readonly table: string
  readonly insightsTable: string
  readonly store: Pick<ReportStore, 'text'>
  readonly uncounted: RollupReadsDeps['uncounted']
  readonly now: () => number
  readonly random: () => number
  readonly wait: (ms: number) => Promise<void>
}

export function reportReads(deps: ReportReadsDeps): ReportReads & { readonly rollups: RollupReads } {
  const { client, insightsTable, now, uncounted, store, log } = deps
  return {
    rollups: rollupReads({ client, table: insightsTable, now, ...(uncounted === undefined ? {} : { uncounted }) }),
    breaches: slaReads(deps).breaches,
    intakeDays: intakeLedger(deps).days,
    onCallStatus: onCallStore(deps).onCallStatus,
    // of signals nothing is written here: how long they are kept is another's to say
    signals: signalStore({ ...deps, retentionDays: 0 }).between,
    approvalPage: approvalReads(deps).approvalPage,
    knowledge: knowledgeStanding(deps),
    proposed: async (account, week) => (await reportIn(store, account, week))?.actions ?? [],
    log,
  }
}

/** A report as it lies in the bucket; undefined: none does. @throws SyntaxError for what is no JSON. */
export async function reportIn(
  store: Pick<ReportStore, 'text'>,
  account: string,
  week: string,
): Promise<Report | undefined> {
  const json = await store.text(account, week, 'json')
  return json === undefined ? undefined : (JSON.parse(json) as Report)
}

export async function makeOne(asked: ReportAsked, reads: ReportReads, nowMs: number): Promise<Report> {
  return makeReport(await readReportInputs(asked, reads), { hash: sha256Hex, nowMs })
}

export type Verified = {
  readonly report: Report
  /** The object is byte by byte the one that was put there. */
  readonly isAsWritten: boolean
  readonly differences: readonly Difference[]
}

/** Undefined: there is no report of that week. `sha256`: what is noted of the object. */
export async function verifyOne(
  { account, week }: Pick<ReportAsked, 'account' | 'week'>,
  { reads, store }: { readonly reads: ReportReads; readonly store: Pick<ReportStore, 'text' | 'find'> },
): Promise<Verified | undefined> {
  const [json, noted] = await Promise.all([store.text(account, week, 'json'), store.find(account, week)])
  if (json === undefined) return undefined
  const report = JSON.parse(json) as Report
  const { timeZone, asRead, madeAtMs } = report
  const inputs = await readReportInputs({ account, week, timeZone }, reads, asRead)
  const found = makeReport(inputs, { hash: sha256Hex, nowMs: madeAtMs })
  return { report, isAsWritten: noted?.sha256 === sha256Hex(json), differences: verifyReport(report, found) }
}
