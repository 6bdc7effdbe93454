/**
 * What people do in this Chatwoot, by id, for demos, stories and tests. Each action is one transaction: it changes the
 * rows and sends the webhooks Chatwoot would send. Conversations go by display id. An unknown id is a fault.
 */
import type { Actor } from './activity-notes.ts'
import {
  customerMessage,
  openConversation,
  outgoingMessage,
  rateConversation,
  resolveConversation,
} from './behaviour.ts'
import { type ContactDraft, contactInboxFor, createContact, saveContact } from './contacts.ts'
import * as changes from './conversation-changes.ts'
import type { World } from './conversation-save.ts'
import type { Availability, Conversation, Priority } from './model.ts'
import { typingWebhook, webwidgetWebhook } from './payloads.ts'
import type { JsonObject } from './rails-json.ts'
import { rowOf } from './store.ts'

export type Opening = {
  readonly contactId: number
  readonly inboxId: number
  readonly text: string
  readonly additionalAttributes?: JsonObject
}

export type Actions = ReturnType<typeof createActions>

export function createActions(world: World) {
  const { store, outbox } = world
  const find = (displayId: number): Conversation => {
    const conversation = store.conversation(displayId)
    if (!conversation) throw new Error(`the stand-in has no conversation ${displayId}`)
    return conversation
  }
  const operator = (id: number) => rowOf(store.operators, id, 'operator')
  const by = (operatorId?: number): Actor =>
    operatorId === undefined ? { kind: 'system' } : { kind: 'operator', operator: operator(operatorId) }
  const botOf = (conversation: Conversation) => {
    const inbox = rowOf(store.inboxes, conversation.inboxId, 'inbox')
    return rowOf(store.bots, inbox.botId ?? 0, 'agent bot')
  }
  const open = (opening: Opening): number =>
    openConversation(world, {
      ...opening,
      contact: rowOf(store.contacts, opening.contactId, 'contact'),
      inbox: rowOf(store.inboxes, opening.inboxId, 'inbox'),
    }).displayId
  /** In the dashboard, writing means having read: the row says so without any event. */
  const seen = (conversation: Conversation, operatorId: number): void => {
    conversation.agentLastSeenAtUs = store.time.nowUs()
    if (conversation.assigneeId === operatorId) conversation.assigneeLastSeenAtUs = conversation.agentLastSeenAtUs
  }
  const act = <T>(work: () => T): T => outbox.together(work)

  return {
    addContact: (draft: ContactDraft): number => act(() => createContact(world, draft).id),

    renameContact: (contactId: number, name: string): void =>
      act(() =>
        saveContact(world, rowOf(store.contacts, contactId, 'contact'), (row) => {
          row.name = name
        }),
      ),

    /** A new conversation; returns its display id. */
    customerOpens: (opening: Opening): number => act(() => open(opening)),

    /** As the chat window does it: goes on with the contact's latest conversation in the inbox, or opens one. */
    customerWrites: (contactId: number, inboxId: number, text: string): number =>
      act(() => {
        const latest = [...store.conversations.values()].findLast(
          (row) => row.contactId === contactId && row.inboxId === inboxId,
        )
        if (!latest) return open({ contactId, inboxId, text })
        customerMessage(world, latest, text)
        return latest.displayId
      }),

    customerAnswers: (displayId: number, text: string): number =>
      act(() => customerMessage(world, find(displayId), text).id),

    operatorReplies: (displayId: number, operatorId: number, text: string): number =>
      act(() => {
        const conversation = find(displayId)
        seen(conversation, operatorId)
        return outgoingMessage(world, conversation, { sender: { type: 'User', id: operatorId }, content: text }).id
      }),

    operatorNotes: (displayId: number, operatorId: number, text: string): number =>
      act(() => {
        const sender = { type: 'User', id: operatorId } as const
        seen(find(displayId), operatorId)
        return outgoingMessage(world, find(displayId), { sender, content: text, private: true }).id
      }),

    /** The inbox's bot answers, and from then on is shown as the assignee. */
    botReplies: (displayId: number, text: string): number =>
      act(() => {
        const conversation = find(displayId)
        const bot = botOf(conversation)
        const { id } = outgoingMessage(world, conversation, { sender: { type: 'AgentBot', id: bot.id }, content: text })
        if (conversation.status === 'pending') {
          changes.assignBot(world, conversation, { botId: bot.id, by: { kind: 'bot', bot } })
        }
        return id
      }),

    botHandsOff: (displayId: number): void =>
      act(() => {
        const conversation = find(displayId)
        changes.changeStatus(world, conversation, { status: 'open', by: { kind: 'bot', bot: botOf(conversation) } })
      }),

    assign: (displayId: number, operatorId: number | null, byOperatorId?: number): void =>
      act(() => changes.assignOperator(world, find(displayId), { operatorId, by: by(byOperatorId) })),

    assignTeam: (displayId: number, teamId: number | null, byOperatorId?: number): void =>
      act(() => changes.assignTeam(world, find(displayId), { teamId, by: by(byOperatorId) })),

    replaceLabels: (displayId: number, labels: readonly string[], byOperatorId?: number): void =>
      act(() => changes.replaceLabels(world, find(displayId), { labels, by: by(byOperatorId) })),

    prioritise: (displayId: number, priority: Priority | null, byOperatorId?: number): void =>
      act(() => changes.prioritise(world, find(displayId), { priority, by: by(byOperatorId) })),

    setCustomAttributes: (displayId: number, attributes: JsonObject, byOperatorId?: number): void =>
      act(() => changes.replaceCustomAttributes(world, find(displayId), { attributes, by: by(byOperatorId) })),

    /** `untilMs` null: until the customer writes. */
    snooze: (displayId: number, untilMs: number | null, byOperatorId?: number): void =>
      act(() =>
        changes.changeStatus(world, find(displayId), {
          status: 'snoozed',
          snoozedUntilUs: untilMs === null ? null : untilMs * 1000,
          by: by(byOperatorId),
        }),
      ),

    reopen: (displayId: number, byOperatorId?: number): void =>
      act(() => changes.changeStatus(world, find(displayId), { status: 'open', by: by(byOperatorId) })),

    resolve: (displayId: number, byOperatorId?: number): void =>
      act(() => resolveConversation(world, find(displayId), by(byOperatorId))),

    /** An administrator deletes it, messages and all. Nobody is told: there is no webhook for it. */
    deleteConversation: (displayId: number): void => store.forget(find(displayId)),

    /** False: no survey was sent, so there is nothing to answer. */
    rateConversation: (displayId: number, rating: number, feedback: string | null = null): boolean =>
      act(() => rateConversation(world, find(displayId), { rating, feedback }) !== undefined),

    /** Seen in the REST API only: availability has no webhook. */
    setAvailability: (operatorId: number, availability: Availability): void => {
      operator(operatorId).availability = availability
    },

    typing: (displayId: number, on: boolean, operatorId?: number): void =>
      act(() => {
        const conversation = find(displayId)
        const typing = { on, by: operatorId === undefined ? ('contact' as const) : operator(operatorId) }
        const payload = typingWebhook(store, conversation, typing)
        outbox.emit(`conversation_typing_${on ? 'on' : 'off'}`, () => payload)
      }),

    opensChatWindow: (contactId: number, inboxId: number, page: JsonObject): void =>
      act(() => {
        const contact = rowOf(store.contacts, contactId, 'contact')
        const row = contactInboxFor(world, contact, rowOf(store.inboxes, inboxId, 'inbox'))
        const current = [...store.conversations.values()].findLast((each) => each.contactInboxId === row.id) ?? null
        outbox.emit('webwidget_triggered', () => webwidgetWebhook(store, { contactInboxId: row.id, current, page }))
      }),

    reopenDueSnoozes: (): number => act(() => changes.reopenDueSnoozes(world)),
  }
}
