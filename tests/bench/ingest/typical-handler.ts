/**
 * What is compared with: the same job as many would start it, with middy, Powertools, zod and whole SDK clients.
 * It verifies the signature, checks the body's shape and sends it to SQS.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { Metrics } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import { S3 } from '@aws-sdk/client-s3'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { SQS } from '@aws-sdk/client-sqs'
import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { z } from 'zod'

const logger = new Logger({ serviceName: 'ingest' })
const metrics = new Metrics({ namespace: 'Typical', serviceName: 'ingest' })
const sqs = new SQS({})
const secrets = new SecretsManager({})
/** Part of such a build, for bodies too large for a message. */
export const s3 = new S3({})

const Accounts = z.record(z.string(), z.object({ account: z.string(), secrets: z.array(z.string()) }))
const Webhook = z.looseObject({ event: z.string(), id: z.number() })
let accounts: z.infer<typeof Accounts> | undefined

async function receive(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  accounts ??= Accounts.parse(
    JSON.parse((await secrets.getSecretValue({ SecretId: process.env.ACCOUNTS_SECRET_ARN })).SecretString ?? '{}'),
  )
  const account = accounts[event.pathParameters?.accountKey ?? '']
  if (account === undefined) return { statusCode: 404 }
  const raw = event.body ?? ''
  const signed = `${event.headers['x-chatwoot-timestamp']}.${raw}`
  const given = Buffer.from(event.headers['x-chatwoot-signature'] ?? '')
  const valid = account.secrets.some((secret) => {
    const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(signed).digest('hex')}`)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  if (!valid) return { statusCode: 401 }
  Webhook.parse(JSON.parse(raw))
  await sqs.sendMessage({ QueueUrl: process.env.INBOUND_QUEUE_URL, MessageBody: raw })
  logger.info('accepted')
  metrics.addMetric('accepted', 'Count', 1)
  return { statusCode: 202 }
}

export const handler = middy(receive)
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .use(httpHeaderNormalizer())
  .use(httpErrorHandler())
