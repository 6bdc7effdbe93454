import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(import.meta.url)
const sdk = (name: string): string => JSON.stringify(require.resolve(`@aws-sdk/${name}`))

/**
 * Functions of the small app, as plain CommonJS so that nothing has to be bundled. They take a webshop's order from the
 * API to the last queue, and misbehave when an order says so.
 */
const SOURCES = {
  front: `
    const { SQSClient, SendMessageCommand } = require(${sdk('client-sqs')})
    const sqs = new SQSClient({})
    exports.handler = async (event) => {
      if (event.routeKey === 'GET /private') {
        return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event.requestContext.authorizer.jwt) }
      }
      if (event.routeKey === 'ANY /echo/{proxy+}') return event
      await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.body }))
      return { statusCode: 202 }
    }`,
  store: `
    const { DynamoDBClient, PutItemCommand } = require(${sdk('client-dynamodb')})
    const db = new DynamoDBClient({})
    exports.handler = async ({ Records }) => {
      const batchItemFailures = []
      for (const record of Records) {
        const order = JSON.parse(record.body)
        if (order.slow) await new Promise((resolve) => setTimeout(resolve, order.slow))
        if (order.poison) batchItemFailures.push({ itemIdentifier: record.messageId })
        else await db.send(new PutItemCommand({ TableName: process.env.TABLE_NAME, Item: { pk: { S: order.id }, sk: { S: 'ORDER' }, at: { N: String(Date.now()) } } }))
      }
      return { batchItemFailures }
    }`,
  announce: `
    const { EventBridgeClient, PutEventsCommand } = require(${sdk('client-eventbridge')})
    const events = new EventBridgeClient({})
    exports.handler = async ({ Records }) => {
      const ids = Records.map((record) => record.dynamodb.NewImage.pk.S)
      if (ids.includes('unspeakable')) throw new Error('cannot say this')
      await events.send(new PutEventsCommand({ Entries: ids.map((id) => ({ EventBusName: process.env.BUS_NAME, Source: 'shop', DetailType: 'order.stored', Detail: JSON.stringify({ id }) })) }))
    }`,
  react: `
    const { DynamoDBClient, PutItemCommand } = require(${sdk('client-dynamodb')})
    const db = new DynamoDBClient({})
    exports.handler = async ({ Records }) => {
      for (const record of Records) {
        const { detail } = JSON.parse(record.body)
        await db.send(new PutItemCommand({ TableName: process.env.TABLE_NAME, Item: { pk: { S: detail.id }, sk: { S: 'DONE' } } }))
      }
    }`,
  tick: `
    exports.handler = async (event) => {
      if (event.detail.fail) throw new Error('tick failed')
      console.log('ticked ' + new Date().toISOString())
      console.log(JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: 'Shop', Dimensions: [[]], Metrics: [{ Name: 'Ticks' }] }] }, Ticks: 1 }))
    }`,
} as const

export type HandlerName = keyof typeof SOURCES

/** Writes a function's folder and gives its path. */
export const writeHandler = (dir: string, name: HandlerName): string => {
  const folder = join(dir, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}')
  writeFileSync(join(folder, 'index.js'), SOURCES[name])
  return folder
}
