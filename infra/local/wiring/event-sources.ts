import type { Resource } from '../resources.ts'
import type { Surroundings } from '../surroundings.ts'
import { SqsEventSource } from './event-source-sqs.ts'
import { StreamEventSource } from './event-source-stream.ts'

type Mapping = Resource<'AWS::Lambda::EventSourceMapping'>

const QUEUE_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']
const STREAM_ACTIONS = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
]

/** All event source mappings of the template. */
export class EventSources {
  readonly #around: Surroundings
  readonly queues: SqsEventSource[] = []
  readonly streams: StreamEventSource[] = []
  /** Mappings that AWS would refuse to create. */
  readonly problems: string[] = []

  constructor(around: Surroundings) {
    this.#around = around
    for (const mapping of around.resources.of('AWS::Lambda::EventSourceMapping')) this.#add(mapping)
  }

  start(): void {
    for (const source of [...this.queues, ...this.streams]) source.start()
  }

  /** Closes open batching windows now. */
  flush(): void {
    for (const source of [...this.queues, ...this.streams]) source.flush()
  }

  async stop(): Promise<void> {
    await Promise.all([...this.queues, ...this.streams].map((source) => source.stop()))
  }

  #add(mapping: Mapping): void {
    const { properties } = mapping
    const where = `${mapping.stack}/${mapping.logicalId}`
    const fn = this.#around.pool.find(properties.FunctionName)
    if (fn === undefined) {
      this.problems.push(`${where}: there is no function ${properties.FunctionName}`)
      return
    }
    const table = /:table\/([^/]+)\/stream\//.exec(properties.EventSourceArn)?.[1]
    const queue = this.#around.engines.sqs.byArn(properties.EventSourceArn)
    if (table === undefined && queue === undefined) {
      this.problems.push(`${where}: ${properties.EventSourceArn} is neither a queue nor a table stream of the template`)
      return
    }
    const needed = queue === undefined ? STREAM_ACTIONS : QUEUE_ACTIONS
    const missing = this.#around.iam.missing(fn.logicalId, needed, properties.EventSourceArn)
    const destination = properties.DestinationConfig?.OnFailure?.Destination
    if (destination !== undefined)
      missing.push(...this.#around.iam.missing(fn.logicalId, ['sqs:SendMessage'], destination))
    if (missing.length > 0) {
      this.problems.push(
        `${where}: the role of ${fn.name} lacks ${missing.join(', ')} on its event source or destination`,
      )
    }
    if (queue !== undefined) {
      this.problems.push(
        ...queueProblems(mapping, {
          visibilityS: Number(queue.attributes().VisibilityTimeout),
          timeoutMs: fn.timeoutMs,
        }),
      )
    }
    if (!properties.Enabled) {
      this.#around.report({ level: 'info', source: 'runner', text: `${where} is disabled in the template` })
    } else if (queue !== undefined) this.queues.push(new SqsEventSource(this.#around, mapping, { queue, fn }))
    else if (table !== undefined) {
      this.streams.push(new StreamEventSource(this.#around, mapping, { table, fn }))
    }
  }
}

/** What AWS answers to CreateEventSourceMapping for a queue. */
const queueProblems = (mapping: Mapping, limits: { visibilityS: number; timeoutMs: number }): string[] => {
  const { BatchSize = 10, MaximumBatchingWindowInSeconds: windowS } = mapping.properties
  const where = `${mapping.stack}/${mapping.logicalId}`
  const problems: string[] = []
  if (BatchSize > 10 && windowS < 1)
    problems.push(`${where}: a batch of more than 10 needs a batching window of at least 1 s`)
  if (limits.visibilityS * 1000 < limits.timeoutMs) {
    problems.push(
      `${where}: the queue's visibility timeout (${limits.visibilityS} s) is shorter than the function's timeout (${limits.timeoutMs / 1000} s)`,
    )
  }
  return problems
}
