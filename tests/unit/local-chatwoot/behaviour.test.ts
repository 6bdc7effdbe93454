import { beforeEach, describe, expect, it } from 'vitest'
import { outgoingMessage } from '#infra/local/chatwoot/behaviour'
import type { JsonObject } from '#infra/local/chatwoot/rails-json'
import { type InMemoryChatwoot, inMemoryChatwoot } from './in-memory-chatwoot.ts'

let chatwoot: InMemoryChatwoot
let id: number
let operator: number
let colleague: number

const open = (inbox: 'website' | 'messenger' = 'website'): number =>
  chatwoot.actions.customerOpens({
    contactId: chatwoot.shop.contacts[0]?.id ?? 0,
    inboxId: chatwoot.shop.inboxes[inbox].id,
    text: 'Where is my parcel?',
  })
const row = () => chatwoot.row(id)
const messages = () => chatwoot.store.messagesOf(row())
const events = (action: () => unknown): string[] => chatwoot.during(action).map(({ event }) => event)
const changesOf = (payload: JsonObject | undefined): string[] =>
  Array.isArray(payload?.changed_attributes) ? payload.changed_attributes.flatMap((each) => Object.keys(each)) : []

beforeEach(() => {
  chatwoot = inMemoryChatwoot()
  chatwoot.shop.inboxes.website.greeting = null
  operator = chatwoot.shop.operators[1]?.id ?? 0
  colleague = chatwoot.shop.operators[6]?.id ?? 0
  id = open()
})

describe('waiting', () => {
  it('begins with the conversation and is not moved by further messages', () => {
    const sinceUs = row().waitingSinceUs
    expect(sinceUs).toBe(row().createdAtUs)
    chatwoot.actions.customerAnswers(id, 'Hello?')
    expect(row().waitingSinceUs).toBe(sinceUs)
  })

  it('ends with the first human reply, which is announced with its changes', () => {
    const [updated] = chatwoot.payloads('conversation_updated', () =>
      chatwoot.actions.operatorReplies(id, operator, 'Hi'),
    )
    expect(row().waitingSinceUs).toBeNull()
    expect(row().firstReplyCreatedAtUs).toBe(messages().at(-1)?.createdAtUs)
    expect(changesOf(updated)).toEqual(expect.arrayContaining(['first_reply_created_at', 'waiting_since']))
    expect(updated?.waiting_since).toBe(0)
  })

  it('begins again with the next message, which is announced', () => {
    chatwoot.actions.operatorReplies(id, operator, 'Hi')
    const [updated] = chatwoot.payloads('conversation_updated', () => chatwoot.actions.customerAnswers(id, 'And now?'))
    expect(changesOf(updated)).toEqual(['updated_at', 'waiting_since'])
    expect(row().waitingSinceUs).toBe(messages().at(-1)?.createdAtUs)
  })

  it('ends with a bot reply that is no first reply', () => {
    id = open('messenger')
    chatwoot.actions.botReplies(id, 'Order number?')
    expect(row()).toMatchObject({ waitingSinceUs: null, firstReplyCreatedAtUs: null })
  })

  it('is ended neither by a note nor by automation', () => {
    chatwoot.actions.operatorNotes(id, operator, 'VIP')
    const sender = { type: 'User', id: operator } as const
    outgoingMessage(chatwoot.world, row(), { sender, content: 'Got it', contentAttributes: { automation_rule_id: 1 } })
    outgoingMessage(chatwoot.world, row(), { content: 'Got it' })
    expect(row().waitingSinceUs).not.toBeNull()
    expect(row().firstReplyCreatedAtUs).toBeNull()
  })

  it('is cleared on resolving without being named among the changes', () => {
    const [updated] = chatwoot.payloads('conversation_updated', () => chatwoot.actions.resolve(id))
    expect(row().waitingSinceUs).toBeNull()
    expect(changesOf(updated)).not.toContain('waiting_since')
  })

  it('begins again when a bot hands off', () => {
    id = open('messenger')
    chatwoot.actions.botReplies(id, 'Order number?')
    chatwoot.actions.botHandsOff(id)
    expect(row()).toMatchObject({ status: 'open', assigneeAgentBotId: null })
    expect(row().waitingSinceUs).not.toBeNull()
  })
})

