import { describe, expect, it } from 'vitest'
import { type Translation, translate } from '#chatwoot/translate'
import type { Observation } from '#domain/observation'
import {
  aConversationPayload,
  aMessagePayload,
  aNestedMessagePayload,
  aReplyPayload,
  aWebhook,
  type Json,
  START_MS,
} from '#tests/support/builders'

const stamp = { account: 'shop', chatwootAccountId: 3, receivedAtMs: START_MS + 900, correlationId: 'corr-1' }
const START_S = START_MS / 1000
const DAY_S = 86_400

function observed(raw: unknown): Observation {
  const translation = translate(raw, stamp)
  if (translation.kind !== 'observation') throw new Error(`Not an observation: ${JSON.stringify(translation)}`)
  return translation.observation
}
const refused = (reason: string, detail: string): Translation => ({ kind: 'refused', reason, detail }) as Translation
const impossible = (detail: string): Translation => refused('impossible', detail)
const snapshotOf = (changes: Json) => observed(aWebhook('conversation_updated', changes)).snapshot
const firstMessageOf = (changes: Json) => observed(aWebhook('message_created', changes)).messages[0]

describe('a body that is no webhook', () => {
  it.each([null, 42, 'text', [], [{ event: 'conversation_created' }]])('%j is refused', (raw) => {
    expect(translate(raw, stamp)).toEqual(refused('unparseable', 'body'))
  })

  it.each([undefined, null, 7, '', 'my password is x', 'a/../b', 'é', 'x'.repeat(81)])(
    'event %j is refused',
    (event) => {
      expect(translate({ ...aWebhook('conversation_updated'), event }, stamp)).toEqual(refused('unparseable', 'event'))
    },
  )
})

describe('a known event that cannot be', () => {
  it.each([
    ['id', undefined],
    ['id', 0],
    ['id', -4],
    ['id', 1.5],
    ['id', '1042'],
    ['id', 2 ** 60],
    ['inbox_id', null],
    ['status', 'closed'],
    ['status', undefined],
    ['status', 0],
    ['updated_at', undefined],
    ['updated_at', null],
    ['updated_at', 0],
    ['updated_at', -1_789_376_400.5],
    ['updated_at', 12],
    ['updated_at', START_MS],
    ['updated_at', START_S + 2 * DAY_S],
    ['updated_at', 'yesterday'],
    ['updated_at', '2026-13-45T99:00:00Z'],
    ['created_at', undefined],
    ['created_at', 'never'],
    ['created_at', 0],
    ['labels', 'vip'],
    ['meta', undefined],
  ])('conversation %s = %j is refused, naming the field', (field, value) => {
    expect(translate({ ...aWebhook('conversation_updated'), [field]: value }, stamp)).toEqual(impossible(field))
    const conversation = { ...aConversationPayload(), [field]: value }
    expect(translate(aWebhook('message_created', { conversation }), stamp)).toEqual(impossible(`conversation.${field}`))
  })

  it.each([
    ['id', undefined],
    ['id', '88001'],
    ['message_type', undefined],
    ['private', 'yes'],
    ['created_at', null],
    ['created_at', 'soon'],
    ['created_at', '2031-01-01T00:00:00.000Z'],
    ['conversation', undefined],
    ['conversation', null],
  ])('message %s = %j is refused, naming the field', (field, value) => {
    expect(translate(aWebhook('message_created', { [field]: value }), stamp)).toEqual(impossible(field))
  })

  it('is refused if the assignee or the team has no id: unassigned would be a guess', () => {
    const assignee = aWebhook('conversation_updated', { meta: { assignee: { name: 'Avery Example' } } })
    expect(translate(assignee, stamp)).toEqual(impossible('meta.assignee.id'))
    const team = aWebhook('conversation_updated', { meta: { team: { id: 'five' } } })
    expect(translate(team, stamp)).toEqual(impossible('meta.team.id'))
  })

  it('is taken up to a day ahead of our clock, and no further', () => {
    const at = (seconds: number) => aWebhook('conversation_updated', { updated_at: seconds })
    const limit = stamp.receivedAtMs / 1000 + DAY_S
    expect(translate(at(limit), stamp).kind).toBe('observation')
    expect(translate(at(limit + 1), stamp)).toEqual(impossible('updated_at'))
  })
})

