import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { queueDepth } from '#messaging/queue-depth'
import { type Check, type Looked, ok, warning, wrong } from './finding.ts'
import type { Subject } from './subject.ts'

/** As the stack calls those where what cannot be done lies: dead letters, and failures of the stream. */
const LYING = /^(.+?)(?:DeadLetters|Failures)Url$/
const WORKING = /^(.+?)QueueUrl$/
const MANY = 1_000

/** One check, so that a deployment with all queues empty is one line. */
export const queuesCheck = (subject: Subject): Check => ({
  name: 'queues',
  account: null,
  look: async () => {
    const looked = await Promise.all(Object.entries(subject.outputs).map(([name, url]) => lookAt(name, url, subject)))
    const found = looked.flat()
    return found.length > 0 ? found : [ok('no dead letters, and no queue is long')]
  },
})

async function lookAt(output: string, queueUrl: string, subject: Subject): Promise<readonly Looked[]> {
  const dead = LYING.exec(output)?.[1]
  const name = dead ?? WORKING.exec(output)?.[1]
  if (name === undefined) return []
  const depth = await queueDepth({ client: subject.sqs, queueUrl })
  if (dead !== undefined) return depth === 0 ? [] : [await lying(dead.toLowerCase(), { depth, queueUrl }, subject)]
  if (depth < MANY) return []
  return [
    warning(
      'queue_long',
      `${depth} messages wait in the queue ${name.toLowerCase()}`,
      'Look whether its function is throttled or failing: docs/runbooks/alarms.md',
    ),
  ]
}

async function lying(
  name: string,
  { depth, queueUrl }: { readonly depth: number; readonly queueUrl: string },
  { sqs, now, command }: Subject,
): Promise<Looked> {
  // Seen and left where they are: at once visible again.
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      MessageSystemAttributeNames: ['SentTimestamp'],
    }),
  )
  const sent = Messages.map(({ Attributes }) => Number(Attributes?.SentTimestamp)).filter(Number.isFinite)
  const age = sent.length === 0 ? '' : `, one of them since ${inWords(now() - Math.min(...sent))}`
  return wrong(
    'dead_letters',
    `${depth} messages lie in the dead-letter queue of ${name}${age}`,
    command(`dlq list --queue ${name}`),
  )
}

function inWords(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  if (minutes < 120) return `${minutes} min`
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`
}
