import { writeFile } from 'node:fs/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { homeZone } from '#domain/home-zone'
import { daysOfWeek, lastWeek } from '#domain/report/iso-week'
import { type Difference, type Verdict, verdictOf } from '#domain/report/verify-report'
import { figureInWords } from '#domain/report/words'
import { queueDepth } from '#messaging/queue-depth'
import { sleep } from '#runtime/retry'
import type { Uncounted } from '#store/counted'
import { REPORT_FORMATS, type ReportFormat, type StoredReport } from '#store/report-index'
import { makeOne, reportReads, verifyOne } from '#store/report-reads'
import { type ReportStore, reportStore } from '#store/reports'
import { type Answer, type Area, givenText, isSet, UsageFault, type Values } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { allOutputs, stackName } from './deployment.ts'
import { accountFor, openDesk } from './desk.ts'

const USAGE = `  report make [--account SLUG] [--week WEEK] [--again]
                                           makes the weekly report and keeps it; tells nobody. WEEK: 2026-W38, the last one
                                           that has ended without it. --again: in the place of one that is there
  report show [--account SLUG] [--week WEEK] [--format md|html|json] [--out FILE]
                                           the report, as Markdown without --format
  report list [--account SLUG] [--limit N] weeks that have one, newest first (20)
  report verify [--account SLUG] [--week WEEK]
                                           reads anew what it was made of and works every number out again. Exit code 1:
                                           tampered with; 4: late news have corrected something since, make it --again`

const LIST = 20
/** Of verify; 2 and 3 are those of every command. */
const EXIT_CODES: Readonly<Record<Verdict, number>> = { same: 0, tampered: 1, corrected: 4 }

/** The weekly support health report. */
export const reportArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    week: { type: 'string' },
    again: { type: 'boolean' },
    format: { type: 'string' },
    out: { type: 'string' },
    limit: { type: 'string' },
  },
  takes: {
    make: ['account', 'week', 'again'],
    show: ['account', 'week', 'format', 'out'],
    list: ['account', 'limit'],
    verify: ['account', 'week'],
  },
  run: async ([command = ''], values) => {
    switch (command) {
      case 'make':
        return made(values)
      case 'show':
        return shown(values)
      case 'list':
        return listed(values)
      case 'verify':
        return verified(values)
      default:
        throw new UsageFault(`unknown command: report ${command}`)
    }
  },
}

async function made(values: Values): Promise<Answer> {
  const { account, week, timeZone, nowMs, reads, store } = await open(values)
  if (week > lastWeek(nowMs, timeZone)) throw new UsageFault(`${week} has not ended yet (${timeZone})`)
  const again = isSet(values, 'again')
  const there = again ? undefined : await store.find(account, week)
  if (there !== undefined) return kept(there, `${account}, ${week}: there is one already; --again replaces it`)
  const stored = await store.keep(await makeOne({ account, week, timeZone }, reads, nowMs), { again })
  return kept(stored, `${account}, ${week} is made`)
}

const kept = (stored: StoredReport, first: string): Answer => ({
  text: [first, ...stored.heads.map((head) => `  ${head.label}: ${figureInWords(head)}`)].join('\n'),
  json: stored,
})

async function shown(values: Values): Promise<Answer> {
  const format = formatIn(values)
  const { account, week, store } = await open(values)
  const text = await store.text(account, week, format)
  if (text === undefined) return none(account, week)
  const file = givenText(values, 'out')
  const json = { account, week, format }
  if (file === undefined) return { text: text.trimEnd(), json: { ...json, text } }
  await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  return { text: `${account}, ${week}: ${file}`, json: { ...json, file } }
}

async function listed(values: Values): Promise<Answer> {
  const limit = Number(givenText(values, 'limit') ?? LIST)
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw new UsageFault('--limit must be 1 to 500')
  const { account, store } = await open(values)
  const page = await store.list(account, { cursor: null, limit })
  const reports = 'badCursor' in page ? [] : page.reports
  const lines = reports.map(({ week, madeAtMs, toldAtMs, heads }) => {
    const numbers = heads.map((head) => `${head.label}: ${figureInWords(head)}`).join(', ')
    return [week, `made ${isoMinute(madeAtMs)}`, toldAtMs === null ? 'not told' : 'told', numbers].join('\t')
  })
  return { text: lines.join('\n') || `${account} has no report yet.`, json: { account, reports } }
}