describe('another account’s webhook at this account’s address', () => {
  const other = { id: 4, name: 'Somebody Else' }

  it('is refused wherever the payload names the account', () => {
    expect(translate(aWebhook('conversation_updated', { account: other }), stamp)).toEqual(impossible('account.id'))
    expect(translate(aWebhook('contact_updated', { account: other }), stamp)).toEqual(impossible('account.id'))
    expect(translate(aWebhook('made_up', { account: other }), stamp)).toEqual(impossible('account.id'))
    const conversation = aConversationPayload({ account: other })
    expect(translate(aWebhook('message_created', { conversation }), stamp)).toEqual(
      impossible('conversation.account.id'),
    )
    const messages = [aNestedMessagePayload({ account_id: 4 })]
    expect(translate(aWebhook('conversation_updated', { messages }), stamp)).toEqual(impossible('messages.account_id'))
  })

  it('is refused too where the payload names something that is no number at all', () => {
    for (const account_id of [{ toString: 1, valueOf: null }, [3], true]) {
      const messages = [aNestedMessagePayload({ account_id })]
      expect(translate(aWebhook('conversation_updated', { messages }), stamp)).toEqual(
        impossible('messages.account_id'),
      )
    }
  })

  it('cannot be told before 4.14.2, where conversations name none', () => {
    const { account: _none, ...before } = aWebhook('conversation_updated')
    expect(translate(before, stamp).kind).toBe('observation')
  })
})

describe('instants', () => {
  it('keep microseconds of updated_at, and cut the rest to milliseconds', () => {
    expect(snapshotOf({ updated_at: START_S + 0.1375021 })?.updatedAtUs).toBe(START_MS * 1000 + 137_502)
    expect(snapshotOf({ updated_at: START_S + 0.9999999 })?.updatedAtUs).toBe(START_MS * 1000 + 1_000_000)
    expect(snapshotOf({ updated_at: START_S })?.updatedAtUs).toBe(START_MS * 1000)
    expect(snapshotOf({ last_activity_at: START_S + 0.9876 })?.lastActivityAtMs).toBe(START_MS + 987)
  })

  it.each([0, null, undefined, -5, 'no date', '2026-02-31', {}, 1e300])('%j is never', (value) => {
    const row = snapshotOf({ waiting_since: value, first_reply_created_at: value, snoozed_until: value })
    expect(row).toMatchObject({ waitingSinceMs: null, firstReplyAtMs: null, snoozedUntilMs: null })
  })

  it('are read as ISO 8601 or as unix seconds, whichever a version sends', () => {
    expect(snapshotOf({ first_reply_created_at: START_S })?.firstReplyAtMs).toBe(START_MS)
    expect(snapshotOf({ waiting_since: '2026-09-14T09:00:00.250Z' })?.waitingSinceMs).toBe(START_MS + 250)
    expect(snapshotOf({ snoozed_until: '2026-09-14T11:00:00.000+02:00' })?.snoozedUntilMs).toBe(START_MS)
  })

  it('fall back to updated_at where no activity is told', () => {
    expect(snapshotOf({ last_activity_at: undefined })?.lastActivityAtMs).toBe(START_MS + 137)
  })
})

