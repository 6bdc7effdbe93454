/** Every dead-letter queue of a deployment, found in the outputs of its stack. */

export type DeadLetterQueue = {
  /** Kebab case, as its alarm `<name>-dead-letters` has it; `publish` for what the reader of the stream gave up. */
  readonly name: string
  readonly url: string
  /** Where its messages are sent again; null: they are no messages, but tell of records of a stream. */
  readonly sourceUrl: string | null
  readonly fifo: boolean
  /** SQS itself can move all of it back: not what a rule of the bus put here, and not where order and groups matter. */
  readonly movable: boolean
  /** What lies in it. */
  readonly holds: string
  /** What sending it again does, and what it cannot do. */
  readonly again: string
}

type About = Pick<DeadLetterQueue, 'holds' | 'again'>

/** By queue. A queue that is not here is found all the same, and told of in general words. */
export const ABOUT_QUEUES: Readonly<Record<string, About>> = {
  inbound: {
    holds: 'webhooks that process could not read, or not apply',
    again:
      'The merge takes a webhook however often and late it comes. One that cannot be read dies again, with its reason.',
  },
  spool: {
    holds: 'word of webhooks that lie in S3 because the inbound queue was down',
    again: 'process fetches each from S3 and applies it. Bodies are kept longer than the letters that tell of them.',
  },
  deadlines: {
    holds: 'instants at which a conversation had to be looked at',
    again: 'The conversation is looked at as it stands by then. The minute tick finds what is due without them too.',
  },
  routing: {
    holds: 'events that could mean that somebody is free, or that a conversation needs somebody',
    again: 'What waits in the account is looked over once more. The minute sweep does so without them too.',
  },
  escalations: {
    holds: 'escalations and breaches that people had to hear of',
    again: 'Whoever is still wanted is called; what has been taken or is over by now calls nobody.',
  },
  drafts: {
    holds:
      'drafts that other programs proposed and that could not be read, and questions a draft was to be written for',
    again:
      'A draft makes one approval, however often it comes. One that the customer has overtaken meanwhile is dropped.',
  },
  review: {
    holds: 'word of drafts and approvals: approved, overtaken by the customer, or due',
    again:
      'Each is looked at as it stands by then. An approved reply that has grown old becomes a draft, and is not sent; the minute tick tells of it without these too.',
  },
  grades: {
    holds: 'conversations that were resolved or read to be graded, some of them with their texts',
    again: 'What has a grade keeps it. What was resolved is read anew, and graded as it is by then.',
  },
  actions: {
    holds: 'actions asked of Chatwoot, and readings',
    again: 'What has ended stays ended. A reply to a customer that has grown old becomes a draft, and is not sent.',
  },
  presence: {
    holds: 'word of who is there',
    again: 'What was read later has taken its place by now. It is asked for anew every minute.',
  },
  reconcile: {
    holds: 'what Chatwoot answered to sweeps, and asks for new ones',
    again:
      'An answer to a sweep that has been made anew meanwhile tells nothing. The next sweep finds the same changes.',
  },
  knowledge: {
    holds: 'articles and texts of conversations that were read, and asks for what is due',
    again:
      'An answer that nobody waits for any more tells nothing: articles are listed anew every hour, and indexes built from what is stored. A wait that had its suggestions gets no others.',
  },
  analytics: {
    holds: 'word of conversations that are to be counted for the figures',
    again:
      'The conversation is counted as far as its ledger goes, each event once. Any later event of it would do the same.',
  },
  publish: {
    holds: 'descriptions of stream records that publish gave up, not the records',
    again:
      'Nothing can be sent. The stream keeps records for 24 hours; after that, what a ledger lacks is seen by comparing it with its conversation: the runbook has the steps.',
  },
}

/** Those that do not have a queue of the same name before them. */
const SOURCES: Readonly<Record<string, string>> = { spool: 'inbound' }

const LETTERS = /^([A-Z]\w*)(?:DeadLetters|Failures)Url$/

/** @param outputs of the stack, by name: `InboundDeadLettersUrl`, `InboundQueueUrl` and so on. */
export function deadLetterQueues(outputs: Readonly<Record<string, string>>): DeadLetterQueue[] {
  return Object.entries(outputs).flatMap(([output, url]) => {
    const [, title] = LETTERS.exec(output) ?? []
    if (title === undefined) return []
    const name = kebab(title)
    const about = ABOUT_QUEUES[name] ?? { holds: 'messages that their worker could not handle', again: '' }
    const sourceUrl = outputs[`${pascal(SOURCES[name] ?? name)}QueueUrl`] ?? null
    const fifo = url.endsWith('.fifo')
    const movable = sourceUrl !== null && !fifo && SOURCES[name] === undefined
    return [{ name, url, sourceUrl, fifo, movable, ...about }]
  })
}

const kebab = (title: string): string => title.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()
const pascal = (name: string): string => name.replace(/(^|-)([a-z])/g, (_all, _dash, letter) => letter.toUpperCase())
