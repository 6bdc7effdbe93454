import { marshall } from '@aws-sdk/util-dynamodb'
import { describe, expect, it } from 'vitest'
import { translate } from '#chatwoot/translate'
import type { ConversationState } from '#domain/conversation'
import { derive } from '#domain/derive-events'
import { merge, stateOf } from '#domain/merge'
import { itemBytes } from '#infra/local/engines/dynamodb/item'
import { fromItem, toItem } from '#store/item'
import { aConversation, aWebhook, START_MS } from '#tests/support/builders'
import { webhookFixture, webhookFixtures } from '#tests/support/chatwoot-fixtures'

const item = (...changes: Parameters<typeof aConversation>) =>
  toItem({ conversation: aConversation(...changes), carried: {} }, 30)

describe('the stored item', () => {
  it('has the keys and filters of an open conversation that waits', () => {
    expect(item()).toMatchObject({
      pk: 'C#shop#1042',
      sk: 'STATE',
      statusKey: 'shop#open',
      waitKey: `0#${START_MS}#0000001042`,
      dueKey: `0#${START_MS + 3_600_000}#0000001042`,
      operatorKey: 'shop#open#0',
      inboxId: 11,
      deadlineAtMs: START_MS + 3_600_000,
      atRiskAtMs: START_MS + 2_700_000,
    })
    for (const absent of ['teamId', 'operatorId', 'expiresAt']) expect(item()).not.toHaveProperty(absent)
  })

  it('names operator and team, so that the queue can be filtered without a second read', () => {
    const snapshot = {
      assignee: { id: 41, kind: 'operator', name: 'Avery' },
      team: { id: 3, name: 'Returns' },
    } as const
    expect(item({ snapshot })).toMatchObject({ operatorKey: 'shop#open#41', operatorId: 41, teamId: 3 })
  })

  it('leaves a conversation of a bot with nobody', () => {
    const snapshot = { assignee: { id: 7, kind: 'bot', name: 'Triage Bot' } } as const
    expect(item({ snapshot })).toMatchObject({ operatorKey: 'shop#open#0' })
    expect(item({ snapshot })).not.toHaveProperty('operatorId')
  })

  it('expires so many days after the last write, once resolved, and has no deadline then', () => {
    const writtenAtMs = START_MS + 1_500
    const resolved = item({ status: 'resolved', writtenAtMs })
    expect(resolved).toMatchObject({ expiresAt: Math.floor(writtenAtMs / 1000) + 30 * 86_400 })
    expect(resolved).not.toHaveProperty('deadlineAtMs')
    expect(resolved.dueKey).toBe(`1#${resolved.waitKey}`)
  })

  it('is in no index before a snapshot is known', () => {
    const keys = Object.keys(item({ state: { lastInbound: { id: 1, atMs: START_MS, senderId: null } } }))
    for (const key of ['statusKey', 'waitKey', 'dueKey', 'operatorKey']) expect(keys).not.toContain(key)
  })

  it('gives the conversation back, and what it does not know', () => {
    const conversation = aConversation({ version: 9 })
    const carried = { route: { rung: 1 } }
    expect(fromItem(toItem({ conversation, carried }, 30))).toEqual({ conversation, carried })
  })

  it('drops its own attributes that no longer hold', () => {
    const waiting = toItem({ conversation: aConversation(), carried: {} }, 30)
    const { carried } = fromItem(waiting)
    expect(toItem({ conversation: aConversation({ status: 'resolved' }), carried }, 30)).not.toHaveProperty(
      'deadlineAtMs',
    )
  })

  it.each([
    ['account', 7],
    ['conversationId', '1042'],
    ['version', undefined],
    ['state', null],
    ['observedAtMs', 'yesterday'],
    ['correlationId', 1],
  ])('refuses an item whose %s is %j, and names it', (name, value) => {
    expect(() => fromItem({ ...item(), [name]: value })).toThrow(`Stored conversation: ${name} is not`)
  })
})

describe('the size of the item', () => {
  const correlationId = '3f1d6c1a-0c5e-4a7e-9f00-000000000001'
  const stamp = {
    account: 'shop',
    chatwootAccountId: 3,
    receivedAtMs: Date.parse('2026-09-16T00:00:00Z'),
    correlationId,
  }
  const bytesOf = (state: ConversationState): number =>
    itemBytes(
      marshall(
        toItem({ conversation: aConversation({ state, correlationId, version: 40 }), carried: {} }, 400),
      ) as Parameters<typeof itemBytes>[0],
    )
  const statesOfFixtures = webhookFixtures.flatMap((name): [string, ConversationState][] => {
    const translation = translate(webhookFixture(name), stamp)
    return translation.kind === 'observation' ? [[name, stateOf(translation.observation)]] : []
  })

  it.each(statesOfFixtures)('after %s stays well below the 1 KB of one write unit', (_name, state) => {
    expect(bytesOf(state)).toBeLessThan(850)
  })

  it('stays below 1 KB when all of it has been seen: both sides, a bot, a rating, team and labels', () => {
    const all = statesOfFixtures.map(([, state]) => state).reduce(merge)
    const team = { id: 5, name: 'Billing' }
    const row = all.snapshot === undefined ? {} : { snapshot: { ...all.snapshot, team, labels: ['delivery', 'vip'] } }
    expect(Object.keys({ ...all, ...row })).toHaveLength(8)
    expect(bytesOf({ ...all, ...row })).toBeLessThan(1024)
  })

  it('fits the table, and its events the bus, at the largest that is read from a webhook', () => {
    const long = (nth: number) => `${nth}${'😀'.repeat(300)}`
    const body = aWebhook('conversation_updated', {
      channel: long(1),
      labels: Array.from({ length: 1_000 }, (_, nth) => long(nth)),
      meta: {
        sender: { id: 905, name: long(2) },
        assignee: { id: 41, name: long(3), type: 'user' },
        team: { id: 5, name: long(4) },
      },
    })
    const translation = translate(body, stamp)
    if (translation.kind !== 'observation') throw new Error('not observed')
    const state = stateOf(translation.observation)
    expect(bytesOf(state)).toBeLessThan(400_000)
    const events = derive(undefined, aConversation({ state }))
    expect(events.map(({ type }) => type)).toContain('conversation.labels_changed.v1')
    for (const event of events) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(256_000)
  })
})