describe('the row', () => {
  it('has labels sorted and once each', () => {
    expect(snapshotOf({ labels: ['vip', 'billing', 'vip'] })?.labels).toEqual(['billing', 'vip'])
  })

  it('has a bounded number of labels, and labels and a channel of bounded length, that the table can keep', () => {
    const labels = Array.from({ length: 300 }, (_, nth) => `label ${1_000 + nth}`)
    expect(snapshotOf({ labels })?.labels).toEqual(labels.slice(0, 100))
    expect(snapshotOf({ labels: ['', 'half \ud83d', 'x'.repeat(1_000_000)] })?.labels).toEqual([
      'half \ufffd',
      'x'.repeat(255),
    ])
    expect(snapshotOf({ channel: `Channel::${'x'.repeat(1_000_000)}` })?.channel).toBe('x'.repeat(255))
    expect(snapshotOf({ channel: 'Channel::' })?.channel).toBeNull()
  })

  it.each([
    ['an operator', { id: 41, name: 'Avery', type: 'user' }, 'User', 'operator'],
    ['an operator of a version without types', { id: 41, name: 'Avery' }, undefined, 'operator'],
    ['a bot', { id: 41, name: 'Bot', type: 'agent_bot' }, 'AgentBot', 'bot'],
    ['a bot that only assignee_type tells', { id: 41, name: 'Bot' }, 'AgentBot', 'bot'],
    ['Captain', { id: 41, name: 'Captain', type: 'captain_assistant' }, null, 'bot'],
  ])('knows %s as assignee', (_who, assignee, assigneeType, kind) => {
    const row = snapshotOf({ meta: { assignee, assignee_type: assigneeType } })
    expect(row?.assignee).toEqual({ id: 41, kind, name: assignee.name })
  })

  it('does without what some versions leave out', () => {
    const { id, inbox_id, status, created_at, updated_at } = aConversationPayload()
    const least = { event: 'conversation_updated', id, inbox_id, status, created_at, updated_at, meta: {} }
    expect(observed(least).snapshot).toMatchObject({
      assignee: null,
      team: null,
      contactId: null,
      channel: null,
      labels: [],
    })
  })

  it('ignores what does not matter when it is ill-formed', () => {
    const meta = { sender: { id: 'x', name: 5 }, assignee_type: 9 }
    const row = snapshotOf({ meta, priority: 'critical', channel: 7, messages: 'none', unread_count: 'many' })
    expect(row).toMatchObject({ contactId: null, contactName: null, priority: null, channel: null })
  })

  it('keeps names storable: whole characters, at most 255', () => {
    const name = `${'🙂'.repeat(300)}`
    const long = snapshotOf({ meta: { sender: { id: 905, name } } })?.contactName
    expect(long).toBe('🙂'.repeat(255))
    expect(snapshotOf({ meta: { sender: { id: 905, name: 'a\ud83d' } } })?.contactName).toBe('a\ufffd')
    expect(snapshotOf({ meta: { sender: { id: 905, name: '' } } })?.contactName).toBeNull()
  })
})

