/** Articles of the Help Center from the command line: how they stand, having them listed at once, and trying a question. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { indexKey, type KnowledgeSync } from '#domain/knowledge-sync'
import { sendMessage } from '#messaging/queue'
import { getBody } from '#messaging/s3-bodies'
import { sleep } from '#runtime/retry'
import { EVERY_ACCOUNT } from '#store/keys'
import { knowledgeStore } from '#store/knowledge'
import type { StoredIndex } from '#text/knowledge/stored-index'
import { knowledgeSearch } from '#text/knowledge/suggest'
import { type Answer, type Area, givenText, isSet, UsageFault, type Values } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { allOutputs, stackName } from './deployment.ts'
import { accountFor, openDesk } from './desk.ts'

const USAGE = `  knowledge status [--account SLUG]         how many articles are known, and which index answers
  knowledge sync [--account SLUG] [--wait] lists the articles now, and builds the index anew; --wait until it is done
                                           (exit code 1 if it is not within ten minutes)
  knowledge suggest --question TEXT [--account SLUG]
                                           which articles answer a question, and how sure that is`

const POLL_MS = 2_000
const PATIENCE_MS = 600_000

export const knowledgeArea: Area = {
  usage: USAGE,
  options: { account: { type: 'string' }, wait: { type: 'boolean' }, question: { type: 'string' } },
  takes: { status: ['account'], sync: ['account', 'wait'], suggest: ['account', 'question'] },
  run: async ([command = ''], values) => {
    switch (command) {
      case 'status':
        return status(values)
      case 'sync':
        return sync(values)
      case 'suggest':
        return suggest(values)
      default:
        throw new UsageFault(`unknown command: knowledge ${command}`)
    }
  },
}

async function deskOf(values: Values) {
  const desk = await openDesk(values)
  const account = await accountFor(values, desk)
  const { TableName: table, KnowledgeQueueUrl: queueUrl, BodiesBucketName: bucket } = await allOutputs(values)
  if (table === undefined || queueUrl === undefined || bucket === undefined)
    throw new Error(`${stackName(values.env)} knows no articles yet: deploy this release first`)
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)))
  const store = knowledgeStore({ client, table, now: desk.now })
  const isOff = async (): Promise<boolean> =>
    (await Promise.all([account, EVERY_ACCOUNT].map(desk.switches.list))).flat().some(({ name }) => name === 'suggest')
  return { account, queueUrl, bucket, store, now: desk.now, isOff }
}

async function status(values: Values): Promise<Answer> {
  const { account, store } = await deskOf(values)
  const held = (await store.readSync(account))?.sync
  return { text: statusText(account, held), json: held ?? null }
}

const at = (ms: number): string => new Date(ms).toISOString()

export function statusText(account: string, sync: KnowledgeSync | undefined): string {
  if (sync === undefined) return `${account}: articles were never asked for.`
  const { run, endedAtMs, articles, failure, index } = sync
  return [
    endedAtMs === null
      ? `${account}: articles were not listed to the end yet.`
      : `${account}: ${articles} articles, listed ${at(endedAtMs)}.`,
    ...(run === null
      ? []
      : [
          `Listing since ${at(run.beganAtMs)}: ${run.seen.length} so far, page ${run.from.page} of ${run.from.portal ?? 'the first portal'}.`,
        ]),
    ...(failure === null ? [] : [`The last try failed ${at(failure.atMs)}: ${failure.code}.`]),
    index === null
      ? 'No index was built yet: nothing is suggested.'
      : `Index of ${index.version}: ${index.past} past questions, ${index.kilobytes} KB.`,
  ].join('\n')
}

async function sync(values: Values): Promise<Answer> {
  const { account, queueUrl, store, now, isOff } = await deskOf(values)
  if (await isOff()) throw new Error(`${account}: suggest is switched off. switch list says by whom, and why.`)
  const askedAtMs = now()
  const before = (await store.readSync(account))?.sync
  const sqs = new SQSClient(clientConfig(values))
  await sendMessage(
    { client: sqs, queueUrl },
    { body: JSON.stringify({ kind: 'ask', account }), attributes: { account } },
  )
  if (!isSet(values, 'wait'))
    return { text: `Articles of ${account} are listed. knowledge status shows how far that is.`, json: { account } }
  for (;;) {
    const held = (await store.readSync(account))?.sync
    const end = syncEnd(before, held)
    if (end === 'failed') throw new Error(`Articles could not be listed: ${held?.failure?.code}`)
    if (end === 'done') return { text: statusText(account, held), json: held }
    if (now() - askedAtMs > PATIENCE_MS) throw new Error(`Not done after ten minutes.\n${statusText(account, held)}`)
    await sleep(POLL_MS)
  }
}

/**
 * How what was asked for has ended; null: it goes on. Told by what has moved, as clocks differ: a new end of the list, and an
 * index that knows of it. Where nothing changed there is none to build.
 */
export function syncEnd(before: KnowledgeSync | undefined, held: KnowledgeSync | undefined): 'done' | 'failed' | null {
  if (held === undefined || held.run !== null) return null
  if (held.failure !== null && held.failure.atMs !== before?.failure?.atMs) return 'failed'
  const { endedAtMs, index, changedAtMs } = held
  if (endedAtMs === null || endedAtMs === before?.endedAtMs || index === null) return null
  return index.builtAtMs >= Math.min(endedAtMs, changedAtMs) ? 'done' : null
}

async function suggest(values: Values): Promise<Answer> {
  const question = givenText(values, 'question')
  if (question === undefined) throw new UsageFault('knowledge suggest takes --question')
  const { account, bucket } = await deskOf(values)
  const client = new S3Client({ ...clientConfig(values), forcePathStyle: values.endpoint !== undefined })
  const stored = await getBody({ client, bucket }, indexKey(account))
  if (stored === undefined) throw new Error(`${account} has no index of articles yet: knowledge status says why`)
  const found = knowledgeSearch(JSON.parse(stored.body) as StoredIndex).suggest(question)
  const percent = (share: number): string => `${Math.round(100 * share)} %`
  const lines = found.suggestions.map(
    ({ articleId, title, url, confidence, extract }) =>
      `${percent(confidence)}\t${articleId}\t${title}\t${url}\n\t${extract}`,
  )
  const none = `None: ${found.abstained?.reason}, ${percent(found.confidence)} sure that any answers.`
  return { text: lines.join('\n') || none, json: found }
}
