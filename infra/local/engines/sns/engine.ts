/** SNS in process: topics without subscriptions; the runner delivers. */

export type TopicMessage = {
  readonly messageId: string
  readonly topicArn: string
  readonly message: string
  readonly subject?: string
  readonly messageAttributes: Readonly<Record<string, { readonly DataType: string; readonly StringValue?: string }>>
  readonly atMs: number
}

export type SnsEngine = {
  /** Gives the ARN; creating an existing topic does nothing. */
  createTopic(name: string): string
  topicArns(): readonly string[]
  publish(topicArn: string, message: { readonly message: string; readonly subject?: string }): TopicMessage
  /** Called for every published message. Gives the unsubscriber. */
  onPublish(listener: (topicArn: string, message: TopicMessage) => void): () => void
  /** The last 1,000 messages, oldest first. */
  published(topicArn?: string): readonly TopicMessage[]
}