describe('messages', () => {
  it.each([
    ['the customer', {}, { kind: 'customer', answers: false }],
    ['a customer without sender', { sender: null }, { kind: 'customer', answers: false, senderId: null }],
    ['an operator', aReplyPayload(), { kind: 'operator', answers: true, senderId: 41 }],
    ['a note', aReplyPayload({ private: true }), { kind: 'note', answers: false }],
    ['a note of a bot', aReplyPayload({ private: true, sender: { id: 7, type: 'agent_bot' } }), { kind: 'note' }],
    [
      'an agent bot',
      aReplyPayload({ sender: { id: 7, type: 'agent_bot' } }),
      { kind: 'bot', answers: true, senderId: 7 },
    ],
    ['Captain', aReplyPayload({ sender: { id: 2, type: 'captain_assistant' } }), { kind: 'bot', answers: true }],
    ['a template', aReplyPayload({ message_type: 'template', sender: null }), { kind: 'bot', answers: false }],
    ['a survey sent as a message', aReplyPayload({ content_type: 'input_csat' }), { kind: 'bot', answers: false }],
    [
      'automation',
      aReplyPayload({ sender: null, content_attributes: { automation_rule_id: 9 } }),
      { kind: 'bot', answers: false },
    ],
    [
      'automation in a person’s name',
      aReplyPayload({ content_attributes: { automation_rule_id: 9 } }),
      { kind: 'bot', answers: false },
    ],
    [
      'a campaign in a person’s name',
      aReplyPayload({ additional_attributes: { campaign_id: 4 } }),
      { kind: 'bot', answers: false },
    ],
    [
      'an echo from the channel’s app',
      aReplyPayload({ sender: null, content_attributes: { external_echo: true } }),
      { kind: 'operator', answers: true, senderId: null },
    ],
    ['nobody', aReplyPayload({ sender: null }), { kind: 'bot', answers: false, senderId: null }],
    [
      'a sender of a kind to come',
      aReplyPayload({ sender: { id: 9, type: 'robot' } }),
      { kind: 'bot', answers: false },
    ],
  ])('by %s', (_who, changes, expected) => {
    expect(firstMessageOf(changes)).toMatchObject(expected)
  })

  it.each(['activity', 'announcement', 2, 9])('of type %j move nothing', (type) => {
    expect(firstMessageOf({ message_type: type })).toBeUndefined()
  })

  it.each([
    ['customer', {}],
    ['person', aReplyPayload()],
  ])('that are a %s’s reaction to a message, as forks send them, move nothing', (_who, message) => {
    expect(firstMessageOf({ ...message, content_attributes: { is_reaction: true } })).toBeUndefined()
    expect(firstMessageOf({ ...message, content_attributes: { is_reaction: false } })).toBeDefined()
  })

  it('stay what they were when deleted', () => {
    const deleted = { content: 'This message was deleted', content_attributes: { deleted: true } }
    const before = observed({ ...aReplyPayload(), event: 'message_created' }).messages
    expect(observed({ ...aReplyPayload(deleted), event: 'message_updated' }).messages).toEqual(before)
  })

  it.each([
    [0, 'Contact', { kind: 'customer', answers: false }],
    [1, 'User', { kind: 'operator', answers: true }],
    [1, 'AgentBot', { kind: 'bot', answers: true }],
    [1, 'Captain::Assistant', { kind: 'bot', answers: true }],
    [1, null, { kind: 'bot', answers: false }],
    [3, null, { kind: 'bot', answers: false }],
  ])('nested, of type %j by %j', (type, senderType, expected) => {
    const messages = [aNestedMessagePayload({ message_type: type, sender_type: senderType })]
    expect(observed(aWebhook('conversation_updated', { messages })).messages).toMatchObject([expected])
  })

  it('nested are skipped when they are activity, ill-formed or from the future', () => {
    const messages = [
      aNestedMessagePayload({ message_type: 2 }),
      aNestedMessagePayload({ id: null }),
      aNestedMessagePayload({ created_at: START_S + 9 * DAY_S }),
      aNestedMessagePayload({ created_at: 'now' }),
      null,
      'text',
    ]
    expect(observed(aWebhook('conversation_updated', { messages })).messages).toEqual([])
  })

  it('are told once where the nested one is the same, and both where it is another', () => {
    const conversation = aConversationPayload({ messages: [aNestedMessagePayload()] })
    const ids = (raw: unknown) => observed(raw).messages.map((message) => message.id)
    expect(ids(aWebhook('message_created', { conversation }))).toEqual([88_001])
    expect(ids({ ...aReplyPayload({ conversation, private: true }), event: 'message_created' })).toEqual([
      88_002, 88_001,
    ])
  })
})

describe('ratings', () => {
  const answer = (rating: unknown, feedback?: unknown): Json => ({
    submitted_values: { csat_survey_response: { rating, feedback_message: feedback } },
  })
  const csatOf = (changes: Json) => observed(aWebhook('message_updated', changes)).csat

  it('are dated by the message’s own change if the payload shows it', () => {
    const survey = aNestedMessagePayload({
      message_type: 3,
      content_attributes: answer(4),
      updated_at: '2026-09-14T09:00:00.250Z',
    })
    const expected = { messageId: 88_001, rating: 4, hasFeedback: false, updatedAtUs: (START_MS + 250) * 1000 }
    const conversation = aConversationPayload({ messages: [survey] })
    expect(csatOf({ conversation, content_attributes: answer(4) })).toEqual(expected)
    expect(observed(aWebhook('conversation_updated', { messages: [survey] })).csat).toEqual(expected)
  })

  it('are dated by the conversation and our receipt if not, nor when the message’s time cannot be', () => {
    const expected = {
      messageId: 88_001,
      rating: 5,
      hasFeedback: true,
      updatedAtUs: START_MS * 1000 + 137_502,
      receivedAtMs: stamp.receivedAtMs,
    }
    expect(csatOf({ content_attributes: answer(5, 'Great') })).toEqual(expected)
    const survey = aNestedMessagePayload({ content_attributes: answer(5, 'Great'), updated_at: '2099-01-01T00:00:00Z' })
    expect(csatOf({ conversation: aConversationPayload({ messages: [survey] }) })).toEqual(expected)
  })

  it.each([0, 6, 2.5, '4', null, undefined])('of %j are none', (rating) => {
    expect(csatOf({ content_attributes: answer(rating) })).toBeUndefined()
  })

  it.each([[[{ name: 'size' }]], [null], ['x'], [{ csat_survey_response: null }]])(
    'are not submitted values %j',
    (values) => {
      expect(csatOf({ content_attributes: { submitted_values: values } })).toBeUndefined()
    },
  )

  it('have no feedback when it is blank', () => {
    expect(csatOf({ content_attributes: answer(3, '  ') })?.hasFeedback).toBe(false)
  })
})