describe('status', () => {
  it('changes come as twins: status_changed without changes, then updated with them', () => {
    const [first, second, ...rest] = chatwoot.during(() => chatwoot.actions.snooze(id, null, operator))
    expect(first).toMatchObject({ event: 'conversation_status_changed', payload: { changed_attributes: null } })
    expect(second?.event).toBe('conversation_updated')
    expect(second?.payload.changed_attributes).toContainEqual({
      status: { previous_value: 'open', current_value: 'snoozed' },
    })
    expect(rest).toEqual([])
  })

  it.each(['resolved', 'snoozed'] as const)('a customer message reopens what is %s', (status) => {
    if (status === 'resolved') chatwoot.actions.resolve(id)
    else chatwoot.actions.snooze(id, chatwoot.clock.now() + 3_600_000)
    const seen = events(() => chatwoot.actions.customerAnswers(id, 'One more thing'))
    expect(row()).toMatchObject({ status: 'open', snoozedUntilUs: null })
    expect(seen.slice(0, 2)).toEqual(['conversation_status_changed', 'conversation_updated'])
    expect(seen).toEqual(expect.arrayContaining(['message_created', 'contact_updated']))
  })

  it('a resolved conversation of a bot inbox comes back to the bot', () => {
    id = open('messenger')
    chatwoot.actions.resolve(id)
    chatwoot.actions.customerAnswers(id, 'Again')
    expect(row().status).toBe('pending')
  })

  it('a snooze that ran out is reopened by the job, one that ran out long ago is not', async () => {
    const forgotten = open()
    chatwoot.actions.snooze(forgotten, chatwoot.clock.now() + 60_000)
    await chatwoot.clock.advance(4 * 86_400_000)
    chatwoot.actions.snooze(id, chatwoot.clock.now() + 60_000)
    expect(chatwoot.actions.reopenDueSnoozes()).toBe(0)
    await chatwoot.clock.advance(60_000)
    expect(chatwoot.actions.reopenDueSnoozes()).toBe(1)
    expect([row().status, chatwoot.row(forgotten).status]).toEqual(['open', 'snoozed'])
  })
})

describe('assignment', () => {
  it('to a team drops an assignee from outside and announces both', () => {
    chatwoot.actions.assign(id, operator)
    const [updated] = chatwoot.payloads('conversation_updated', () =>
      chatwoot.actions.assignTeam(id, chatwoot.shop.teams.shipping.id),
    )
    expect(row().assigneeId).toBeNull()
    expect(changesOf(updated)).toEqual(['assignee_id', 'updated_at', 'team_id'])
  })

  it('on opening goes round among online members, if the inbox does so', () => {
    chatwoot.shop.inboxes.website.enableAutoAssignment = true
    chatwoot.shop.operators.forEach(({ id: each }, index) => {
      chatwoot.actions.setAvailability(each, index < 2 ? 'online' : 'busy')
    })
    const given = [open(), open(), open()].map((each) => chatwoot.row(each).assigneeId)
    const [first, second] = chatwoot.shop.operators.map((each) => each.id)
    expect(given).toEqual([first, second, first])
  })

  it('of an operator replaces the bot', () => {
    id = open('messenger')
    chatwoot.actions.botReplies(id, 'Order number?')
    const [updated] = chatwoot.payloads('conversation_updated', () => chatwoot.actions.assign(id, colleague))
    expect(updated?.meta).toMatchObject({ assignee: { id: colleague }, assignee_type: 'User' })
    expect(changesOf(updated)).toContain('assignee_agent_bot_id')
  })
})

describe('changes', () => {
  it('that change nothing send nothing', () => {
    chatwoot.actions.prioritise(id, 'high')
    expect(events(() => chatwoot.actions.prioritise(id, 'high'))).toEqual([])
    expect(events(() => chatwoot.actions.replaceLabels(id, []))).toEqual([])
  })

  it('of labels replace the list and name the list and its cache', () => {
    chatwoot.actions.replaceLabels(id, ['delivery', 'vip'])
    const [updated] = chatwoot.payloads('conversation_updated', () => chatwoot.actions.replaceLabels(id, ['refund']))
    expect(updated?.labels).toEqual(['refund'])
    expect(updated?.changed_attributes).toMatchObject([
      { updated_at: {} },
      { cached_label_list: { previous_value: 'delivery, vip', current_value: 'refund' } },
      { label_list: { previous_value: ['delivery', 'vip'], current_value: ['refund'] } },
    ])
  })

  it('carry a spurious label cache on the first save', () => {
    const [updated] = chatwoot.payloads('conversation_updated', () => chatwoot.actions.prioritise(id, 'low'))
    expect(updated?.changed_attributes).toContainEqual({
      cached_label_list: { previous_value: null, current_value: '' },
    })
  })

  it('never share an updated_at, even while the clock stands still', () => {
    const stamps = (['low', 'medium', 'high', 'urgent'] as const).map((priority) => {
      chatwoot.actions.prioritise(id, priority)
      return row().updatedAtUs
    })
    expect(new Set(stamps).size).toBe(4)
    expect(stamps).toEqual([...stamps].sort((a, b) => a - b))
  })
})

