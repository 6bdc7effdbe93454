import { describe, expect, it } from 'vitest'
import { outgoingMessage } from '#infra/local/chatwoot/behaviour'
import { createContact, saveContact } from '#infra/local/chatwoot/contacts'
import { announceMessage } from '#infra/local/chatwoot/conversation-save'
import { type Json, type JsonObject, railsJson } from '#infra/local/chatwoot/rails-json'
import { type InMemoryChatwoot, inMemoryChatwoot } from './in-memory-chatwoot.ts'
import { fixture, shapeDifferences } from './shapes.ts'

const PAGE: JsonObject = {
  browser_language: 'en',
  browser: { browser_name: 'Chrome' },
  initiated_at: { timestamp: 'Mon Sep 14 2026 11:00:00 GMT+0200' },
  referer: 'https://shop.example.com/checkout',
}

type Setting = InMemoryChatwoot & {
  /** Display ids. The first save of each is done, so that nothing spurious is left to announce. */
  readonly web: number
  readonly mail: number
  readonly bot: number
  readonly operator: number
  readonly colleague: number
  readonly contact: number
}

function setting(): Setting {
  const chatwoot = inMemoryChatwoot()
  const { actions, shop } = chatwoot
  // a greeting would be the last public message, and the samples know none
  shop.inboxes.website.greeting = null
  const contact = shop.contacts[0]?.id ?? 0
  const open = (inboxId: number) => {
    const id = actions.customerOpens({ contactId: contact, inboxId, text: 'Hello', additionalAttributes: PAGE })
    actions.replaceLabels(id, ['delivery'])
    return id
  }
  return {
    ...chatwoot,
    contact,
    operator: shop.operators[1]?.id ?? 0,
    colleague: shop.operators[2]?.id ?? 0,
    web: open(shop.inboxes.website.id),
    mail: open(shop.inboxes.email.id),
    bot: open(shop.inboxes.messenger.id),
  }
}

type Scene = {
  readonly like: string
  readonly event: string
  readonly before?: (set: Setting) => unknown
  readonly play: (set: Setting) => unknown
}

const replied = ({ actions, web, operator }: Setting) => actions.operatorReplies(web, operator, 'On it')
const repliedWithoutSurvey = (set: Setting) => {
  set.shop.inboxes.website.csatSurveyEnabled = false
  replied(set)
}

const scenes: readonly Scene[] = [
  {
    like: 'conversation_created',
    event: 'conversation_created',
    play: ({ actions, shop, contact }) =>
      actions.customerOpens({
        contactId: contact,
        inboxId: shop.inboxes.website.id,
        text: 'Hi',
        additionalAttributes: PAGE,
      }),
  },
  {
    like: 'conversation_created_bot_inbox_no_messages',
    event: 'conversation_created',
    play: ({ actions, shop, contact }) =>
      actions.customerOpens({ contactId: contact, inboxId: shop.inboxes.messenger.id, text: 'Hi' }),
  },
  {
    like: 'conversation_updated_after_create',
    event: 'conversation_updated',
    play: ({ actions, shop, contact }) =>
      actions.customerOpens({
        contactId: contact,
        inboxId: shop.inboxes.messenger.id,
        text: 'Hi',
        additionalAttributes: PAGE,
      }),
  },
  {
    like: 'conversation_updated_assignee',
    event: 'conversation_updated',
    play: ({ actions, web, operator }) => actions.assign(web, operator),
  },
  {
    like: 'conversation_updated_team',
    event: 'conversation_updated',
    play: ({ actions, shop, web, during }) => {
      shop.teams.shipping.allowAutoAssign = true
      during(() => actions.assignTeam(web, shop.teams.shipping.id))
    },
  },
  {
    like: 'conversation_updated_labels',
    event: 'conversation_updated',
    play: ({ actions, web }) => actions.replaceLabels(web, ['delivery', 'vip']),
  },
  {
    like: 'conversation_updated_priority',
    event: 'conversation_updated',
    play: ({ actions, web }) => actions.prioritise(web, 'high'),
  },
  {
    like: 'conversation_updated_snoozed',
    event: 'conversation_updated',
    before: replied,
    play: ({ actions, web, clock }) => actions.snooze(web, clock.now() + 3_600_000),
  },
  {
    like: 'conversation_updated_custom_attributes',
    event: 'conversation_updated',
    play: ({ actions, web }) => actions.setCustomAttributes(web, { order_id: 'HL-1' }),
  },
  {
    like: 'conversation_updated_first_reply',
    event: 'conversation_updated',
    play: ({ actions, web, operator }) => actions.operatorReplies(web, operator, 'On it'),
  },
  {
    like: 'conversation_status_changed_resolved',
    event: 'conversation_status_changed',
    before: repliedWithoutSurvey,
    play: ({ actions, web }) => actions.resolve(web),
  },
  {
    like: 'conversation_status_changed_snoozed',
    event: 'conversation_status_changed',
    before: replied,
    play: ({ actions, web }) => actions.snooze(web, null),
  },
  {
    like: 'message_created_incoming_contact',
    event: 'message_created',
    play: ({ actions, web }) => actions.customerAnswers(web, 'Any news?'),
  },
  {
    like: 'message_created_incoming_email',
    event: 'message_created',
    play: ({ actions, mail }) => actions.customerAnswers(mail, 'Any news?'),
  },
  {
    like: 'message_created_outgoing_user',
    event: 'message_created',
    play: ({ actions, web, operator }) => actions.operatorReplies(web, operator, 'On it'),
  },
  {
    like: 'message_created_private_note',
    event: 'message_created',
    before: replied,
    play: ({ actions, web, operator }) => actions.operatorNotes(web, operator, 'Gold plan'),
  },
  {
    like: 'message_created_outgoing_agent_bot',
    event: 'message_created',
    play: ({ world, row, shop, bot }) =>
      outgoingMessage(world, row(bot), {
        sender: { type: 'AgentBot', id: shop.bot.id },
        content: 'Order number?',
        contentAttributes: { backoffice_marker: 'bo-1' },
      }),
  },
  {
    like: 'message_created_outgoing_automation',
    event: 'message_created',
    play: ({ world, row, web }) =>
      outgoingMessage(world, row(web), { content: 'We got it.', contentAttributes: { automation_rule_id: 9 } }),
  },
  {
    like: 'message_created_input_csat',
    event: 'message_created',
    play: ({ actions, web }) => actions.resolve(web),
  },
  {
    like: 'message_created_input_csat_link_email_inbox',
    event: 'message_created',
    play: ({ actions, mail }) => actions.resolve(mail),
  },
  {
    like: 'message_updated_csat_response',
    event: 'message_updated',
    play: ({ actions, web }) => {
      actions.resolve(web)
      actions.rateConversation(web, 2, 'Took too long')
    },
  },
  {
    like: 'message_updated_deleted',
    event: 'message_updated',
    play: ({ actions, world, row, store, web, operator }) => {
      actions.operatorReplies(web, operator, 'Oops')
      const message = store.messagesOf(row(web)).findLast(({ messageType }) => messageType === 'outgoing')
      if (!message) throw new Error('no reply to delete')
      message.contentAttributes = { deleted: true }
      announceMessage(world, message, 'message_updated')
    },
  },
  {
    like: 'contact_created',
    event: 'contact_created',
    play: ({ world }) => createContact(world, { name: 'bold-river-12' }),
  },
  {
    like: 'contact_updated_last_activity',
    event: 'contact_updated',
    play: ({ actions, web }) => actions.customerAnswers(web, 'Any news?'),
  },
  {
    like: 'contact_updated_email_and_name',
    event: 'contact_updated',
    play: ({ world, shop }) => {
      const [contact] = shop.contacts
      if (!contact) throw new Error('no contact')
      saveContact(world, contact, (draft) => {
        draft.name = 'Riley Sample'
        draft.email = 'riley@example.com'
      })
    },
  },
  {
    like: 'webwidget_triggered_existing_conversation',
    event: 'webwidget_triggered',
    before: replied,
    play: ({ actions, shop, contact }) => actions.opensChatWindow(contact, shop.inboxes.website.id, PAGE),
  },
  {
    like: 'conversation_typing_on_agent',
    event: 'conversation_typing_on',
    play: ({ actions, web, operator }) => actions.typing(web, true, operator),
  },
  {
    like: 'conversation_typing_off_contact',
    event: 'conversation_typing_off',
    play: ({ actions, web }) => actions.typing(web, false),
  },
]