async function verified(values: Values): Promise<Answer> {
  const { account, week, reads, store } = await open(values)
  const found = await verifyOne({ account, week }, { reads, store })
  if (found === undefined) return none(account, week)
  const verdict = verdictOf(found)
  const { report, isAsWritten, differences } = found
  const numbers = report.figures.length + report.series.length
  const first =
    verdict === 'same'
      ? `${account}, ${week}: ${numbers} numbers and series worked out again, all the same`
      : `${account}, ${week}: ${VERDICTS[verdict]}`
  const changed = isAsWritten ? [] : ['  the stored file is not the one that was written']
  return {
    text: [first, ...changed, ...differences.map(differenceInWords)].join('\n'),
    json: { account, week, numbers, isAsWritten, differences },
    exitCode: EXIT_CODES[verdict],
  }
}

const VERDICTS: Readonly<Record<Exclude<Verdict, 'same'>, string>> = {
  tampered: 'TAMPERED WITH',
  corrected: 'made of something else by now; make it --again to have what is known today',
}

function differenceInWords({ id, what, told, found }: Difference): string {
  const short = (value: unknown): string => {
    const text = JSON.stringify(value) ?? 'nothing'
    return text.length <= 120 ? text : `${text.slice(0, 119)}…`
  }
  return `  ${id}: ${what}, told ${short(told)}, found ${short(found)}`
}

const none = (account: string, week: string): never => {
  throw new UsageFault(`${account} has no report of ${week}: npm run ops -- report make --account ${account}`)
}

function formatIn(values: Values): ReportFormat {
  const format = givenText(values, 'format') ?? 'md'
  if (!(REPORT_FORMATS as readonly string[]).includes(format))
    throw new UsageFault(`--format must be one of ${REPORT_FORMATS.join(', ')}`)
  return format as ReportFormat
}

type Opened = {
  readonly account: string
  readonly week: string
  readonly timeZone: string
  readonly nowMs: number
  readonly reads: ReturnType<typeof reportReads>
  readonly store: ReportStore
}

async function open(values: Values): Promise<Opened> {
  const [desk, outputs] = await Promise.all([openDesk(values), allOutputs(values)])
  const output = (name: string): string => {
    const value = outputs[name]
    if (value === undefined)
      throw new Error(`${stackName(values.env)} has no output ${name}: deploy this release first`)
    return value
  }
  const account = await accountFor(values, desk)
  const timeZone = homeZone((await desk.policies.active(account, 'sla')).document)
  const nowMs = desk.now()
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)))
  const s3 = new S3Client({ ...clientConfig(values), forcePathStyle: values.endpoint !== undefined })
  const store = reportStore({ client, table: output('TableName'), s3, bucket: output('BodiesBucketName') })
  const clockwork = { now: desk.now, random: Math.random, wait: sleep }
  const reads = reportReads({
    ...{ ...clockwork, client, table: output('TableName'), insightsTable: output('InsightsTableName'), store },
    uncounted: uncountedOf(values, output),
    log: { fault: (code, error) => console.error(`${code}: ${error instanceof Error ? error.message : error}`) },
  })
  return { account, week: weekIn(values) ?? lastWeek(nowMs, timeZone), timeZone, nowMs, reads, store }
}

function uncountedOf(values: Values, output: (name: string) => string): () => Promise<Uncounted> {
  const client = new SQSClient(clientConfig(values))
  const depth = async (...names: readonly string[]): Promise<number> => {
    const depths = await Promise.all(names.map((name) => queueDepth({ client, queueUrl: output(name) })))
    return depths.reduce((sum, one) => sum + one, 0)
  }
  return async () => ({
    inQueue: await depth('InboundQueueUrl', 'AnalyticsQueueUrl'),
    deadLettered: await depth('InboundDeadLettersUrl', 'AnalyticsDeadLettersUrl'),
  })
}

function weekIn(values: Values): string | undefined {
  const week = givenText(values, 'week')
  if (week === undefined) return undefined
  try {
    daysOfWeek(week)
    return week
  } catch (error) {
    throw new UsageFault(`--week: ${error instanceof Error ? error.message : error}`)
  }
}

const isoMinute = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16)}Z`
