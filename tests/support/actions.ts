import type { SQSRecord } from 'aws-lambda'
import type { Action } from '#domain/action'
import { actionMessage } from '#messaging/actions-queue'
import { REPLY_TEXT } from './approvals.ts'
import { ACCOUNT, CONVERSATION_ID, START_MS } from './builders.ts'
import { aRecord } from './sqs-records.ts'

const asked = {
  id: `${ACCOUNT}/${CONVERSATION_ID}/breach/1764150000000/rung/0`,
  account: ACCOUNT,
  conversationId: CONVERSATION_ID,
  reason: 'first-response-breached',
  requestedAtMs: START_MS,
  correlationId: 'corr-1',
}

/** A note that mentions an operator. */
export const aNote = (changes: Partial<Action & { verb: 'add_note' }> = {}): Action & { verb: 'add_note' } => ({
  ...asked,
  verb: 'add_note',
  text: 'The first response is late.',
  mention: { id: 41, name: 'Avery Example' },
  mentionTeam: null,
  ...changes,
})

export const aTeamAssignment = (changes: Partial<Action & { verb: 'assign_team' }> = {}): Action => ({
  ...asked,
  verb: 'assign_team',
  teamId: 5,
  ...changes,
})

export const anOperatorAssignment = (changes: Partial<Action & { verb: 'assign_operator' }> = {}): Action => ({
  ...asked,
  verb: 'assign_operator',
  operatorId: 41,
  ...changes,
})

export const aPriority = (changes: Partial<Action & { verb: 'set_priority' }> = {}): Action => ({
  ...asked,
  verb: 'set_priority',
  priority: 'urgent',
  ...changes,
})

export const anUnassignment = (changes: Partial<Action & { verb: 'unassign_operator' }> = {}): Action => ({
  ...asked,
  verb: 'unassign_operator',
  ...changes,
})

export const aLabel = (
  changes: { readonly verb?: 'add_label' | 'remove_label'; readonly label?: string } = {},
): Action => ({
  ...asked,
  verb: 'add_label',
  label: 'delivery',
  ...changes,
})

export const aStatus = (changes: Partial<Action & { verb: 'set_status' }> = {}): Action => ({
  ...asked,
  verb: 'set_status',
  status: 'resolved',
  snoozedUntilMs: null,
  ...changes,
})

export const someAttributes = (changes: Partial<Action & { verb: 'set_custom_attributes' }> = {}): Action => ({
  ...asked,
  verb: 'set_custom_attributes',
  attributes: { order_id: 'HL-1' },
  ...changes,
})

/** Under the approval that `anApproval` builds. */
export const aReply = (
  changes: Partial<Action & { verb: 'send_public_reply' }> = {},
): Action & { verb: 'send_public_reply' } => ({
  ...asked,
  verb: 'send_public_reply',
  text: REPLY_TEXT,
  approvalId: 'draft-1',
  ...changes,
})

/** An action as Lambda hands it to `act`; the message id is the action's unless another is given. */
export function anActionRecord(action: Action, messageId: string = action.id): SQSRecord {
  const { body, attributes, fifo } = actionMessage(action)
  return aRecord({ messageId, body, attributes, ...(fifo === undefined ? {} : { groupId: fifo.groupId }) })
}
