import { describe, expect, test } from 'vitest'
import { spec as apiSpec } from '#functions/api/env'
import { spec as ingestSpec } from '#functions/ingest/env'
import { spec as processSpec } from '#functions/process/env'
import { spec as publishSpec } from '#functions/publish/env'
import { FUNCTION_NAMES } from '#infra/functions'
import { METRICS } from '#runtime/metric-names'
import { INDEX, QUEUE_FILTER_ATTRIBUTES } from '#store/keys'
import {
  at,
  config,
  functionsWith,
  list,
  nameOf,
  type Resource,
  readable,
  statements,
  synthesize,
  target,
} from './templates.ts'

const DAY_S = 86_400
const specs: Readonly<Record<string, object>> = {
  ingest: ingestSpec,
  process: processSpec,
  publish: publishSpec,
  api: apiSpec,
}

describe.each(['dev', 'prod'])('%s', (environment) => {
  const stacks = synthesize(config(environment))
  const queues = stacks.ofType('AWS::SQS::Queue')
  const functions = stacks.ofType('AWS::Lambda::Function')
  const sources = stacks.ofType('AWS::Lambda::EventSourceMapping')
  const alarms = stacks.ofType('AWS::CloudWatch::Alarm')
  const rules = stacks.ofType('AWS::Events::Rule')

  const deadLetterIds = new Set(
    [
      ...queues.map(({ Properties }) => target(at(Properties, 'RedrivePolicy', 'deadLetterTargetArn'))),
      ...sources.map(({ Properties }) => target(at(Properties, 'DestinationConfig', 'OnFailure', 'Destination'))),
      ...rules.flatMap(({ Properties }) =>
        list(Properties.Targets).map((to) => target(at(to, 'DeadLetterConfig', 'Arn'))),
      ),
    ].filter((id) => id !== undefined),
  )
  const sourceOf = (id: string): Resource | undefined =>
    sources.find(({ Properties }) => target(Properties.EventSourceArn) === id)

  describe('queues', () => {
    test('every queue has a dead-letter queue or is one', () => {
      expect(queues.length).toBeGreaterThan(0)
      for (const { id, Properties } of queues) {
        expect(deadLetterIds.has(id) || at(Properties, 'RedrivePolicy', 'maxReceiveCount') === 5, id).toBe(true)
      }
    })

    test('dead letters are kept 14 days, and longer than their source keeps messages', () => {
      expect(deadLetterIds.size).toBe(3)
      for (const id of deadLetterIds) expect(stacks.byId(id).Properties.MessageRetentionPeriod).toBe(14 * DAY_S)
      for (const { id, Properties } of queues) {
        if (!deadLetterIds.has(id)) expect(Number(Properties.MessageRetentionPeriod), id).toBeLessThan(14 * DAY_S)
      }
    })

    test('every dead-letter queue has an alarm on what is in it and one on its age', () => {
      for (const id of deadLetterIds) {
        const metrics = alarms
          .filter(({ Properties }) =>
            list(Properties.Dimensions).some((dimension) => target(at(dimension, 'Value')) === id),
          )
          .map(({ Properties }) => Properties.MetricName)
        expect(metrics.sort(), id).toEqual(['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible'])
      }
    })

    test('queues hold a message of 1 MiB, are encrypted and refuse plain HTTP', () => {
      const secured = stacks
        .ofType('AWS::SQS::QueuePolicy')
        .filter(({ Properties }) =>
          list(at(Properties, 'PolicyDocument', 'Statement')).some(
            (statement) =>
              at(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false' &&
              at(statement, 'Effect') === 'Deny',
          ),
        )
      for (const { id, Properties } of queues) {
        expect(Properties.MaximumMessageSize, id).toBe(1_048_576)
        expect(Properties.SqsManagedSseEnabled, id).toBe(true)
        expect(
          secured.some((policy) => list(policy.Properties.Queues).some((queue) => target(queue) === id)),
          id,
        ).toBe(true)
      }
    })

    test('a queue that is worked on hides a message for six timeouts of its function plus the window', () => {
      const worked = queues.filter(({ id }) => sourceOf(id) !== undefined)
      expect(worked.length).toBeGreaterThan(0)
      for (const { id, Properties } of worked) {
        const source = sourceOf(id)
        const worker = stacks.byId(target(source?.Properties.FunctionName) ?? '')
        const windowS = Number(source?.Properties.MaximumBatchingWindowInSeconds ?? 0)
        expect(Number(Properties.VisibilityTimeout), id).toBeGreaterThanOrEqual(
          6 * Number(worker.Properties.Timeout) + windowS,
        )
      }
    })

    test('only the spool rule may put messages on a queue from outside', () => {
      const senders = stacks.ofType('AWS::SQS::QueuePolicy').flatMap(({ Properties }) =>
        list(at(Properties, 'PolicyDocument', 'Statement'))
          .filter((statement) => at(statement, 'Effect') === 'Allow')
          .map((statement) => [
            at(statement, 'Principal', 'Service'),
            target(at(statement, 'Condition', 'ArnEquals', 'aws:SourceArn')),
          ]),
      )
      const [rule] = rules
      expect(rules).toHaveLength(1)
      expect(senders).toEqual([
        ['events.amazonaws.com', rule?.id],
        ['events.amazonaws.com', rule?.id],
      ])
    })
  })

  describe('event sources', () => {
    test('every one answers message by message', () => {
      expect(sources).toHaveLength(2)
      for (const { id, Properties } of sources)
        expect(Properties.FunctionResponseTypes, id).toEqual(['ReportBatchItemFailures'])
    })

    test('the stream is bisected on errors, is retried for hours but not for ever, and describes what it gives up on', () => {
      const [stream] = sources.filter(({ Properties }) => readable(Properties.EventSourceArn).includes('StreamArn'))
      expect(stream?.Properties).toMatchObject({ BisectBatchOnFunctionError: true, StartingPosition: 'TRIM_HORIZON' })
      expect(target(at(stream?.Properties, 'DestinationConfig', 'OnFailure', 'Destination'))).toBeDefined()
      // Tries follow each other within seconds: a number of them would be used up by an outage of minutes.
      expect(stream?.Properties.MaximumRetryAttempts).toBeUndefined()
      expect(Number(stream?.Properties.MaximumRecordAgeInSeconds)).toBeGreaterThanOrEqual(DAY_S / 4)
      expect(Number(stream?.Properties.MaximumRecordAgeInSeconds)).toBeLessThan(DAY_S)
    })

    test('publish is woken by new and changed states only, never by its own ledger entries', () => {
      const patterns = sources.flatMap(({ Properties }) =>
        list(at(Properties, 'FilterCriteria', 'Filters')).map((f) => at(f, 'Pattern')),
      )
      expect(patterns.map((pattern): unknown => JSON.parse(String(pattern)))).toEqual([
        { eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { sk: { S: ['STATE'] } } } },
      ])
    })

    test('the spool rule matches spooled bodies of this bucket alone', () => {
      expect(at(rules[0]?.Properties, 'EventBusName')).toBeUndefined()
      expect(at(rules[0]?.Properties, 'EventPattern')).toMatchObject({
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { object: { key: [{ prefix: 'spool/' }] } },
      })
      expect(readable(at(rules[0]?.Properties, 'EventPattern', 'detail', 'bucket', 'name', 0))).toContain('Bodies')
    })
  })

  describe('functions', () => {
    test('the functions are exactly those of the repository', () => {
      expect(functions.map(nameOf).sort()).toEqual([...FUNCTION_NAMES].sort())
    })

    test('every one is arm64, Node 24, and logs JSON into a log group with a retention', () => {
      for (const { Properties } of functions) {
        expect(Properties).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs24.x', Handler: 'index.handler' })
        expect(Properties.LoggingConfig).toMatchObject({ LogFormat: 'JSON', SystemLogLevel: 'WARN' })
        const group = stacks.byId(target(at(Properties, 'LoggingConfig', 'LogGroup')) ?? '')
        expect(Number(group.Properties.RetentionInDays)).toBeGreaterThan(0)
      }
    })

    test('environment variables are exactly those that the function declares', () => {
      for (const fn of functions) {
        const given = Object.keys(Object(at(fn.Properties, 'Environment', 'Variables')))
        expect(given.sort(), nameOf(fn)).toEqual(Object.keys(specs[nameOf(fn)] ?? {}).sort())
      }
    })

    test('no custom resources: nothing runs at deployment but CloudFormation', () => {
      const custom = stacks.resources.filter(({ Type }) => /^Custom::|CustomResource$/.test(Type))
      expect(custom).toEqual([])
    })
  })

  describe('rights', () => {
    const allowed = statements(stacks).filter(({ effect }) => effect === 'Allow')

    test('no grant has a wildcard, but for the objects under one prefix of the bodies bucket', () => {
      const objects = /^<[^>]*Bodies[^>]*Arn[^>]*>\/(bodies|spool|unknown)\/\*$/
      expect(allowed.length).toBeGreaterThan(FUNCTION_NAMES.length)
      for (const { on, actions, resources } of allowed) {
        for (const action of actions) expect(action, on).not.toContain('*')
        for (const resource of resources)
          expect(objects.test(resource) || !resource.includes('*'), `${on}: ${resource}`).toBe(true)
      }
    })

    test('no role carries a managed policy', () => {
      for (const { id, Properties } of stacks.ofType('AWS::IAM::Role'))
        expect(Properties.ManagedPolicyArns, id).toBeUndefined()
    })

    test.each([
      ['secretsmanager:GetSecretValue', ['ingest']],
      ['dynamodb:BatchGetItem', ['api', 'process']],
      ['dynamodb:Query', ['api']],
      ['dynamodb:PutItem', ['process', 'publish']],
      ['dynamodb:UpdateItem', ['publish']],
      ['s3:PutObject', ['ingest', 'process']],
      ['s3:GetObject', ['process']],
      ['events:PutEvents', ['publish']],
    ])('%s is for %j alone', (action, names) => {
      const holders = allowed
        .filter(({ actions }) => actions.includes(action))
        .flatMap(({ on }) => functionsWith(stacks, on))
      expect([...new Set(holders)].sort()).toEqual(names)
    })

    test('nobody may delete, scan or administer', () => {
      const actions = allowed.flatMap((statement) => statement.actions)
      expect(
        actions.filter((action) =>
          /Delete(?!Message$)|Scan|Create(?!LogStream$)|Update(?!Item$)|iam:|kms:/.test(action),
        ),
      ).toEqual([])
    })
  })

  describe('table and bucket', () => {
    test('the queue is read from three indexes that carry what it is filtered by', () => {
      const [table] = stacks.ofType('AWS::DynamoDB::Table')
      const indexes = list(table?.Properties.GlobalSecondaryIndexes)
      expect(indexes.map((index) => at(index, 'IndexName')).sort()).toEqual(Object.values(INDEX).sort())
      for (const index of indexes) {
        expect(at(index, 'Projection')).toEqual({
          ProjectionType: 'INCLUDE',
          NonKeyAttributes: [...QUEUE_FILTER_ATTRIBUTES],
        })
      }
      expect(table?.Properties).toMatchObject({
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      })
    })

    test('bodies are private, announced on the default bus, and all of them expire', () => {
      const [bucket] = stacks.ofType('AWS::S3::Bucket')
      expect(bucket?.Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      })
      expect(
        at(bucket?.Properties, 'NotificationConfiguration', 'EventBridgeConfiguration', 'EventBridgeEnabled'),
      ).toBe(true)
      const rulesOf = list(at(bucket?.Properties, 'LifecycleConfiguration', 'Rules'))
      expect(
        rulesOf.filter((rule) => Number(at(rule, 'ExpirationInDays')) > 0).map((rule) => at(rule, 'Prefix')),
      ).toEqual(['bodies/', 'spool/', 'unknown/'])
    })
  })

  describe('HTTP API', () => {
    test('everything is behind the authorizer but webhooks, the console page and the health word', () => {
      const open = stacks
        .ofType('AWS::ApiGatewayV2::Route')
        .filter(({ Properties }) => Properties.AuthorizationType !== 'JWT')
      expect(open.map(({ Properties }) => Properties.RouteKey).sort()).toEqual([
        'ANY /webhooks/chatwoot/{accountKey}',
        'GET /',
        'GET /console/{proxy+}',
        'GET /health',
      ])
    })

    test('access logs name neither path, query, headers nor tokens', () => {
      const [stage] = stacks.ofType('AWS::ApiGatewayV2::Stage')
      const format = String(at(stage?.Properties, 'AccessLogSettings', 'Format'))
      expect(format).toContain('$context.requestId')
      expect(format).not.toMatch(/path|query|header|claims|authorization/i)
    })

    test('an access log line holds no text of a function or a caller: it would tell too much, and its quotes would end the JSON', () => {
      const [stage] = stacks.ofType('AWS::ApiGatewayV2::Stage')
      const format = String(at(stage?.Properties, 'AccessLogSettings', 'Format'))
      expect(format).not.toMatch(/\$context\.(integrationErrorMessage|integration\.error|error\.message)/)
    })

    test('metric filters use only what CloudWatch documents: texts of letters, signs of paths and *', () => {
      const filters = stacks.ofType('AWS::Logs::MetricFilter')
      expect(filters.length).toBeGreaterThan(0)
      for (const { id, Properties } of filters) {
        const texts = [...String(Properties.FilterPattern).matchAll(/"([^"]*)"/g)].map(([, text]) => text)
        expect(texts, id).toEqual(['ANY /webhooks/chatwoot/*'])
        // With a default value it could have no dimensions later on, and silence would cost a datapoint a minute.
        expect(at(Properties, 'MetricTransformations', 0, 'DefaultValue'), id).toBeUndefined()
      }
    })

    test('the access log can be enabled in an account with many, and after one that was kept from an earlier stack', () => {
      const [stage] = stacks.ofType('AWS::ApiGatewayV2::Stage')
      const group = stacks.byId(target(at(stage?.Properties, 'AccessLogSettings', 'DestinationArn')) ?? '')
      // Elsewhere each log group takes a line of the region's one policy for log deliveries, which is soon full.
      expect(readable(group.Properties.LogGroupName)).toMatch(/^\/aws\/vendedlogs\/backdesk-/)
      expect(JSON.stringify(group.Properties.LogGroupName)).toContain('AWS::StackId')
    })

    test('an access log line is JSON in which the metric filters find numbers', () => {
      const [stage] = stacks.ofType('AWS::ApiGatewayV2::Stage')
      const format = String(at(stage?.Properties, 'AccessLogSettings', 'Format'))
      const line: unknown = JSON.parse(
        format.replace('$context.status', '202').replace('$context.responseLatency', '17'),
      )
      expect(line).toMatchObject({ status: 202, latencyMs: 17, route: '$context.routeKey' })
    })

    test('webhooks go to a published version of ingest: a deployment changes its code and settings at one instant', () => {
      const webhooks = stacks
        .ofType('AWS::ApiGatewayV2::Route')
        .find(({ Properties }) => String(Properties.RouteKey).startsWith('ANY /webhooks'))
      const integration = stacks.byId(/integrations\/<(\w+)>/.exec(readable(webhooks?.Properties.Target))?.[1] ?? '')
      const alias = stacks.byId(target(integration.Properties.IntegrationUri) ?? '')
      expect(alias.Type).toBe('AWS::Lambda::Alias')
      const version = stacks.byId(target(alias.Properties.FunctionVersion) ?? '')
      expect(version).toMatchObject({
        Type: 'AWS::Lambda::Version',
        Properties: { FunctionName: { Ref: expect.stringMatching(/^Ingest/) } },
      })
      const permitted = stacks
        .ofType('AWS::Lambda::Permission')
        .map(({ Properties }) => target(Properties.FunctionName))
      expect(permitted).toContain(alias.id)
    })

    test('webhooks have a throttle of their own, wider than the console', () => {
      const [stage] = stacks.ofType('AWS::ApiGatewayV2::Stage')
      const own = at(stage?.Properties, 'RouteSettings', 'ANY /webhooks/chatwoot/{accountKey}', 'ThrottlingRateLimit')
      expect(Number(own)).toBeGreaterThan(Number(at(stage?.Properties, 'DefaultRouteSettings', 'ThrottlingRateLimit')))
    })
  })

  test('every metric that an alarm watches in our namespace is one that a function emits', () => {
    const watched = alarms.filter(({ Properties }) => Properties.Namespace === 'Backdesk')
    expect(watched.length).toBeGreaterThan(0)
    for (const { id, Properties } of watched) {
      expect(Object.keys(METRICS), id).toContain(Properties.MetricName)
      expect(Properties.Dimensions, id).toEqual([{ Name: 'Environment', Value: environment }])
    }
  })
})
