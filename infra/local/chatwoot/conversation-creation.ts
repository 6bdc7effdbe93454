/** A conversation's row, and the webhooks that tell of it. Who writes first, if anybody, comes after. */
import { contactInboxFor } from './contacts.ts'
import { changedAttributes, creationChanges } from './conversation-columns.ts'
import type { World } from './conversation-save.ts'
import type { Contact, Conversation, Inbox, Status } from './model.ts'
import { conversationWebhook } from './payloads.ts'
import type { JsonObject } from './rails-json.ts'

export type Founding = {
  readonly contact: Contact
  readonly inbox: Inbox
  readonly additionalAttributes?: JsonObject
  /** As wished for: a blocked contact's is resolved and a bot's pending, whatever is wished. */
  readonly status?: Status
}

export function createConversation(world: World, founding: Founding): Conversation {
  const { store, outbox } = world
  const { contact, inbox, additionalAttributes, status = 'open' } = founding
  const contactInbox = contactInboxFor(world, contact, inbox)
  const nowUs = store.time.nowUs()
  const conversation: Conversation = {
    id: store.nextId('conversation'),
    displayId: store.nextId('displayId'),
    uuid: store.random.uuid(),
    inboxId: inbox.id,
    contactId: contact.id,
    contactInboxId: contactInbox.id,
    additionalAttributes: additionalAttributes ?? {},
    createdAtUs: nowUs,
    status: contact.blocked ? 'resolved' : inbox.botId === null ? status : 'pending',
    assigneeId: null,
    assigneeAgentBotId: null,
    teamId: null,
    priority: null,
    snoozedUntilUs: null,
    customAttributes: {},
    labelList: [],
    cachedLabelList: null,
    firstReplyCreatedAtUs: null,
    waitingSinceUs: nowUs,
    lastActivityAtUs: nowUs,
    agentLastSeenAtUs: null,
    assigneeLastSeenAtUs: null,
    contactLastSeenAtUs: null,
    updatedAtUs: nowUs,
    participantIds: new Set(),
  }
  store.insert(conversation)
  outbox.emit('conversation_created', () => ({
    ...conversationWebhook(store, conversation),
    event: 'conversation_created',
  }))
  if (inbox.botId !== null) {
    const changes = creationChanges(store, conversation)
    outbox.emit('conversation_updated', () => ({
      ...conversationWebhook(store, conversation),
      event: 'conversation_updated',
      changed_attributes: changedAttributes(changes),
    }))
  }
  return conversation
}