const changedKeys = (payload: JsonObject): string[] | null =>
  Array.isArray(payload.changed_attributes)
    ? payload.changed_attributes.flatMap((each: Json) => Object.keys(each ?? {}))
    : null

describe('webhook payloads', () => {
  it.each(scenes)('are key by key what Chatwoot sends: $like', ({ like, event, before, play }) => {
    const set = setting()
    before?.(set)
    const [payload] = set.payloads(event, () => play(set))
    const sample = fixture(like)
    expect(payload).toBeDefined()
    expect(shapeDifferences(payload ?? null, sample)).toEqual([])
    expect(changedKeys(payload ?? {})).toEqual(changedKeys(sample))
  })

  it('greet in a website inbox without a sender', () => {
    const set = setting()
    const { website } = set.shop.inboxes
    website.greeting = 'Hi! A teammate will be with you shortly.'
    const messages = set.payloads('message_created', () =>
      set.actions.customerOpens({
        contactId: set.contact,
        inboxId: website.id,
        text: 'Hi',
        additionalAttributes: PAGE,
      }),
    )
    const greeting = messages.find(({ message_type }) => message_type === 'template') ?? {}
    expect(shapeDifferences(greeting, fixture('message_created_template_greeting'))).toEqual([])
    expect(greeting.sender).toBeNull()
  })

  it('announce an unassignment and a resolution with their changes', () => {
    const set = setting()
    set.actions.assign(set.web, set.operator)
    const [unassigned] = set.payloads('conversation_updated', () => set.actions.assign(set.web, null))
    expect(unassigned?.changed_attributes).toMatchObject([
      { assignee_id: { previous_value: set.operator, current_value: null } },
      { updated_at: {} },
    ])
    const [resolved] = set.payloads('conversation_updated', () => set.actions.resolve(set.web))
    expect(changedKeys(resolved ?? {})).toEqual(changedKeys(fixture('conversation_updated_status_resolved')))
  })

  it('name the display id everywhere but in the changes of the creation', () => {
    const set = setting()
    const [payload] = set.payloads('conversation_updated', () =>
      set.actions.customerOpens({ contactId: set.contact, inboxId: set.shop.inboxes.messenger.id, text: 'Hi' }),
    )
    const row = set.row(Number(payload?.id))
    expect(row.id).not.toBe(row.displayId)
    expect(JSON.stringify(payload?.changed_attributes)).toContain(
      `{"id":{"previous_value":null,"current_value":${row.id}}}`,
    )
  })
})

describe('Rails JSON', () => {
  it('escapes what Rails escapes, and reads back the same', () => {
    const value = { text: '<b>& \u2028\u2029 "quoted" ü</b>' }
    const json = railsJson(value)
    expect(json).toBe('{"text":"\\u003cb\\u003e\\u0026 \\u2028\\u2029 \\"quoted\\" ü\\u003c/b\\u003e"}')
    expect(JSON.parse(json)).toEqual(value)
  })
})
