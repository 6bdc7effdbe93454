import type { SQSRecord } from 'aws-lambda'
import { eachLimited } from '#runtime/retry'
import { DONE, type Outcome, type Outcomes, RETRY } from '#runtime/sqs-batch'
import { type AskDeps, askFor, askLater } from './ask-thread.ts'
import { type GradeDeps, giveGrade, giveUp } from './give-grade.ts'
import { type Message, openMessage } from './open-message.ts'

type Fields = Readonly<Record<string, string | number>>

export type PerformDeps = AskDeps &
  GradeDeps & {
    readonly isOff: (account: string) => Promise<boolean>
    readonly log: GradeDeps['log'] & { fault(code: string, error: unknown, fields: Fields): void }
  }

/** Conversations worked on side by side. */
const AT_ONCE = 4

/** Performs a batch of the queue of grades: has what was resolved read, and grades what was read. */
export async function performGrades(messages: readonly SQSRecord[], deps: PerformDeps): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>()
  await eachLimited([...messages], AT_ONCE, async ({ messageId, body }) => {
    const message = openMessage(body)
    outcomes.set(
      messageId,
      message.kind === 'malformed'
        ? { kind: 'dead', reason: 'malformed_message', detail: message.problem }
        : await perform(message, deps),
    )
  })
  return outcomes
}

async function perform(message: Message, deps: PerformDeps): Promise<Outcome> {
  const about = message.kind === 'resolved' ? message.event : message
  const { account, conversationId, correlationId } = about
  try {
    // Nobody is harmed by a conversation without a grade, and the figures say how many there are.
    if (!(await deps.isOff(account))) await performOne(message, deps)
    return DONE
  } catch (error) {
    deps.log.fault('grade_interrupted', error, { kind: message.kind, account, conversationId, correlationId })
    return RETRY
  }
}

async function performOne(message: Message, deps: PerformDeps): Promise<void> {
  switch (message.kind) {
    case 'resolved':
      return askFor(message.event, deps)
    case 'again':
      return deps.request({ ...message, kind: 'thread' })
    case 'thread_failed':
      return (await askLater(message, deps)) ? undefined : giveUp(message, 'not_read', deps)
    case 'thread_gone':
      return giveUp(message, 'gone', deps)
    case 'thread_read':
      return giveGrade(message, deps)
  }
}