describe('events', () => {
  it.each([
    ...['conversation_opened', 'conversation_resolved', 'conversation_bot_handoff', 'conversation_archived'],
    ...['automation_event.conversation_created', 'automation_event.message_created', 'macro.executed'],
  ])('%s shows a conversation', (event) => {
    expect(observed(aWebhook(event, { status: 'resolved' })).snapshot?.status).toBe('resolved')
  })

  it('to come are searched for a conversation below the root too', () => {
    const below = { event: 'message_translated', id: 5, conversation: aConversationPayload() }
    expect(observed(below)).toMatchObject({ conversationId: 1042, messages: [] })
    const current = { event: 'widget_closed', current_conversation: aConversationPayload() }
    expect(observed(current).conversationId).toBe(1042)
  })

  it.each([
    { event: 'help_article_published', id: 4, title: 'Returns' },
    { event: 'conversation_deleted', id: 1042 },
    { event: 'automation_event.conversation_updated', id: 1042, status: 'odd' },
  ])('without a whole conversation are unknown, not refused: $event', (raw) => {
    expect(translate(raw, stamp)).toEqual({ kind: 'unknown', event: raw.event })
  })

  it('of typing, contacts and inboxes tell nothing, whatever else they hold', () => {
    const kinds = ['conversation_typing_on', 'conversation_typing_off', 'contact_created', 'contact_updated']
    expect(kinds.map((event) => translate(aWebhook(event), stamp))).toEqual([
      { kind: 'ignored', event: 'conversation_typing_on', why: 'typing' },
      { kind: 'ignored', event: 'conversation_typing_off', why: 'typing' },
      { kind: 'ignored', event: 'contact_created', why: 'contact' },
      { kind: 'ignored', event: 'contact_updated', why: 'contact' },
    ])
    expect(translate({ event: 'inbox_updated' }, stamp)).toEqual({
      kind: 'ignored',
      event: 'inbox_updated',
      why: 'inbox',
    })
  })
})

describe('keys nobody knows', () => {
  const unknownKeys = (raw: unknown) => {
    const translation = translate(raw, stamp)
    return translation.kind === 'observation' ? translation.unknownKeys : undefined
  }

  it('are named, at the root and in the conversation', () => {
    expect(unknownKeys(aWebhook('conversation_updated', { cpf: '0', company_ids: [] }))).toEqual(['cpf', 'company_ids'])
    const conversation = aConversationPayload({ bot_id: 3 })
    expect(unknownKeys(aWebhook('message_created', { conversation, is_new: true }))).toEqual([
      'is_new',
      'conversation.bot_id',
    ])
  })

  it('are at most twenty, and never look like text', () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`key_${index}`, index]))
    expect(unknownKeys(aWebhook('conversation_updated', many))).toHaveLength(20)
    expect(unknownKeys(aWebhook('conversation_updated', { 'call me, Jordan': 1 }))).toEqual([])
  })

  it('do not hide that a message is a message', () => {
    expect(unknownKeys({ ...aMessagePayload(), event: 'message_created' })).toEqual([])
  })
})
