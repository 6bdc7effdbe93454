/** What Chatwoot does when somebody writes, rates or opens a conversation. Rules: CONTRACT (b) waiting_since, (d). */
import type { Actor } from './activity-notes.ts'
import { operatorInRotation } from './auto-assignment.ts'
import { saveContact } from './contacts.ts'
import { createConversation } from './conversation-creation.ts'
import { announceMessage, insertMessage, saveConversation, type World } from './conversation-save.ts'
import { iso } from './micro-time.ts'
import type { Contact, Conversation, CsatResponse, Inbox, Message, Sender } from './model.ts'
import type { JsonObject } from './rails-json.ts'
import { rowOf, type Store } from './store.ts'

export type Opening = {
  readonly contact: Contact
  readonly inbox: Inbox
  readonly text: string
  readonly additionalAttributes?: JsonObject
}

/** A new conversation with its first message, in one transaction, as the widget does it. */
export function openConversation(world: World, { contact, inbox, text, additionalAttributes }: Opening): Conversation {
  const { store } = world
  const conversation = createConversation(world, {
    contact,
    inbox,
    ...(additionalAttributes === undefined ? {} : { additionalAttributes }),
  })
  customerMessage(world, conversation, text)
  if (inbox.greeting !== null) {
    announceMessage(
      world,
      insertMessage(world, conversation, { messageType: 'template', content: inbox.greeting }),
      'message_created',
    )
  }
  const operator = conversation.status === 'open' && inbox.enableAutoAssignment && operatorInRotation(store, inbox)
  if (operator) {
    saveConversation(world, conversation, {
      by: { kind: 'system' },
      change: (row) => {
        row.assigneeId = operator.id
      },
    })
  }
  return conversation
}

/** An incoming message: reopens, starts the waiting if nobody waited, and stirs the contact. */
export function customerMessage(world: World, conversation: Conversation, text: string): Message {
  const { store } = world
  const contact = rowOf(store.contacts, conversation.contactId, 'contact')
  const inbox = rowOf(store.inboxes, conversation.inboxId, 'inbox')
  const email = inbox.channel === 'Channel::Email'
  const message = insertMessage(world, conversation, {
    messageType: 'incoming',
    content: text,
    contentType: email ? 'incoming_email' : 'text',
    contentAttributes: email ? emailAttributes(world, conversation, text) : { in_reply_to: null },
    sourceId: email ? `${store.random.token(16)}@mail.example.com` : null,
    sender: { type: 'Contact', id: contact.id },
  })
  const reopensTo = conversation.status === 'resolved' && inbox.botId !== null ? 'pending' : 'open'
  if (conversation.status === 'snoozed' || (conversation.status === 'resolved' && !contact.blocked)) {
    saveConversation(world, conversation, {
      by: { kind: 'contact', name: contact.name },
      change: (row) => {
        row.status = reopensTo
      },
    })
  }
  announceMessage(world, message, 'message_created')
  if (conversation.waitingSinceUs === null) {
    saveConversation(world, conversation, {
      by: { kind: 'system' },
      change: (row) => {
        row.waitingSinceUs = message.createdAtUs
      },
    })
  }
  saveContact(world, contact, (row) => {
    row.lastActivityAtUs = store.time.nowUs()
  })
  return message
}

function emailAttributes({ store }: World, conversation: Conversation, text: string): JsonObject {
  const contact = rowOf(store.contacts, conversation.contactId, 'contact')
  const parts = { full: text, reply: text, quoted: text }
  const subject = conversation.additionalAttributes.mail_subject ?? 'Question'
  return {
    email: {
      bcc: null,
      cc: null,
      content_type: 'multipart/alternative; boundary="example"',
      date: iso(store.time.nowUs()).replace('Z', '+00:00'),
      from: contact.email === null ? [] : [contact.email],
      headers: null,
      html_content: { ...parts, full: `<p>${text}</p>` },
      in_reply_to: null,
      message_id: `${store.random.token(16)}@mail.example.com`,
      multipart: true,
      number_of_attachments: 0,
      references: null,
      subject,
      text_content: parts,
      to: [rowOf(store.inboxes, conversation.inboxId, 'inbox').reach],
      auto_reply: false,
    },
    cc_email: null,
    bcc_email: null,
  }
}

