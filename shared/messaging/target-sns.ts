import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import { fittingLines, headline, type Notice, oneLine } from './notice.ts'

/** A notice as e-mail, SMS and HTTPS subscribers of a topic get it. */
export type TopicMessage = {
  /** One line of printable ASCII. */
  readonly subject: string
  /** Plain text. */
  readonly message: string
  /** For subscribers' filter policies. */
  readonly attributes: Readonly<Record<'severity' | 'action' | 'key', string>>
}

/** Returns once the topic has the message. @throws the SDK's errors. */
export type PublishToTopic = (topicArn: string, message: TopicMessage) => Promise<void>

/** "Less than 100 characters long", says the API reference. */
const SUBJECT_CHARACTERS = 99
/** A message may have 256 KB. */
const DETAILS = { count: 200, bytes: 64_000 }

export function topicMessage(notice: Notice): TopicMessage {
  const { key, action, severity, atMs, lines, links } = notice
  const title = headline(notice)
  const details = fittingLines(lines, DETAILS)
  const ways = links.map(({ text, href }) => `${oneLine(text)}: ${href}`)
  const about = `${severity} | ${new Date(atMs).toISOString()} | ${key}`
  const paragraphs = [[title], details, ways, [about]].filter(({ length }) => length > 0)
  return {
    subject: subjectOf(title),
    message: paragraphs.map((paragraph) => paragraph.join('\n')).join('\n\n'),
    attributes: { severity, action, key },
  }
}

export function topicPublisher(client: SNSClient): PublishToTopic {
  return async (topicArn, { subject, message, attributes }) => {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    )
    const input = { TopicArn: topicArn, Subject: subject, Message: message, MessageAttributes }
    await client.send(new PublishCommand(input))
  }
}

/** Letters lose their accents, what has no ASCII form becomes `?`. The message itself has the title as it is. */
function subjectOf(title: string): string {
  const ascii = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[‐-―−]/g, '-')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[^\x20-\x7e]/gu, '?')
  if (ascii === '') return 'Backdesk'
  return ascii.length <= SUBJECT_CHARACTERS ? ascii : `${ascii.slice(0, SUBJECT_CHARACTERS - 3)}...`
}
