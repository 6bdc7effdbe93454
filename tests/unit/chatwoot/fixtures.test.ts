import { describe, expect, it } from 'vitest'
import { translate } from '#chatwoot/translate'
import type { CsatFact, Handed, MessageFact, Snapshot } from '#domain/observation'
import { CHATWOOT_ACCOUNT_ID } from '#tests/support/builders'
import { webhookFixture, webhookFixtures } from '#tests/support/chatwoot-fixtures'

const stamp = {
  account: 'shop',
  chatwootAccountId: CHATWOOT_ACCOUNT_ID,
  receivedAtMs: Date.parse('2026-09-16T00:00:00Z'),
  correlationId: 'corr-1',
}
const ms = (iso: string): number => Date.parse(iso)
const us = (iso: string): number => ms(iso) * 1000 + 502

const avery = { id: 41, kind: 'operator', name: 'Avery Example' } as const
const blair = { id: 42, kind: 'operator', name: 'Blair Example' } as const
const triageBot = { id: 7, kind: 'bot', name: 'Triage Bot' } as const
const website = 'Example Website'

const firstQuestion: MessageFact = {
  id: 88_001,
  atMs: ms('2026-09-14T09:00:00Z'),
  kind: 'customer',
  answers: false,
  senderId: 905,
}
/** As its nested copy shows it: to the second. */
const firstReply: MessageFact = {
  id: 88_002,
  atMs: ms('2026-09-14T09:02:20Z'),
  kind: 'operator',
  answers: true,
  senderId: 41,
}
const automatic = { kind: 'bot', answers: false, senderId: null } as const

/** The row of the website conversation when the customer had just written. */
const asked: Snapshot = {
  updatedAtUs: us('2026-09-14T09:00:00.137Z'),
  createdAtMs: ms('2026-09-14T09:00:00Z'),
  lastActivityAtMs: ms('2026-09-14T09:00:00Z'),
  status: 'open',
  priority: null,
  inboxId: 11,
  channel: 'WebWidget',
  contactId: 905,
  contactName: 'Jordan Sample',
  assignee: null,
  team: null,
  labels: [],
  waitingSinceMs: ms('2026-09-14T09:00:00Z'),
  firstReplyAtMs: null,
  snoozedUntilMs: null,
}
const assigned: Snapshot = { ...asked, assignee: avery }
const replied: Snapshot = {
  ...assigned,
  updatedAtUs: us('2026-09-14T09:02:20.137Z'),
  lastActivityAtMs: ms('2026-09-14T09:02:20Z'),
  waitingSinceMs: null,
  firstReplyAtMs: ms('2026-09-14T09:02:20.420Z'),
}
const resolved: Snapshot = {
  ...replied,
  status: 'resolved',
  updatedAtUs: us('2026-09-14T09:15:00.137Z'),
  lastActivityAtMs: ms('2026-09-14T09:15:00Z'),
}
const snoozed: Snapshot = {
  ...replied,
  status: 'snoozed',
  updatedAtUs: us('2026-09-14T09:15:50.137Z'),
  lastActivityAtMs: ms('2026-09-14T09:15:50Z'),
  snoozedUntilMs: ms('2026-09-15T07:00:00Z'),
}
const surveyed: Snapshot = {
  ...resolved,
  updatedAtUs: us('2026-09-14T09:15:01.137Z'),
  lastActivityAtMs: ms('2026-09-14T09:15:01Z'),
}
const email = { inboxId: 12, channel: 'Email' } as const
const api = { inboxId: 13, channel: 'Api' } as const

/** The row at another time of the same minute or later; activity is known to the second. */
const later = (row: Snapshot, iso: string, changes: Partial<Snapshot> = {}): Snapshot => ({
  ...row,
  updatedAtUs: us(iso),
  lastActivityAtMs: Math.floor(ms(iso) / 1000) * 1000,
  ...changes,
})
/** Changes of the row that are no activity. */
const touched = (row: Snapshot, iso: string, changes: Partial<Snapshot> = {}): Snapshot => ({
  ...row,
  updatedAtUs: us(iso),
  ...changes,
})

type Expected = {
  readonly id: number
  readonly snapshot: Snapshot
  readonly messages: readonly MessageFact[]
  readonly inboxName?: string
  readonly csat?: CsatFact
  readonly handed?: Handed
}
const shows = (snapshot: Snapshot, messages: readonly MessageFact[], rest: Partial<Expected> = {}): Expected => ({
  id: 1042,
  snapshot,
  messages,
  ...rest,
})
const inWebsite = { inboxName: website }

