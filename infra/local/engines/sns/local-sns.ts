import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { topicArn } from '../arn.ts'
import { AwsError } from '../aws-error.ts'
import { Listeners } from '../listeners.ts'
import { formList } from '../query-protocol.ts'
import { operation, type RpcService } from '../service.ts'
import type { SnsEngine, TopicMessage } from './engine.ts'

const MAX_BYTES = 262_144
const KEPT_MESSAGES = 1000

export type SnsSnapshot = { readonly topics: readonly string[] }

type Attributes = TopicMessage['messageAttributes']
type PublishForm = {
  readonly TopicArn?: string
  readonly TargetArn?: string
  readonly Message?: string
  readonly Subject?: string
  readonly MessageAttributes?: unknown
}

export class LocalSns implements SnsEngine {
  readonly #clock: Clock
  readonly #topics = new Set<string>()
  readonly #listeners = new Listeners<[string, TopicMessage]>()
  #published: TopicMessage[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  createTopic(name: string): string {
    if (!/^[\w-]{1,256}(\.fifo)?$/.test(name)) throw invalid('Invalid parameter: Topic Name')
    const arn = topicArn(name)
    this.#topics.add(arn)
    return arn
  }

  topicArns(): readonly string[] {
    return [...this.#topics]
  }

  publish(
    arn: string,
    { message, subject, attributes = {} }: { message: string; subject?: string | undefined; attributes?: Attributes },
  ): TopicMessage {
    if (!this.#topics.has(arn)) {
      throw new AwsError('NotFoundException', 'Topic does not exist', { status: 404, queryCode: 'NotFound' })
    }
    if (message === '') throw invalid('Invalid parameter: Empty message')
    if (Buffer.byteLength(message) > MAX_BYTES) throw invalid('Invalid parameter: Message too long')
    // a subject is one line of printable ASCII, 100 characters at most
    if (subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(subject)) throw invalid('Invalid parameter: Subject')
    const published: TopicMessage = {
      messageId: randomUUID(),
      topicArn: arn,
      message,
      ...(subject === undefined ? {} : { subject }),
      messageAttributes: attributes,
      atMs: this.#clock.now(),
    }
    this.#published = [...this.#published.slice(1 - KEPT_MESSAGES), published]
    this.#listeners.tell(arn, published)
    return published
  }

  onPublish(listener: (topicArn: string, message: TopicMessage) => void): () => void {
    return this.#listeners.add(listener)
  }

  published(arn?: string): readonly TopicMessage[] {
    return this.#published.filter((m) => arn === undefined || m.topicArn === arn)
  }

  snapshot(): SnsSnapshot {
    return { topics: this.topicArns() }
  }

  restore(snapshot: SnsSnapshot): void {
    for (const arn of snapshot.topics) this.#topics.add(arn)
  }
}

const invalid = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message, { queryCode: 'InvalidParameter' })

function attributesOf(field: unknown): Attributes {
  return Object.fromEntries(
    formList(field).map(({ Name, Value }) => {
      const { DataType, StringValue } = (Value ?? {}) as { DataType?: string; StringValue?: string }
      const text = StringValue === undefined ? {} : { StringValue }
      return [String(Name), { DataType: DataType ?? 'String', ...text }]
    }),
  )
}

/** The SNS API over the query protocol. */
export const snsService = (sns: LocalSns): RpcService => ({
  service: 'sns',
  permissions: (action, input) => [
    {
      action,
      resources: [String(input.TopicArn ?? input.TargetArn ?? (input.Name ? topicArn(String(input.Name)) : '*'))],
    },
  ],
  operations: {
    CreateTopic: operation<{ Name: string }>((r) => ({ TopicArn: sns.createTopic(r.Name) })),
    ListTopics: operation<unknown>(() => ({ Topics: sns.topicArns().map((TopicArn) => ({ TopicArn })) })),
    Publish: operation<PublishForm>((r) => {
      const { messageId } = sns.publish(r.TopicArn ?? r.TargetArn ?? '', {
        message: r.Message ?? '',
        subject: r.Subject,
        attributes: attributesOf(r.MessageAttributes),
      })
      return { MessageId: messageId }
    }),
  },
})
