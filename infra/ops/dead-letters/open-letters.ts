/** A deployment's dead letters, and everything that working on them takes. */
import { userInfo } from 'node:os'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { ChatwootAccess } from '#chatwoot/access'
import { chatwootClient } from '#chatwoot/client'
import { keepAliveHttp } from '#chatwoot/http-call'
import { type DeadLetterQueue, deadLetterQueues } from '#domain/dead-letter-queues'
import type { LetterDeps } from '#functions/redrive/work-on-letters'
import { getBody } from '#messaging/s3-bodies'
import { sleep } from '#runtime/retry'
import { tokenBucket } from '#runtime/token-bucket'
import { type LetterRunStore, letterRunStore } from '#store/letter-runs'
import { environmentConfig } from '../../config.ts'
import { type AccountsDocument, summaries } from '../accounts.ts'
import { UsageFault, type Values, wantedText } from '../area.ts'
import { clientConfig, secretDocument } from '../aws-access.ts'
import { allOutputs, clockOf } from '../deployment.ts'

export type Letters = LetterDeps & {
  readonly queues: readonly DeadLetterQueue[]
  readonly runs: LetterRunStore
  readonly accounts: () => Promise<readonly string[]>
  readonly by: string
}

/** @throws Error when nothing is deployed there, and the SDK's errors. */
export async function openLetters(values: Values): Promise<Letters> {
  const [outputs, now] = await Promise.all([allOutputs(values), clockOf(values)])
  const { TableName: table, BodiesBucketName: bucket } = outputs
  if (table === undefined || bucket === undefined)
    throw new Error('the stack names no table: deploy this release first')
  const { conversationDays, ledgerDays, contactAttributes, replyMaxAgeMinutes } = environmentConfig(values.env, {})
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)), {
    marshallOptions: { removeUndefinedValues: true },
  })
  // The runner's buckets have no names of their own under its address.
  const s3 = new S3Client({ ...clientConfig(values), forcePathStyle: values.endpoint !== undefined })
  return {
    client: new SQSClient(clientConfig(values)),
    queues: deadLetterQueues(outputs),
    runs: letterRunStore({ client, table, retentionDays: ledgerDays }),
    accounts: async () =>
      summaries(await secretDocument<AccountsDocument>(values, 'accounts').read()).map(({ account }) => account),
    now,
    wait: sleep,
    by: userInfo().username,
    world: {
      ...{ client, table, now, ledgerDays, contactAttributes },
      retentionDays: conversationDays,
      replyMaxAgeMs: replyMaxAgeMinutes * 60_000,
      bodies: { bucket, get: (key) => getBody({ client: s3, bucket }, key) },
      chatwoot: chatwootOf(values, now),
    },
  }
}

/** With the account's own token, of which only reads are used; it is read when an action asks for it first. */
function chatwootOf(values: Values, now: () => number): Letters['world']['chatwoot'] {
  let reading: Promise<Readonly<Record<string, ChatwootAccess>>> | undefined
  const deps = { http: keepAliveHttp(), pace: tokenBucket(600, { now, wait: sleep }) }
  return async (account) => {
    reading ??= secretDocument<Record<string, ChatwootAccess>>(values, 'chatwoot').read()
    const accesses = await reading
    const access = Object.hasOwn(accesses, account) ? accesses[account] : undefined
    return access === undefined ? undefined : chatwootClient(access, deps)
  }
}

/** The queue that `--queue` names. @throws UsageFault when it is missing, or there is none of that name. */
export function queueIn(values: Values, { queues }: Pick<Letters, 'queues'>): DeadLetterQueue {
  const name = wantedText(values, '--queue NAME')
  const queue = queues.find((one) => one.name === name)
  if (queue !== undefined) return queue
  throw new UsageFault(`there is no dead-letter queue ${name}: there are ${queues.map((one) => one.name).join(', ')}`)
}
