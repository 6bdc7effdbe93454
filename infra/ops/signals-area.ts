import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { completenessOf } from '#domain/signal-completeness'
import { sleep } from '#runtime/retry'
import { type SignalStore, signalStore } from '#store/signals'
import { environmentConfig } from '../config.ts'
import { EXPORT_PREFIX } from '../retention.ts'
import { instantIn } from './archive-options.ts'
import { type Answer, type Area, givenText, isSet, UsageFault, type Values } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { bodiesBucketOf, deploymentOf } from './deployment.ts'
import { accountFor, openDesk } from './desk.ts'
import { progressOn } from './progress.ts'
import { signalsIntoDays, signalsIntoFile, wholeDays } from './signal-export.ts'

const USAGE = `  signals export --from TIME [--to TIME] [--account SLUG] --file PATH|--s3
                                           what approvals that ended taught, scrubbed, as JSON lines, oldest first.
                                           TIME: 2026-05-04 or 2026-05-04T09:30:00Z (UTC), or a span before now (90m, 2d).
                                           --file: a new local file, readable by you alone; --s3: one object a day under
                                           exports/signals/ of the bodies bucket, written anew each time
  signals status [--account SLUG] [--from TIME] [--to TIME]
                                           how many approvals that ended have their signal, a day; exit code 1 where
                                           some are missing`

const USUAL_MS = 30 * 86_400_000

/** What approvals that ended have taught. */
export const signalsArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    file: { type: 'string' },
    s3: { type: 'boolean' },
  },
  takes: { export: ['account', 'from', 'to', 'file', 's3'], status: ['account', 'from', 'to'] },
  run: async ([command = ''], values) => {
    if (command === 'export') return exported(values)
    if (command === 'status') return standing(values)
    throw new UsageFault(`unknown command: signals ${command}`)
  },
}

type Asked = {
  readonly account: string
  readonly fromMs: number
  readonly toMs: number
  readonly signals: Pick<SignalStore, 'between' | 'completeness'>
}

async function askedFor(values: Values, usualFrom: 'none' | 'month'): Promise<Asked> {
  const { tableName, now } = await deploymentOf(values)
  const toMs = instantIn(values, 'to', now()) ?? now()
  const fromMs = instantIn(values, 'from', now()) ?? (usualFrom === 'month' ? toMs - USUAL_MS : undefined)
  if (fromMs === undefined) throw new UsageFault('--from TIME is missing')
  if (fromMs >= toMs) throw new UsageFault('--from must be before --to')
  const account = await accountFor(values, await openDesk(values))
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)))
  const { ledgerDays } = environmentConfig(values.env, {})
  const deps = { client, table: tableName, now, random: Math.random, wait: sleep, retentionDays: ledgerDays }
  return { account, fromMs, toMs, signals: signalStore(deps) }
}

async function exported(values: Values): Promise<Answer> {
  const file = givenText(values, 'file')
  const toS3 = isSet(values, 's3')
  if ((file === undefined) === !toS3) throw new UsageFault('give either --file PATH or --s3')
  const asked = await askedFor(values, 'none')
  const { account, signals } = asked
  const progress = progressOn(process.stderr)
  const { fromMs, toMs } = toS3 ? wholeDays(asked) : asked
  const read = signals.between(account, { fromMs, toMs })
  const { count, to } = await (file === undefined
    ? signalsIntoDays(read, { put: bucketOf(values, account), show: progress.show })
    : signalsIntoFile(read, { path: file, show: progress.show })
  ).finally(progress.end)
  const span = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }
  return {
    text: `${count} signals of ${account}, ${span.from} to ${span.to}: ${to.join(', ') || 'nothing to write'}`,
    json: { account, ...span, signals: count, to },
  }
}

function bucketOf(values: Values, account: string): (day: string, lines: string) => Promise<string> {
  const s3 = new S3Client({ ...clientConfig(values), forcePathStyle: values.endpoint !== undefined })
  const bucket = bodiesBucketOf(values)
  return async (day, Body) => {
    const Bucket = await bucket
    const Key = `${EXPORT_PREFIX}signals/${account}/${day}.jsonl`
    await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/x-ndjson' }))
    return `s3://${Bucket}/${Key}`
  }
}

async function standing(values: Values): Promise<Answer> {
  const { account, fromMs, toMs, signals } = await askedFor(values, 'month')
  const day = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)
  const days = await signals.completeness(account, { from: day(fromMs), to: day(toMs) })
  const all = completenessOf(days)
  const shown = days.map(({ day: of, ended, recorded, share }) => `  ${of}  ${percent(share)}  ${recorded} of ${ended}`)
  return {
    text: [`${account}: ${percent(all.share)} of ${all.ended} approvals that ended have their signal`, ...shown].join(
      '\n',
    ),
    json: { account, ...all, days },
    exitCode: all.share !== null && all.share < 1 ? 1 : 0,
  }
}

const percent = (share: number | null): string =>
  share === null ? 'no data' : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`
