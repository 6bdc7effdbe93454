import { describe, expect, test } from 'vitest'
import { spec as actSpec } from '#functions/act/env'
import { spec as analyticsSpec } from '#functions/analytics/env'
import { spec as apiSpec } from '#functions/api/env'
import { spec as draftSpec } from '#functions/draft/env'
import { spec as escalateSpec } from '#functions/escalate/env'
import { spec as gradeSpec } from '#functions/grade/env'
import { spec as ingestSpec } from '#functions/ingest/env'
import { spec as presenceSpec } from '#functions/presence/env'
import { spec as processSpec } from '#functions/process/env'
import { spec as publishSpec } from '#functions/publish/env'
import { spec as reconcileSpec } from '#functions/reconcile/env'
import { spec as redriveSpec } from '#functions/redrive/env'
import { spec as reportSpec } from '#functions/report/env'
import { spec as reviewSpec } from '#functions/review/env'
import { spec as routeSpec } from '#functions/route/env'
import { spec as slaSpec } from '#functions/sla/env'
import { spec as suggestSpec } from '#functions/suggest/env'
import { spec as tickSpec } from '#functions/tick/env'
import { FUNCTION_NAMES, type FunctionName } from '#infra/functions'
import { DEADLINE_INDEX, INDEX, QUEUE_FILTER_ATTRIBUTES } from '#store/keys'
import { at, calledBy, config, list, nameOf, type Resource, readable, synthesize, target } from './templates.ts'