describe('messages', () => {
  it('from customers stir the contact each time', () => {
    expect(events(() => chatwoot.actions.customerAnswers(id, 'Hello?'))).toEqual(['message_created', 'contact_updated'])
  })

  it('of activity are never announced, but move the row', () => {
    const payloads = chatwoot.during(() => chatwoot.actions.assign(id, operator, operator))
    const note = messages().at(-1)
    expect(note).toMatchObject({ messageType: 'activity', content: 'Blair Okafor self-assigned this conversation' })
    expect(payloads.map(({ event }) => event)).toEqual(['conversation_updated'])
    expect(row()).toMatchObject({ updatedAtUs: note?.createdAtUs, lastActivityAtUs: note?.createdAtUs })
  })

  it('in private show the previous public one inside the conversation', () => {
    const [note] = chatwoot.payloads('message_created', () => chatwoot.actions.operatorNotes(id, operator, 'VIP'))
    expect(note).toMatchObject({ private: true, content: 'VIP' })
    expect(note?.conversation).toMatchObject({ messages: [{ content: 'Where is my parcel?' }] })
  })

  it('are counted as unread up to ten', () => {
    for (let count = 0; count < 15; count += 1) chatwoot.actions.customerAnswers(id, 'Hello?')
    const [payload] = chatwoot.payloads('conversation_updated', () => chatwoot.actions.prioritise(id, 'high'))
    expect(payload?.unread_count).toBe(10)
    chatwoot.actions.operatorReplies(id, operator, 'Hi')
    const [read] = chatwoot.payloads('conversation_updated', () => chatwoot.actions.prioritise(id, 'low'))
    expect(read?.unread_count).toBe(0)
  })
})

describe('rating', () => {
  it('is asked for once, ever', () => {
    chatwoot.actions.resolve(id)
    chatwoot.actions.reopen(id)
    expect(events(() => chatwoot.actions.resolve(id))).not.toContain('message_created')
    expect(messages().filter(({ contentType }) => contentType === 'input_csat')).toHaveLength(1)
  })

  it('comes as an update of the question, may be changed, and stays with who was assigned', () => {
    chatwoot.actions.assign(id, operator)
    chatwoot.actions.resolve(id)
    const updatedAtUs = row().updatedAtUs
    const [first] = chatwoot.payloads('message_updated', () => chatwoot.actions.rateConversation(id, 2, 'Slow'))
    expect(first?.content_attributes).toMatchObject({
      submitted_values: { csat_survey_response: { rating: 2, feedback_message: 'Slow' } },
    })
    chatwoot.actions.assign(id, colleague)
    chatwoot.actions.rateConversation(id, 5)
    expect([...chatwoot.store.csatResponses.values()]).toMatchObject([{ rating: 5, assignedAgentId: operator }])
    expect(row().updatedAtUs).toBeGreaterThan(updatedAtUs)
  })

  it('does not move the conversation', () => {
    chatwoot.actions.resolve(id)
    const updatedAtUs = row().updatedAtUs
    chatwoot.actions.rateConversation(id, 4)
    expect(row().updatedAtUs).toBe(updatedAtUs)
  })

  it('is not possible where nobody asked', () => {
    expect(chatwoot.actions.rateConversation(id, 5)).toBe(false)
  })
})

describe('a payload', () => {
  it('may be newer than the event it names, as it is built later', () => {
    const seen = Array.from({ length: 30 }, () => {
      const each = open()
      const [message] = chatwoot.payloads('message_created', () =>
        chatwoot.actions.operatorReplies(each, operator, 'Hi'),
      )
      return (message?.conversation as JsonObject | undefined)?.waiting_since === 0
    })
    expect(new Set(seen)).toEqual(new Set([true, false]))
  })
})
