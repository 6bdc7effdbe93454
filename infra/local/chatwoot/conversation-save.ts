/** Saving a conversation with everything Chatwoot's model does around a save (CONTRACT (b) changed_attributes, (d)). */
import { type Actor, assignmentNotes, labelNotes, priorityNote, statusNote, teamNote } from './activity-notes.ts'
import { operatorForTeam, operatorInRotation } from './auto-assignment.ts'
import { changedAttributes, changesSince, columnValues, isAnnounced } from './conversation-columns.ts'
import type { Conversation, Message, MessageType, Sender } from './model.ts'
import type { Outbox } from './outbox.ts'
import { conversationWebhook, messageWebhook } from './payloads.ts'
import type { JsonObject } from './rails-json.ts'
import { rowOf, type Store } from './store.ts'

export type World = { readonly store: Store; readonly outbox: Outbox }

type Fields = Conversation

/**
 * Applies `change` to the row and saves it: `updated_at` moves, `conversation_status_changed` (with null changes) and
 * `conversation_updated` (with the list) go out, activity messages appear. A change that changes nothing does nothing.
 */
export function saveConversation(world: World, conversation: Conversation, save: Save): void {
  const { store, outbox } = world
  const before = columnValues(store, conversation)
  const previousTeam = conversation.teamId
  const previousLabels = conversation.labelList
  save.change(conversation)
  if (conversation.assigneeId !== null) conversation.assigneeAgentBotId = null
  if (conversation.status !== 'snoozed') conversation.snoozedUntilUs = null
  if (conversation.teamId !== previousTeam) keepAssigneeInTeam(store, conversation)
  if (changesSince(store, conversation, before).length === 0) return

  // the label cache is filled by the first save, whatever that was about
  conversation.cachedLabelList = conversation.labelList.join(', ')
  touch(store, conversation)
  const changes = changesSince(store, conversation, before)
  const changed = (column: string): boolean => changes.some((change) => change.column === column)

  // written past the callbacks: no event of its own, `updated_at` stays
  if (changed('status') && conversation.status === 'resolved') conversation.waitingSinceUs = null
  if (changed('status')) {
    outbox.emit('conversation_status_changed', () => ({
      ...conversationWebhook(store, conversation),
      event: 'conversation_status_changed',
      changed_attributes: null,
    }))
  }
  if (isAnnounced(changes)) {
    outbox.emit('conversation_updated', () => ({
      ...conversationWebhook(store, conversation),
      event: 'conversation_updated',
      changed_attributes: changedAttributes(changes),
    }))
  }
  const notes = [
    ...(changed('status') ? [statusNote(conversation, save.by)] : []),
    ...(changed('priority') ? [priorityNote(before.get('priority') ?? null, conversation.priority, save.by)] : []),
    ...(changed('team_id') ? [teamNote(store, { from: previousTeam, to: conversation.teamId }, save.by)] : []),
    ...(changed('assignee_id') ? assignmentNotes(store, conversation, save.by) : []),
    ...labelNotes(previousLabels, conversation.labelList, save.by),
  ]
  for (const note of notes) insertMessage(world, conversation, { messageType: 'activity', content: note })
  if (changed('status') && conversation.status === 'open') assignOnOpen(world, conversation)
}
export type Save = { readonly by: Actor; readonly change: (row: Fields) => void }

/** `touch: true` of every new message, and every save. */
export function touch(store: Store, conversation: Conversation): void {
  conversation.updatedAtUs = Math.max(store.time.nowUs(), conversation.updatedAtUs + 1)
}

export type MessageDraft = {
  readonly messageType: MessageType
  readonly content: string | null
  readonly contentType?: Message['contentType']
  readonly contentAttributes?: JsonObject
  readonly private?: boolean
  readonly sourceId?: string | null
  readonly sender?: Sender
}

/** The bare row: moves `updated_at` and `last_activity_at`, which no webhook tells for activity messages. */
export function insertMessage({ store }: World, conversation: Conversation, draft: MessageDraft): Message {
  touch(store, conversation)
  const message: Message = {
    id: store.nextId('message'),
    conversationId: conversation.id,
    inboxId: conversation.inboxId,
    messageType: draft.messageType,
    content: draft.content,
    contentType: draft.contentType ?? 'text',
    contentAttributes: draft.contentAttributes ?? {},
    private: draft.private ?? false,
    status: 'sent',
    sourceId: draft.sourceId ?? null,
    sender: draft.sender ?? null,
    createdAtUs: conversation.updatedAtUs,
    updatedAtUs: conversation.updatedAtUs,
  }
  store.messagesOf(conversation).push(message)
  conversation.lastActivityAtUs = message.createdAtUs
  return message
}

export function announceMessage({ store, outbox }: World, message: Message, event: MessageEvent): void {
  const conversation = rowOf(store.conversations, message.conversationId, 'conversation')
  outbox.emit(event, () => ({ ...messageWebhook(store, conversation, message), event }))
}
export type MessageEvent = 'message_created' | 'message_updated'

/** A team change drops an assignee from outside the team, and asks for one from inside if the team says so. */
function keepAssigneeInTeam(store: Store, conversation: Fields): void {
  if (conversation.teamId === null) return
  const team = rowOf(store.teams, conversation.teamId, 'team')
  if (conversation.assigneeId !== null && !team.memberIds.has(conversation.assigneeId)) conversation.assigneeId = null
  if (conversation.assigneeId === null && team.allowAutoAssign) {
    conversation.assigneeId = operatorForTeam(store, conversation.inboxId, team)?.id ?? null
  }
}

function assignOnOpen(world: World, conversation: Conversation): void {
  const inbox = rowOf(world.store.inboxes, conversation.inboxId, 'inbox')
  if (!inbox.enableAutoAssignment || conversation.assigneeId !== null) return
  const operator = operatorInRotation(world.store, inbox)
  if (!operator) return
  saveConversation(world, conversation, {
    by: { kind: 'system' },
    change: (row) => {
      row.assigneeId = operator.id
    },
  })
}
