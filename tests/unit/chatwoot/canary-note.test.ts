import { describe, expect, it } from 'vitest'
import { canaryNote } from '#chatwoot/canary-note'
import { translate } from '#chatwoot/translate'
import type { Conversation } from '#domain/conversation'
import { COUNT_NAMES, countDelta } from '#domain/counts'
import { derive } from '#domain/derive-events'
import { merge, stateOf } from '#domain/merge'
import type { Observation, Status } from '#domain/observation'
import { turnOf, waitingSinceMs } from '#domain/turn'
import { toItem } from '#store/item'
import {
  aConversationPayload,
  aMessagePayload,
  aNestedMessagePayload,
  aWebhook,
  type Json,
  START_MS,
  watched,
} from '#tests/support/builders'

const SENT_AT_MS = START_MS + 600_000
const HEARD_AT_MS = SENT_AT_MS + 1_400
const access = { baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }

function observed(raw: unknown, receivedAtMs: number): Observation {
  const translation = translate(raw, { account: 'shop', chatwootAccountId: 3, receivedAtMs, correlationId: 'corr-1' })
  if (translation.kind !== 'observation') throw new Error(`Not an observation: ${JSON.stringify(translation)}`)
  return translation.observation
}

/** What Chatwoot is asked to post. */
async function posted(): Promise<Json> {
  let asked = ''
  const http = async ({ body = '' }: { readonly body?: string }) => {
    asked = body
    return { kind: 'answered', status: 200, body: '{"id":88009,"private":true}' } as const
  }
  const note = { conversationId: 1042, key: 'canary-shop-1', sentAtMs: SENT_AT_MS }
  expect(await canaryNote(access, note, { http, pace: async () => undefined })).toMatchObject({ kind: 'ok' })
  return JSON.parse(asked) as Json
}

/** Its webhook: the row's activity moves with any message, and the row repeats its newest. */
async function noteWebhook(conversation: Json): Promise<Json> {
  const { content, message_type, content_attributes, private: isPrivate } = await posted()
  const atS = SENT_AT_MS / 1000
  const sender = { sender_type: 'User', sender_id: 41 }
  const nested = aNestedMessagePayload({
    ...{ id: 88_009, content, message_type: 1, private: isPrivate, content_attributes, created_at: atS, ...sender },
  })
  const row = { ...conversation, messages: [nested], last_activity_at: atS, timestamp: atS, updated_at: atS + 0.2 }
  return aWebhook('message_created', {
    ...{ id: 88_009, content, message_type, private: isPrivate, content_attributes },
    created_at: new Date(SENT_AT_MS + 200).toISOString(),
    sender: { id: 41, name: 'Avery Example', email: 'avery@example.com', type: 'user' },
    conversation: aConversationPayload(row),
  })
}

async function beforeAndAfter(row: Json): Promise<{ readonly before: Conversation; readonly after: Conversation }> {
  const asked = aMessagePayload({ conversation: aConversationPayload(row) })
  const first = stateOf(observed({ ...asked, event: 'message_created' }, START_MS + 900))
  const frame = { account: 'shop', conversationId: 1042, correlationId: 'corr-1', source: 'webhook' } as const
  const one = { ...frame, version: 1, state: first, observedAtMs: START_MS + 900, writtenAtMs: START_MS + 1_500 }
  const before = watched(one)
  const state = merge(first, stateOf(observed(await noteWebhook(row), HEARD_AT_MS)))
  const two = { ...frame, version: 2, state, observedAtMs: HEARD_AT_MS, writtenAtMs: HEARD_AT_MS + 100 }
  const timeAlone = watched({ ...before, writtenAtMs: two.writtenAtMs }, two.writtenAtMs, before)
  return { before: timeAlone, after: watched(two, two.writtenAtMs, before) }
}

const assigned = { meta: { assignee: { id: 41, name: 'Avery Example', type: 'user' }, assignee_type: 'User' } }
const KEYS = ['statusKey', 'dueKey', 'operatorKey', 'deadlineAtMs', 'deadlineKey', 'operatorId', 'teamId']

describe("the canary's note, posted and read from its webhook", () => {
  it.each<readonly [string, Status, Json]>([
    ['an open conversation in which a customer waits', 'open', {}],
    ['one that somebody has', 'open', assigned],
    ['one that a bot has', 'pending', {}],
    ['its own, which is resolved', 'resolved', {}],
  ])('moves no turn, clock, place in the queue and counter of %s', async (_name, status, more) => {
    const { before, after } = await beforeAndAfter({ status, ...more })
    expect(turnOf(after.state)).toBe(turnOf(before.state))
    expect(waitingSinceMs(after.state)).toBe(waitingSinceMs(before.state))
    expect(after.watch).toEqual(before.watch)
    expect(countDelta(before, after)).toEqual(Object.fromEntries(COUNT_NAMES.map((name) => [name, 0])))
    const [from, to] = [before, after].map((conversation) => toItem({ conversation, carried: {} }, 30))
    const places = (item: Json = {}) => KEYS.map((key) => item[key])
    if (status === 'resolved') expect(to?.statusKey).toBe(from?.statusKey)
    else expect([...places(to), to?.waitKey]).toEqual([...places(from), from?.waitKey])
  })

  it('is told once, with the instants it was sent and taken at, and nothing else is told', async () => {
    const { before, after } = await beforeAndAfter({ status: 'resolved' })
    const told = derive(before, after)
    expect(told.map(({ type, data }) => ({ type, data }))).toEqual([
      {
        type: 'conversation.canary_heard.v1',
        data: { messageId: 88_009, sentAtMs: SENT_AT_MS, receivedAtMs: HEARD_AT_MS },
      },
    ])
    expect(derive(after, { ...after, version: 3 })).toEqual([])
  })
})
