import { lastPart } from '../aws-names.ts'
import type { Surroundings } from '../surroundings.ts'

/** Shows every message of a topic in the terminal, with who would have got it on AWS. Gives the unsubscriber. */
export const showTopics = (around: Surroundings): (() => void) => {
  const subscribers = new Map<string, string[]>()
  for (const { properties } of around.resources.of('AWS::SNS::Subscription')) {
    const known = subscribers.get(properties.TopicArn) ?? []
    subscribers.set(properties.TopicArn, [...known, `${properties.Protocol} ${redacted(properties.Endpoint)}`])
  }
  return around.engines.sns.onPublish((topicArn, { subject, message }) => {
    const receivers = subscribers.get(topicArn)?.join(', ') ?? 'nobody subscribed'
    around.report({
      level: 'warning',
      source: lastPart(topicArn),
      text: `${subject ?? firstLine(message)} -> ${receivers}`,
    })
  })
}

/** Endpoints of paging services carry their key in the path. */
const redacted = (endpoint: string): string => endpoint.replace(/^(https?:\/\/[^/]+\/).+$/, '$1…')

const firstLine = (text: string): string => text.split('\n', 1)[0]?.slice(0, 200) ?? ''