const OBSERVATIONS: Readonly<Record<string, Expected>> = {
  'agent_bot_conversation_resolved.json': shows(resolved, [firstReply]),
  'automation_event_conversation_updated.json': shows(
    touched(assigned, '2026-09-14T09:01:41.137Z', { labels: ['vip'] }),
    [firstQuestion],
  ),
  'conversation_created.json': shows(asked, [firstQuestion]),
  'conversation_created_bot_inbox_no_messages.json': shows({ ...asked, ...api, status: 'pending' }, [], { id: 1043 }),
  'conversation_status_changed_open.json': shows(
    later(replied, '2026-09-15T10:00:00.137Z', { waitingSinceMs: ms('2026-09-15T10:00:00Z') }),
    [{ ...firstQuestion, id: 88_010, atMs: ms('2026-09-15T10:00:00Z') }],
  ),
  'conversation_status_changed_pending.json': shows({ ...resolved, status: 'pending', assignee: null }, [firstReply]),
  'conversation_status_changed_resolved.json': shows(resolved, [firstReply]),
  'conversation_status_changed_snoozed.json': shows(snoozed, [firstReply]),
  'conversation_updated_after_create.json': shows({ ...asked, status: 'pending' }, [firstQuestion]),
  'conversation_updated_assignee.json': shows(touched(assigned, '2026-09-14T09:01:00.137Z'), [firstQuestion]),
  'conversation_updated_custom_attributes.json': shows(touched(assigned, '2026-09-14T09:02:00.137Z'), [firstQuestion]),
  'conversation_updated_first_reply.json': shows(replied, [firstReply]),
  'conversation_updated_labels.json': shows(
    touched(assigned, '2026-09-14T09:01:40.137Z', { labels: ['delivery', 'vip'] }),
    [firstQuestion],
  ),
  'conversation_updated_priority.json': shows(
    touched(assigned, '2026-09-14T09:01:50.137Z', { labels: ['delivery'], priority: 'high' }),
    [firstQuestion],
  ),
  'conversation_updated_sla_enterprise.json': shows(assigned, [firstQuestion]),
  'conversation_updated_snoozed.json': shows(snoozed, [firstReply]),
  'conversation_updated_status_resolved.json': shows(resolved, [firstReply]),
  'conversation_updated_team.json': shows(
    touched(assigned, '2026-09-14T09:01:30.137Z', { assignee: blair, team: { id: 6, name: 'billing' } }),
    [firstQuestion],
    { handed: { atUs: us('2026-09-14T09:01:30.137Z'), from: 41, to: 42 } },
  ),
  'conversation_updated_unassigned.json': shows(touched(asked, '2026-09-14T09:01:15.137Z'), [firstQuestion], {
    handed: { atUs: us('2026-09-14T09:01:15.137Z'), from: 41, to: null },
  }),
  'macro_executed.json': shows(touched(assigned, '2026-09-14T09:01:42.137Z'), [firstQuestion]),
  'message_created_incoming_contact.json': shows(
    asked,
    [{ ...firstQuestion, atMs: ms('2026-09-14T09:00:00.179Z') }],
    inWebsite,
  ),
  'message_created_incoming_email.json': shows(
    { ...asked, ...email },
    [{ ...firstQuestion, id: 88_101, atMs: ms('2026-09-14T09:00:00.051Z') }],
    { id: 1050, inboxName: 'Example Support Email' },
  ),
  'message_created_input_csat.json': shows(
    surveyed,
    [{ id: 88_020, atMs: ms('2026-09-14T09:15:01.033Z'), ...automatic }],
    inWebsite,
  ),
  'message_created_input_csat_link_email_inbox.json': shows(
    { ...surveyed, ...email },
    [{ id: 88_120, atMs: ms('2026-09-14T09:15:01.033Z'), ...automatic }],
    { id: 1050, inboxName: 'Example Support Email' },
  ),
  'message_created_outgoing_agent_bot.json': shows(
    later(asked, '2026-09-14T09:00:03.137Z', { ...api, status: 'pending', assignee: triageBot, waitingSinceMs: null }),
    [{ id: 88_003, atMs: ms('2026-09-14T09:00:03.090Z'), kind: 'bot', answers: true, senderId: 7 }],
    { id: 1043, inboxName: 'Example WhatsApp (API)' },
  ),
  'message_created_outgoing_automation.json': shows(
    later(asked, '2026-09-14T09:00:02.137Z'),
    [{ id: 88_005, atMs: ms('2026-09-14T09:00:02.010Z'), ...automatic }],
    inWebsite,
  ),
  'message_created_outgoing_captain_assistant.json': shows(
    later(asked, '2026-09-14T09:00:05.137Z', { status: 'pending', waitingSinceMs: null }),
    [{ id: 88_004, atMs: ms('2026-09-14T09:00:05.300Z'), kind: 'bot', answers: true, senderId: 2 }],
    inWebsite,
  ),
  'message_created_outgoing_user.json': shows(
    replied,
    [{ ...firstReply, atMs: ms('2026-09-14T09:02:20.420Z') }],
    inWebsite,
  ),
  'message_created_private_note.json': shows(
    later(replied, '2026-09-14T09:03:20.137Z'),
    [{ id: 88_007, atMs: ms('2026-09-14T09:03:20.015Z'), kind: 'note', answers: false, senderId: 41 }, firstReply],
    inWebsite,
  ),
  'message_created_template_greeting.json': shows(
    later(asked, '2026-09-14T09:00:01.137Z'),
    [{ id: 88_006, atMs: ms('2026-09-14T09:00:01.402Z'), ...automatic }],
    inWebsite,
  ),
  'message_created_with_attachments.json': shows(
    later(replied, '2026-09-14T09:03:40.137Z', { waitingSinceMs: ms('2026-09-14T09:03:40Z') }),
    [{ ...firstQuestion, id: 88_008, atMs: ms('2026-09-14T09:03:40.700Z') }],
    inWebsite,
  ),
  'message_updated_csat_response.json': shows(
    surveyed,
    [{ id: 88_020, atMs: ms('2026-09-14T09:15:01.033Z'), ...automatic }],
    {
      ...inWebsite,
      csat: { messageId: 88_020, rating: 2, hasFeedback: true, updatedAtUs: ms('2026-09-14T09:20:00.008Z') * 1000 },
    },
  ),
  'message_updated_deleted.json': shows(replied, [{ ...firstReply, atMs: ms('2026-09-14T09:02:20.420Z') }], inWebsite),
  'message_updated_delivery_failed.json': shows(
    later(replied, '2026-09-14T09:05:00.137Z', { ...api, firstReplyAtMs: ms('2026-09-14T09:05:00Z') }),
    [{ ...firstReply, id: 88_130, atMs: ms('2026-09-14T09:05:00Z') }],
    { id: 1043, inboxName: 'Example WhatsApp (API)' },
  ),
  'webwidget_triggered_existing_conversation.json': shows(resolved, [firstReply], inWebsite),
  'legacy-4.2.0/conversation_status_changed_resolved.json': shows(resolved, [firstReply]),
  'legacy-4.2.0/conversation_updated_assignee.json': shows(touched(assigned, '2026-09-14T09:01:00.137Z'), [
    firstQuestion,
  ]),
  'legacy-4.2.0/message_created_incoming_contact.json': shows(
    asked,
    [{ ...firstQuestion, atMs: ms('2026-09-14T09:00:00.179Z') }],
    inWebsite,
  ),
  'legacy-4.2.0/message_created_outgoing_user.json': shows(
    replied,
    [{ ...firstReply, atMs: ms('2026-09-14T09:02:20.420Z') }],
    inWebsite,
  ),
}

