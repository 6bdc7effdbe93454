import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Activity } from '#infra/local/activity'
import { manualClock } from '#infra/local/clock'
import { type Engines, startEngines } from '#infra/local/engines/engines'
import { Iam } from '#infra/local/iam'
import type { JsonObject } from '#infra/local/json'
import { Pool } from '#infra/local/lambda/pool'
import { MetricStore } from '#infra/local/metrics'
import type { Surroundings } from '#infra/local/surroundings'
import { AsyncInvoker } from '#infra/local/wiring/invoke-async'
import { sendObjectEvents } from '#infra/local/wiring/object-events'
import { Rules } from '#infra/local/wiring/rules'
import { Schedules } from '#infra/local/wiring/schedules'
import { resourcesOf } from './assemblies.ts'

const clock = manualClock(Date.UTC(2026, 10, 2, 9, 30))
let engines: Engines
let rules: Rules
let schedules: Schedules
let stopObjects: () => void

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })
const mayReceive = (queue: string): JsonObject => ({
  Queues: [{ Ref: queue }],
  PolicyDocument: {
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: arn(queue),
    },
  },
})

beforeEach(async () => {
  engines = await startEngines({ clock })
  const resources = resourcesOf({
    App: {
      Resources: {
        Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'desk' } },
        Target: { Type: 'AWS::SQS::Queue' },
        Dead: { Type: 'AWS::SQS::Queue' },
        Ordered: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
        Bodies: {
          Type: 'AWS::S3::Bucket',
          Properties: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
        },
        Quiet: { Type: 'AWS::S3::Bucket' },
        TargetPolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: mayReceive('Target') },
        DeadPolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: mayReceive('Dead') },
        OrderedPolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: mayReceive('Ordered') },
        OnOpened: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventBusName: { Ref: 'Bus' },
            EventPattern: { 'detail-type': ['opened'] },
            Targets: [
              { Id: 'a', Arn: arn('Target'), InputPath: '$.detail', DeadLetterConfig: { Arn: arn('Dead') } },
              { Id: 'b', Arn: arn('Ordered'), SqsParameters: { MessageGroupId: 'g' } },
            ],
          },
        },
        Disabled: {
          Type: 'AWS::Events::Rule',
          Properties: {
            State: 'DISABLED',
            EventPattern: { source: [{ exists: true }] },
            Targets: [{ Id: 'a', Arn: arn('Target') }],
          },
        },
        OnSpooled: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventPattern: { source: ['aws.s3'], detail: { object: { key: [{ prefix: 'spool/' }] } } },
            Targets: [{ Id: 'a', Arn: arn('Target') }],
          },
        },
        Hourly: {
          Type: 'AWS::Events::Rule',
          Properties: {
            ScheduleExpression: 'cron(0 * * * ? *)',
            Targets: [{ Id: 'a', Arn: arn('Target'), Input: '"tick"' }],
          },
        },
      },
    },
  })
  for (const queue of resources.of('AWS::SQS::Queue')) {
    engines.sqs.create(queue.name, queue.properties.FifoQueue === true ? { FifoQueue: 'true' } : {})
  }
  engines.events.createBus('desk')
  for (const bucket of resources.of('AWS::S3::Bucket')) engines.s3.createBucket(bucket.name)
  const around: Surroundings = {
    clock,
    engines,
    resources,
    pool: new Pool(),
    iam: new Iam(resources),
    activity: new Activity(),
    metrics: new MetricStore(),
    report: () => undefined,
  }
  rules = new Rules(around, new AsyncInvoker(around))
  schedules = new Schedules(around, rules)
  stopObjects = sendObjectEvents(around)
})
afterEach(async () => {
  schedules.stop()
  rules.stop()
  stopObjects()
  await engines.stop()
})

const bodies = (queue: string) =>
  engines.sqs
    .byName(queue)
    ?.peek()
    .map(({ body }) => body)
const open = (detailType = 'opened', bus = 'desk') =>
  engines.events.put(bus, { source: 'backdesk', detailType, detail: { id: 7 } })

describe('rules', () => {
  test('deliver matching events of their bus to every target, in the shape that each asks for', () => {
    expect(rules.problems).toEqual([])
    const { id } = open()
    open('closed')
    open('opened', 'default')
    expect(bodies('App-Target')).toEqual(['{"id":7}'])
    const [ordered] = engines.sqs.byName('App-Ordered.fifo')?.peek() ?? []
    expect(JSON.parse(ordered?.body ?? '')).toMatchObject({
      id,
      'detail-type': 'opened',
      source: 'backdesk',
      detail: { id: 7 },
    })
    expect(ordered?.attributes.MessageGroupId).toBe('g')
  })

  test('put what cannot be delivered into their dead letters, with the reason', () => {
    engines.sqs.remove('App-Target')
    open()
    const [message] = engines.sqs.byName('App-Dead')?.peek() ?? []
    expect(message?.body).toBe('{"id":7}')
    expect(message?.messageAttributes.RULE_ARN?.StringValue).toBe(
      'arn:aws:events:eu-west-1:000000000000:rule/desk/App-OnOpened',
    )
    expect(message?.messageAttributes.ERROR_MESSAGE?.StringValue).toMatch(/no queue/)
  })

  test('hear of new objects in buckets that announce them', () => {
    engines.s3.put('app-bodies', 'spool/shop/1.json', { body: '{}' })
    engines.s3.put('app-bodies', 'bodies/shop/1.json', { body: '{}' })
    engines.s3.put('app-quiet', 'spool/shop/2.json', { body: '{}' })
    const [event, ...more] = bodies('App-Target') ?? []
    expect(more).toEqual([])
    expect(JSON.parse(event ?? '')).toMatchObject({
      'detail-type': 'Object Created',
      detail: { bucket: { name: 'app-bodies' }, object: { key: 'spool/shop/1.json', size: 2 } },
    })
  })

  test('with a schedule run by the clock, again and again, and when asked', async () => {
    schedules.start()
    await clock.advance(29 * 60_000)
    expect(bodies('App-Target')).toEqual([])
    await clock.advance(60_000)
    expect(bodies('App-Target')).toEqual(['"tick"'])
    await clock.advance(2 * 3_600_000)
    expect(bodies('App-Target')).toHaveLength(3)
    schedules.fire('Hourly')
    expect(bodies('App-Target')).toHaveLength(4)
    expect(() => schedules.fire('Daily')).toThrow(/no single schedule is called Daily; there are: Hourly/)
  })
})
