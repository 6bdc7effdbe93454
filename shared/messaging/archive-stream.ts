import { fullJitterMs, type Random } from '#runtime/retry'
import { type ArchivedWebhook, archiveLine } from './archive.ts'

/** A record is at most 1,000 KiB, a call 4 MiB and 500 records. */
const RECORD_BYTES = 1_024_000
const CALL_BYTES = 4 * 1_048_576
const CALL_RECORDS = 500
/** From the first call to the last answer: it runs beside the writes of a batch, which take no longer as a rule. */
const PATIENCE_MS = 2_000
const BACKOFF = { baseMs: 200, capMs: 200 }

/** Puts records on the stream. Gives the positions of those that were not taken. */
export type PutRecords = (records: readonly Uint8Array[], signal: AbortSignal) => Promise<readonly number[]>

export type ArchiveStreamDeps = {
  readonly put: PutRecords
  /** Whether webhooks of an account are not to be kept now. */
  readonly isOff: (account: string) => Promise<boolean>
  readonly random: Random
  readonly wait: (ms: number) => Promise<void>
  /** So many webhooks are not in the archive. */
  readonly onFailure: (error: unknown, webhooks: number) => void
  readonly patienceMs?: number
}

/** The stream by name, whose client is loaded at the first use: the first batch need not wait for it. */
export function recordsOf(streamName: string): PutRecords {
  let loading: Promise<PutRecords> | undefined
  return async (records, signal) => {
    loading ??= import('./firehose-records.ts').then(({ firehoseRecords }) => firehoseRecords(streamName))
    const put = await loading
    return put(records, signal)
  }
}

type Packed = { readonly data: Buffer; readonly webhooks: number }

/**
 * The way into the archive. Lines go together into records as large as they may be: a record is billed in steps of
 * 5 KB, a webhook alone would pay for two. What the stream does not take is tried once more. Never throws, and ends within
 * two seconds: an archive that stands still holds up nobody, and says how much it lacks.
 */
export function archiveStream(deps: ArchiveStreamDeps): (webhooks: readonly ArchivedWebhook[]) => Promise<void> {
  const { patienceMs = PATIENCE_MS } = deps
  return async (webhooks) => {
    const kept = await wanted(webhooks, deps)
    if (kept.length === 0) return
    const { records, tooLarge } = packed(kept)
    if (tooLarge > 0) deps.onFailure(new RangeError('a webhook is larger than a record may be'), tooLarge)
    const signal = AbortSignal.timeout(patienceMs)
    for (const call of inCalls(records)) await send(call, signal, deps)
  }
}

async function wanted(
  webhooks: readonly ArchivedWebhook[],
  { isOff }: ArchiveStreamDeps,
): Promise<readonly ArchivedWebhook[]> {
  const off = new Set<string>()
  // Where the switch cannot be read, keeping is the safer mistake: what is kept expires.
  for (const account of new Set(webhooks.map((webhook) => webhook.account)))
    if (await isOff(account).catch(() => false)) off.add(account)
  return off.size === 0 ? webhooks : webhooks.filter(({ account }) => !off.has(account))
}

async function send(records: readonly Packed[], signal: AbortSignal, deps: ArchiveStreamDeps): Promise<void> {
  let left = records
  let fault: unknown
  for (let attempt = 0; attempt < 2 && left.length > 0; attempt += 1) {
    try {
      if (attempt > 0) await deps.wait(fullJitterMs(attempt, BACKOFF, deps.random))
      const refused = new Set(
        await deps.put(
          left.map(({ data }) => data),
          signal,
        ),
      )
      left = left.filter((_record, index) => refused.has(index))
      fault = new Error('the stream did not take every record')
    } catch (error) {
      fault = error
    }
  }
  const lacking = left.reduce((sum, { webhooks }) => sum + webhooks, 0)
  if (lacking > 0) deps.onFailure(fault, lacking)
}

function packed(webhooks: readonly ArchivedWebhook[]): { records: Packed[]; tooLarge: number } {
  const records: Packed[] = []
  let lines: Buffer[] = []
  let bytes = 0
  let tooLarge = 0
  const close = (): void => {
    if (lines.length > 0) records.push({ data: Buffer.concat(lines), webhooks: lines.length })
    lines = []
    bytes = 0
  }
  for (const webhook of webhooks) {
    const line = Buffer.from(archiveLine(webhook))
    if (line.length > RECORD_BYTES) {
      tooLarge += 1
      continue
    }
    if (bytes + line.length > RECORD_BYTES) close()
    lines.push(line)
    bytes += line.length
  }
  close()
  return { records, tooLarge }
}

function inCalls(records: readonly Packed[]): Packed[][] {
  const calls: Packed[][] = []
  let bytes = 0
  for (const record of records) {
    const last = calls.at(-1)
    if (last === undefined || last.length === CALL_RECORDS || bytes + record.data.length > CALL_BYTES) {
      calls.push([record])
      bytes = record.data.length
    } else {
      last.push(record)
      bytes += record.data.length
    }
  }
  return calls
}
