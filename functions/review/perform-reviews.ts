import type { SQSRecord } from 'aws-lambda'
import { eachLimited } from '#runtime/retry'
import { DONE, type Outcome, type Outcomes, RETRY } from '#runtime/sqs-batch'
import { followApproval } from './follow-approval.ts'
import { lookAt } from './look-at.ts'
import { type Message, openMessage } from './open-message.ts'
import type { ReviewDeps } from './review-deps.ts'
import { voidOvertaken } from './void-overtaken.ts'

/** Conversations worked on side by side. */
const AT_ONCE = 5
/** While it is switched off a message comes up again every minute: what it is about is looked at when it is on again. */
const HELD_MS = 60_000

type Opened = { readonly messageId: string; readonly body: string; readonly message: Message }

/**
 * Tends drafts and approvals: ends those that the customer has overtaken, sends what was approved on its way, tells when
 * nobody decides, and keeps what can be learned. Messages about one conversation are worked on one after the other.
 */
export async function performReviews(messages: readonly SQSRecord[], deps: ReviewDeps): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>()
  const lanes = new Map<string, Opened[]>()
  for (const { messageId, body } of messages) {
    const message = openMessage(body)
    if (message.kind === 'malformed') {
      outcomes.set(messageId, { kind: 'dead', reason: 'malformed', detail: message.problem })
    } else {
      const { account, conversationId } = subjectOf(message)
      const lane = `${account}/${conversationId}`
      lanes.set(lane, [...(lanes.get(lane) ?? []), { messageId, body, message }])
    }
  }
  await eachLimited([...lanes.values()], AT_ONCE, async (lane) => {
    for (const opened of lane) outcomes.set(opened.messageId, await perform(opened, deps))
  })
  return outcomes
}

async function perform(opened: Opened, deps: ReviewDeps): Promise<Outcome> {
  const { message, messageId } = opened
  const { account, conversationId } = subjectOf(message)
  try {
    await performOne(opened, deps)
    return DONE
  } catch (error) {
    deps.log.fault('review_interrupted', error, { messageId, kind: message.kind, account, conversationId })
    return RETRY
  }
}

async function performOne({ message, body }: Opened, deps: ReviewDeps): Promise<void> {
  const isOff = await deps.isOff(subjectOf(message).account, 'review')
  // a yes is never held up by this: whoever wants no replies sent switches off act.send_public_reply
  if (isOff && !isApproved(message)) return deps.sendAgain(body, deps.now() + HELD_MS)
  switch (message.kind) {
    case 'event':
      return followApproval(message.event, deps)
    case 'customer_wrote':
      return voidOvertaken(message, deps)
    case 'gone':
      return voidOvertaken(message, deps)
    case 'approval_due':
      return lookAt(message, deps)
  }
}

const isApproved = (message: Message): boolean => message.kind === 'event' && APPROVED.includes(message.event.type)
const APPROVED: readonly string[] = ['approval.approved.v1', 'approval.approved_by_policy.v1']

const subjectOf = (message: Message): { readonly account: string; readonly conversationId: number } =>
  message.kind === 'event' ? message.event : message