export type Reply = {
  /** Absent: an automation rule or a campaign speaks. */
  readonly sender?: Sender
  readonly content: string | null
  readonly private?: boolean
  readonly contentAttributes?: JsonObject
}

/**
 * An outgoing message. A public one by a person is the first reply, or else ends the waiting; one by a bot ends the
 * waiting only; a note, and what automation sends, does neither.
 */
export function outgoingMessage(world: World, conversation: Conversation, reply: Reply): Message {
  const message = insertMessage(world, conversation, { ...reply, messageType: 'outgoing' })
  announceMessage(world, message, 'message_created')
  const automatic = 'automation_rule_id' in message.contentAttributes || 'campaign_id' in message.contentAttributes
  if (message.private || automatic || reply.sender === undefined) return message
  const firstHumanReply = reply.sender.type === 'User' && conversation.firstReplyCreatedAtUs === null
  if (!firstHumanReply && conversation.waitingSinceUs === null) return message
  saveConversation(world, conversation, {
    by: { kind: 'system' },
    change: (row) => {
      if (firstHumanReply) row.firstReplyCreatedAtUs = message.createdAtUs
      row.waitingSinceUs = null
    },
  })
  return message
}

/** Resolving asks for a rating, once per conversation ever, if the inbox does so. */
export function resolveConversation(world: World, conversation: Conversation, by: Actor): void {
  if (conversation.status === 'resolved') return
  saveConversation(world, conversation, {
    by,
    change: (row) => {
      row.status = 'resolved'
    },
  })
  const inbox = rowOf(world.store.inboxes, conversation.inboxId, 'inbox')
  if (!inbox.csatSurveyEnabled || surveyOf(world.store, conversation)) return
  const link = `https://chatwoot.example.com/survey/responses/${conversation.uuid}`
  const survey = insertMessage(world, conversation, {
    messageType: 'template',
    content:
      inbox.channel === 'Channel::WebWidget'
        ? 'Please rate the conversation'
        : `Please rate this conversation, ${link}`,
    contentType: 'input_csat',
    contentAttributes: { display_type: 'emoji' },
  })
  announceMessage(world, survey, 'message_created')
}

export const surveyOf = (store: Store, conversation: Conversation): Message | undefined =>
  store.messagesOf(conversation).find((message) => message.contentType === 'input_csat')

export type Rating = { readonly rating: number; readonly feedback: string | null }

/** The answer arrives as an update of the survey message and may be given again. Undefined: nobody asked. */
export function rateConversation(world: World, conversation: Conversation, answer: Rating): CsatResponse | undefined {
  const { store } = world
  const survey = surveyOf(store, conversation)
  if (!survey) return undefined
  survey.contentAttributes = {
    ...survey.contentAttributes,
    submitted_values: { csat_survey_response: { rating: answer.rating, feedback_message: answer.feedback ?? '' } },
  }
  survey.updatedAtUs = store.time.nowUs()
  const known = [...store.csatResponses.values()].find((row) => row.messageId === survey.id)
  const response: CsatResponse = known ?? {
    id: store.nextId('csat'),
    conversationId: conversation.id,
    messageId: survey.id,
    contactId: conversation.contactId,
    assignedAgentId: conversation.assigneeId,
    rating: answer.rating,
    feedbackMessage: answer.feedback,
    createdAtUs: survey.updatedAtUs,
  }
  response.rating = answer.rating
  response.feedbackMessage = answer.feedback
  store.csatResponses.set(response.id, response)
  announceMessage(world, survey, 'message_updated')
  return response
}