const IGNORED: Readonly<Record<string, string>> = {
  'contact_created.json': 'contact',
  'contact_updated_email_and_name.json': 'contact',
  'contact_updated_last_activity.json': 'contact',
  'conversation_typing_off_contact.json': 'typing',
  'conversation_typing_on_agent.json': 'typing',
  'inbox_created.json': 'inbox',
  'inbox_updated_reauthorization.json': 'inbox',
  'webwidget_triggered.json': 'no_conversation',
}

describe('the sample webhooks', () => {
  it('are all expected here', () => {
    expect(Object.keys({ ...OBSERVATIONS, ...IGNORED }).sort()).toEqual([...webhookFixtures].sort())
  })

  it.each(Object.entries(OBSERVATIONS))('%s reads as it should', (name, expected) => {
    const { id, ...facts } = expected
    const raw = webhookFixture(name)
    expect(translate(raw, stamp)).toEqual({
      kind: 'observation',
      event: raw.event,
      observation: {
        account: 'shop',
        conversationId: id,
        source: 'webhook',
        receivedAtMs: stamp.receivedAtMs,
        correlationId: 'corr-1',
        ...facts,
      },
      unknownKeys: [],
    })
  })

  it.each(Object.entries(IGNORED))('%s tells nothing of a conversation: %s', (name, why) => {
    const raw = webhookFixture(name)
    expect(translate(raw, stamp)).toEqual({ kind: 'ignored', event: raw.event, why })
  })
})
