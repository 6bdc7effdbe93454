import type { SQSRecord } from 'aws-lambda'
import { eachLimited } from '#runtime/retry'
import { type Outcome, type Outcomes, RETRY } from '#runtime/sqs-batch'
import { type Message, openMessage } from './open-message.ts'
import { askFor, type ProposeDeps, propose } from './propose.ts'
import { type TakeDeps, takeProposed } from './take-proposed.ts'

type Fields = Readonly<Record<string, string | number>>

export type DraftDeps = TakeDeps &
  ProposeDeps & {
    readonly count: (name: 'DraftsOpened' | 'DraftsBlocked' | 'DraftsRefused' | 'DraftsNotWritten') => void
    readonly log: TakeDeps['log'] & { fault(code: string, error: unknown, fields: Fields): void }
  }

/** Conversations worked on side by side. */
const AT_ONCE = 5

type Opened = { readonly messageId: string; readonly message: Message }

/** Performs a batch of the queue of drafts: messages about one conversation one after the other; each ends on its own. */
export async function performDrafts(messages: readonly SQSRecord[], deps: DraftDeps): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>()
  const lanes = new Map<string, Opened[]>()
  for (const { messageId, body } of messages) {
    const message = openMessage(body)
    if (message.kind === 'malformed') {
      outcomes.set(messageId, { kind: 'dead', reason: message.reason, detail: message.problem })
    } else {
      const { account, conversationId } = aboutOf(message)
      const lane = `${account}#${conversationId}`
      lanes.set(lane, [...(lanes.get(lane) ?? []), { messageId, message }])
    }
  }
  await eachLimited([...lanes.values()], AT_ONCE, async (lane) => {
    for (const { messageId, message } of lane) outcomes.set(messageId, await perform(message, deps))
  })
  return outcomes
}

async function perform(message: Message, deps: DraftDeps): Promise<Outcome> {
  try {
    return await performOne(message, deps)
  } catch (error) {
    deps.log.fault('draft_interrupted', error, { kind: message.kind, ...aboutOf(message) })
    return RETRY
  }
}

function performOne(message: Message, deps: DraftDeps): Promise<Outcome> {
  switch (message.kind) {
    case 'proposed':
      return takeProposed(message, deps)
    case 'waiting':
      return askFor(message.event, deps)
    case 'question_read':
      return propose(message, deps)
  }
}

const aboutOf = (message: Message) => {
  const of = message.kind === 'proposed' ? message.draft : message.kind === 'waiting' ? message.event : message
  return { account: of.account, conversationId: of.conversationId }
}
