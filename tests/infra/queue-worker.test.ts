import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { describe, expect, test } from 'vitest'
import { Alarms } from '#infra/constructs/alarms'
import { QueueWorker, type QueueWorkerProps } from '#infra/constructs/queue-worker'
import { FEATURE_FLAGS } from '#infra/feature-flags'
import { at, config as configOf, target } from './templates.ts'

const config = configOf('dev')

function queuesOf(changes: Partial<QueueWorkerProps<Record<string, string>>>) {
  const app = new App({ context: FEATURE_FLAGS, analyticsReporting: false, autoSynth: false })
  const stack = new Stack(app, 'Test')
  new QueueWorker(stack, 'Worker', {
    name: 'process',
    config,
    alarms: new Alarms(stack, 'Alarms', config),
    code: Code.fromInline('exports.handler = async () => {}'),
    queueName: 'things',
    batches: { size: 1, windowSeconds: 0, maxConcurrency: 2 },
    memoryMb: 256,
    timeoutSeconds: 60,
    environment: () => ({}),
    errorImpact: 'Things are left undone.',
    ...changes,
  })
  const template = Template.fromStack(stack)
  const queues = Object.entries(template.findResources('AWS::SQS::Queue')).map(([id, { Properties }]) => ({
    id,
    properties: Properties as Readonly<Record<string, unknown>>,
  }))
  const worked = queues.find(({ properties }) => properties.RedrivePolicy !== undefined)?.properties
  const deadLetters = target(at(worked, 'RedrivePolicy', 'deadLetterTargetArn'))
  const [source] = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'))
  return { worked, dead: queues.find(({ id }) => id === deadLetters)?.properties, source: source?.Properties }
}

describe('a queue worker in order', () => {
  test('has a FIFO queue before FIFO dead letters, and takes no text for a repetition of another', () => {
    const { worked, dead } = queuesOf({ fifo: true })
    for (const queue of [worked, dead])
      expect(queue).toMatchObject({ FifoQueue: true, ContentBasedDeduplication: false })
  })

  test('keeps the rest of the promises of a queue', () => {
    const { worked, dead, source } = queuesOf({ fifo: true })
    expect(worked).toMatchObject({ VisibilityTimeout: 360, SqsManagedSseEnabled: true, MaximumMessageSize: 1_048_576 })
    expect(dead?.MessageRetentionPeriod).toBe(14 * 86_400)
    expect(source).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'] })
    expect(source).not.toHaveProperty('MaximumBatchingWindowInSeconds')
  })

  test('cannot have a batching window', () => {
    const batches = { size: 10, windowSeconds: 1, maxConcurrency: 2 }
    expect(() => queuesOf({ fifo: true, batches })).toThrow('things: SQS has no batching window for a FIFO queue')
  })

  test('is asked for: without it both queues are standard ones', () => {
    const { worked, dead } = queuesOf({})
    for (const queue of [worked, dead]) expect(queue).not.toHaveProperty('FifoQueue')
  })
})
