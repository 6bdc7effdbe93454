/** Everything that process reads, for this checkout's code to run over a deployment without writing. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { translate } from '#chatwoot/translate'
import { modelBook } from '#functions/process/model-book'
import { readingBook } from '#functions/process/reading-book'
import { getBody } from '#messaging/s3-bodies'
import { sleep } from '#runtime/retry'
import { conversationStore } from '#store/conversations'
import { lawReader } from '#store/law'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { languageDetector } from '#text/language'
import { environmentConfig } from '../config.ts'
import type { Values } from './area.ts'
import { clientConfig } from './aws-access.ts'
import { bodiesBucketOf, deploymentOf } from './deployment.ts'
import type { RehearsalReads } from './what-would-change.ts'

/** @throws Error when nothing is deployed there, and the SDK's errors. */
export async function openRehearsal(values: Values): Promise<RehearsalReads> {
  const [{ tableName, now }, bucket] = await Promise.all([deploymentOf(values), bodiesBucketOf(values)])
  const { conversationDays, contactAttributes } = environmentConfig(values.env, {})
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(values)), {
    marshallOptions: { removeUndefinedValues: true },
  })
  const deps = { client, table: tableName, now, random: Math.random, wait: sleep }
  const book = policyBook(policyStore(deps), { now, onFault: rethrow })
  // The runner's buckets have no names of their own under its address.
  const s3 = new S3Client({ ...clientConfig(values), forcePathStyle: values.endpoint !== undefined })
  const bodies = { get: (key: string) => getBody({ client: s3, bucket }, key) }
  let loading: ReturnType<typeof languageDetector> | undefined
  const languages = () => {
    loading ??= languageDetector()
    return loading
  }
  const modelOf = modelBook({
    read: async (key) => (await bodies.get(key))?.body,
    now,
    wait: sleep,
    onFault: rethrow,
  })
  return {
    translate,
    readingFor: readingBook({ documents: book, contactAttributes, languages, modelOf }),
    lawFor: lawReader(book),
    readMany: conversationStore({ ...deps, retentionDays: conversationDays, consistent: true }).readMany,
    bodies,
    bucket,
    now,
  }
}

/** At a command line old copies are of no use, and texts read without their classifier would tell something else. */
function rethrow(error: unknown): never {
  throw error
}
