import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { AccessDocument } from '#chatwoot/access'
import { keepAliveHttp } from '#chatwoot/http-call'
import { ACCOUNT_SLUG } from '#domain/account'
import { modelKey, TRAINED_DIGITS, TRAINED_PREFIX } from '#domain/topic'
import { MOST_TOPICS } from '#policies/routing-schema'
import { sha256Hex } from '#runtime/digest'
import { fullJitterMs, sleep } from '#runtime/retry'
import type { Example } from '#text/topics/held-out-parts'
import { wordsTold } from '#text/topics/text-features'
import { trainTopics } from '#text/topics/train-topics'
import { type Answer, type Area, givenText, isSet, UsageFault, type Values, wantedText } from './area.ts'
import { clientConfig, secretDocument } from './aws-access.ts'
import { accessOrFault } from './chatwoot.ts'
import { bodiesBucketOf } from './deployment.ts'
import { examplesIn, textInFile } from './labelled-file.ts'
import { labelledHistory } from './labelled-history.ts'
import { progressOn } from './progress.ts'
import { fromStandardInput } from './standard-input.ts'
import { ambiguousIn, doubtLines, FEW, type Report, reportLines, reportOf } from './training-report.ts'

const USAGE = `  routing train --account SLUG --file FILE|- [--text-field text] [--label-field topic] [--dry-run]
                                           teaches a topic classifier from JSON lines, tries it out on parts it has
                                           not learnt from, and stores it; --dry-run stores nothing
  routing train --account SLUG --from-chatwoot [--labels a,b,c] [--pages 40] [--dry-run]
                                           learns from the account's conversations instead: what customers wrote
                                           first, by label of the list or, without one, by team`

/** Four calls a second: far below Chatwoot's limit of 3,000 a minute, which others of this address need too. */
const CALL_EVERY_MS = 250
const BACKOFF = { baseMs: 2_000, capMs: 30_000 }
const PAGES = 40
const MOST_PAGES = 400

/** Teaching the topic classifier. What customers wrote stays in this process's memory. */
export const routingArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    file: { type: 'string' },
    'text-field': { type: 'string' },
    'label-field': { type: 'string' },
    'from-chatwoot': { type: 'boolean' },
    labels: { type: 'string' },
    pages: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  takes: {
    train: ['account', 'file', 'text-field', 'label-field', 'from-chatwoot', 'labels', 'pages', 'dry-run'],
  },
  run: async ([command = ''], values) => {
    if (command !== 'train') throw new UsageFault(`unknown command: routing ${command}`)
    const account = wantedText(values, '--account SLUG')
    if (!ACCOUNT_SLUG.test(account)) throw new UsageFault(`--account must match ${ACCOUNT_SLUG.source}`)
    return trained(account, await examplesFor(account, values), values)
  },
}

async function examplesFor(account: string, values: Values): Promise<Example[]> {
  const file = givenText(values, 'file')
  if ((file !== undefined) === isSet(values, 'from-chatwoot')) throw new UsageFault('either --file or --from-chatwoot')
  if (file === undefined) return fromChatwoot(account, values)
  for (const option of ['labels', 'pages'])
    if (givenText(values, option) !== undefined) throw new UsageFault(`--${option} goes with --from-chatwoot`)
  const fields = { text: givenText(values, 'text-field') ?? 'text', label: givenText(values, 'label-field') ?? 'topic' }
  return examplesIn(file === '-' ? await fromStandardInput('JSON lines') : textInFile(file), fields)
}

async function fromChatwoot(account: string, values: Values): Promise<Example[]> {
  const pages = Number(givenText(values, 'pages') ?? PAGES)
  if (!Number.isInteger(pages) || pages < 1 || pages > MOST_PAGES)
    throw new UsageFault(`--pages must be a whole number from 1 to ${MOST_PAGES}`)
  const labels = (givenText(values, 'labels') ?? '').split(',').map((one) => one.trim().toLowerCase())
  const access = accessOrFault(await secretDocument<AccessDocument>(values, 'chatwoot').read(), account)
  const progress = progressOn(process.stderr)
  try {
    return await labelledHistory(
      access,
      { labels: labels.filter((one) => one !== ''), pages },
      {
        http: keepAliveHttp(),
        pace: () => sleep(CALL_EVERY_MS),
        backOff: (nth) => sleep(fullJitterMs(nth, BACKOFF, Math.random)),
        show: progress.show,
      },
    )
  } finally {
    progress.end()
  }
}

async function trained(account: string, given: readonly Example[], values: Values): Promise<Answer> {
  const examples = given.filter(({ text }) => wordsTold(text) !== '')
  const topics = new Map<string, number>()
  for (const { topic } of examples) topics.set(topic, (topics.get(topic) ?? 0) + 1)
  if (topics.size < 2)
    return {
      text: `${examples.length} examples of ${topics.size} topics: a classifier needs two topics at least.`,
      json: { examples: examples.length, topics: topics.size, model: null },
      exitCode: 1,
    }
  if (topics.size > MOST_TOPICS)
    throw new UsageFault(
      `${topics.size} topics are more than a routing document can send anywhere (${MOST_TOPICS}): is this the right label?`,
    )
  const { model, trials } = trainTopics(examples)
  const body = JSON.stringify(model)
  const name = `${TRAINED_PREFIX}${sha256Hex(body).slice(0, TRAINED_DIGITS)}`
  const report = reportOf(trials)
  const doubts = { wordless: given.length - examples.length, ambiguous: ambiguousIn(examples) }
  const stored = !isSet(values, 'dry-run')
  if (stored) await store(modelKey(account, name), body, values)
  const few = [...topics].filter(([, count]) => count < FEW).map(([topic]) => topic)
  const kilobytes = Math.round(body.length / 1000)
  return {
    text: [
      ...reportLines(report),
      ...(few.length === 0 ? [] : [`Fewer than ${FEW} examples: ${few.join(', ')}.`]),
      ...doubtLines(doubts),
      `The model has ${kilobytes} KB.`,
      ...(stored ? activation(name, report) : ['Nothing was stored (--dry-run).']),
    ].join('\n'),
    json: { model: stored ? name : null, kilobytes, few, ...doubts, ...report },
  }
}

/** The lowest threshold at which nine of ten answers are right, or the highest there is. */
function activation(name: string, { curve }: Report): string[] {
  const sure = curve.find(({ right, answered }) => answered > 0 && right >= 0.9) ?? curve.at(-1)
  const classifier = JSON.stringify({ model: name, atLeastPercent: Math.max(40, sure?.atLeastPercent ?? 0) })
  return [
    `Stored as ${name}. To use it, put this into the routing document and activate that (policy activate --kind routing):`,
    `  "classifier": ${classifier}`,
  ]
}

async function store(Key: string, Body: string, values: Values): Promise<void> {
  const client = new S3Client({ ...clientConfig(values), forcePathStyle: values.endpoint !== undefined })
  const Bucket = await bodiesBucketOf(values)
  await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }))
}