const DAY_S = 86_400
/** What is planned: looks at groups of pages, what is switched off, and what is asked again. Deadlines are sent two and a half minutes ahead at most. */
const carriesDelayed = ({ id }: Resource): boolean => /^(?:ClockworkEscalations|ApprovalsReview|GradeGrades)/.test(id)
const specs: Readonly<Record<FunctionName, object>> = {
  ingest: ingestSpec,
  process: processSpec,
  publish: publishSpec,
  tick: tickSpec,
  sla: slaSpec,
  route: routeSpec,
  escalate: escalateSpec,
  draft: draftSpec,
  review: reviewSpec,
  grade: gradeSpec,
  act: actSpec,
  analytics: analyticsSpec,
  report: reportSpec,
  presence: presenceSpec,
  reconcile: reconcileSpec,
  api: apiSpec,
  redrive: redriveSpec,
  suggest: suggestSpec,
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
  const worked = queues.filter(({ id }) => sourceOf(id) !== undefined)

  describe('queues', () => {
    test('every queue has a dead-letter queue or is one', () => {
      expect(queues.length).toBeGreaterThan(0)
      for (const { id, Properties } of queues) {
        expect(deadLetterIds.has(id) || at(Properties, 'RedrivePolicy', 'maxReceiveCount') === 5, id).toBe(true)
      }
    })

    test('dead letters are kept 14 days, and longer than their source keeps messages', () => {
      expect(deadLetterIds.size).toBe(14)
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
      expect(worked).toHaveLength(12)
      for (const { id, Properties } of worked) {
        const source = sourceOf(id)
        const worker = calledBy(stacks, source?.Properties.FunctionName)
        const windowS = Number(source?.Properties.MaximumBatchingWindowInSeconds ?? 0)
        expect(Number(Properties.VisibilityTimeout), id).toBeGreaterThanOrEqual(
          6 * Number(worker.Properties.Timeout) + windowS,
        )
      }
    })

    const watchedOf = (id: string) =>
      alarms
        .filter(({ Properties }) => target(at(Properties, 'Dimensions', 0, 'Value')) === id)
        .map(({ Properties }) => [Properties.MetricName, Properties.Statistic, Properties.Threshold])

    test('a queue that is worked on rings when a message has waited for minutes', () => {
      for (const { id } of worked.filter((queue) => !carriesDelayed(queue)))
        expect(watchedOf(id), id).toEqual([['ApproximateAgeOfOldestMessage', 'Maximum', 300]])
    })

    test('where messages are sent to come up minutes later, their age is not what rings, but that they lie there', () => {
      const delayed = worked.filter(carriesDelayed)
      expect(delayed).toHaveLength(3)
      for (const { id } of delayed)
        expect(watchedOf(id), id).toEqual([['ApproximateNumberOfMessagesVisible', 'Minimum', 0]])
    })

    test('only actions come in order: one conversation at a time, and the same kind of queue behind it', () => {
      const inOrder = queues.filter(({ Properties }) => Properties.FifoQueue !== undefined)
      expect(inOrder.map(({ id }) => id.slice(0, -8)).sort()).toEqual([
        'ClockworkActionsDeadLetters',
        'ClockworkActionsQueue',
      ])
      // The sender names what is a repetition: two tries at one thing may differ in their text.
      for (const { id, Properties } of inOrder)
        expect([Properties.FifoQueue, Properties.ContentBasedDeduplication], id).toEqual([true, false])
    })
  })

  describe('event sources', () => {
    test('every one answers message by message', () => {
      expect(sources).toHaveLength(13)
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
        {
          eventName: ['INSERT', 'MODIFY'],
          dynamodb: {
            Keys: {
              sk: {
                S: [
                  'STATE',
                  'SUGGESTED',
                  ...['OPERATOR#', 'AP#', 'SIGNAL#', 'TURN#', 'GRADE#', 'FLAG#', 'PROPOSAL#'].map((prefix) => ({
                    prefix,
                  })),
                ],
              },
            },
          },
        },
      ])
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
        const declared = Object.entries(specs).find(([name]) => name === nameOf(fn))?.[1]
        expect(given.sort(), nameOf(fn)).toEqual(Object.keys(declared ?? {}).sort())
      }
    })

    test('no custom resources: nothing runs at deployment but CloudFormation', () => {
      const custom = stacks.resources.filter(({ Type }) => /^Custom::|CustomResource$/.test(Type))
      expect(custom).toEqual([])
    })
  })

  describe('table and bucket', () => {
    const table = stacks.ofType('AWS::DynamoDB::Table').find(({ id }) => id.startsWith('Desk'))
    const indexes = list(table?.Properties.GlobalSecondaryIndexes)
    const named = (names: readonly string[]) =>
      indexes.filter((index) => names.includes(String(at(index, 'IndexName'))))

    test('the table has the indexes that its access patterns name, and a stream', () => {
      expect(indexes.map((index) => at(index, 'IndexName')).sort()).toEqual(
        [...Object.values(INDEX), DEADLINE_INDEX].sort(),
      )
      expect(table?.Properties).toMatchObject({
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      })
    })

    test('the queue is read from three indexes that carry what it is filtered by', () => {
      const projections = named(Object.values(INDEX)).map((index) => at(index, 'Projection'))
      expect(projections).toHaveLength(3)
      for (const projection of projections)
        expect(projection).toEqual({ ProjectionType: 'INCLUDE', NonKeyAttributes: [...QUEUE_FILTER_ATTRIBUTES] })
    })

    test('what is due is found by keys alone: its index is written at every change of an instant', () => {
      expect(named([DEADLINE_INDEX])).toMatchObject([{ Projection: { ProjectionType: 'KEYS_ONLY' } }])
    })

    test('webhooks are archived encrypted, packed, and where nothing wakes the inbound queue', () => {
      const [stream] = stacks.ofType('AWS::KinesisFirehose::DeliveryStream')
      expect(stream?.Properties).toMatchObject({
        DeliveryStreamType: 'DirectPut',
        DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
        ExtendedS3DestinationConfiguration: {
          Prefix: 'archive/!{timestamp:yyyy/MM/dd/HH}/',
          ErrorOutputPrefix: expect.stringMatching(/^archive-failed\/!\{firehose:error-output-type\}\//),
          CompressionFormat: 'GZIP',
          BufferingHints: { IntervalInSeconds: environment === 'dev' ? 60 : 300, SizeInMBs: 64 },
        },
      })
      const announced = rules.flatMap(({ Properties }) =>
        list(at(Properties, 'EventPattern', 'detail', 'object', 'key')),
      )
      expect(announced).toEqual([{ prefix: 'spool/' }])
    })

    test('the archive is kept as long as its environment says, and never longer than the bodies it points to', () => {
      const [bucket] = stacks.ofType('AWS::S3::Bucket')
      const lives = Object.fromEntries(
        list(at(bucket?.Properties, 'LifecycleConfiguration', 'Rules')).map((rule) => [
          at(rule, 'Prefix'),
          at(rule, 'ExpirationInDays'),
        ]),
      )
      const days = environment === 'dev' ? 7 : 30
      expect([lives['archive/'], lives['archive-failed/']]).toEqual([days, days])
      expect(Number(lives['bodies/'])).toBeGreaterThanOrEqual(days)
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
      ).toEqual(['bodies/', 'spool/', 'unknown/', 'archive/', 'archive-failed/', 'exports/'])
    })
  })
})
