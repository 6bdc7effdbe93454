import { marshall } from '@aws-sdk/util-dynamodb'
import { describe, expect, it } from 'vitest'
import { translate } from '#chatwoot/translate'
import { type Conversation, type ConversationState, WRITE_SOURCES } from '#domain/conversation'
import { derive } from '#domain/derive-events'
import { merge, stateOf } from '#domain/merge'
import type { Said } from '#domain/topic'
import { activeEscalations, isRunning, type Watch } from '#domain/watch'
import { itemBytes } from '#infra/local/engines/dynamodb/item'
import { fromItem, toItem } from '#store/item'
import { conversationInImage } from '#store/stream-image'
import { aConversation, aWebhook, START_MS } from '#tests/support/builders'
import { webhookFixture, webhookFixtures } from '#tests/support/chatwoot-fixtures'
import { tellWatchStory } from '#tests/support/watch-story'
import { atDeadline, aWatched } from '#tests/support/watched'

const noWatch: Watch = { slaVersion: 0, slaSinceMs: 0, policyId: null, escalationVersion: 0, runs: {} }
const item = (...changes: Parameters<typeof aWatched>) =>
  toItem({ conversation: aWatched(...changes), carried: {} }, 30)

describe('the stored item', () => {
  it('has the keys and filters of an open conversation that waits', () => {
    expect(item()).toMatchObject({
      pk: 'C#shop#1042',
      sk: 'STATE',
      statusKey: 'shop#open',
      waitKey: `0#${START_MS}#0000001042`,
      dueKey: `0#${START_MS + 3_600_000}#0000001042#first_response`,
      operatorKey: 'shop#open#0',
      inboxId: 11,
      deadlineAtMs: START_MS + 3_600_000,
      atRiskAtMs: START_MS + 2_700_000,
      deadlineShard: 'D#2',
      deadlineKey: `${START_MS + 1_800_000}#shop#1042`,
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
    for (const absent of ['deadlineAtMs', 'atRiskAtMs', 'deadlineShard', 'deadlineKey'])
      expect(resolved).not.toHaveProperty(absent)
    expect(resolved.dueKey).toBe(`1#${resolved.waitKey}`)
  })

  it('is in no index before a snapshot is known', () => {
    const keys = Object.keys(item({ state: { lastInbound: { id: 1, atMs: START_MS, senderId: null } } }))
    for (const key of ['statusKey', 'waitKey', 'dueKey', 'operatorKey', 'deadlineShard', 'deadlineKey'])
      expect(keys).not.toContain(key)
  })

  it('is due by the running clock that is due first, and looked at when anything is to happen', () => {
    const later = { ...aWatched(), writtenAtMs: START_MS }
    const promise = {
      ...{ messageId: 1, operatorId: 41, madeAtMs: START_MS, dueAtMs: START_MS + 900_000, stage: 'made' as const },
      ...{ remindAtMs: START_MS + 600_000, atMs: START_MS },
    }
    const watch = { ...(later.watch ?? noWatch), promise, nextAtMs: promise.remindAtMs }
    const promised = toItem({ conversation: { ...later, watch }, carried: {} }, 30)
    expect(promised).toMatchObject({
      deadlineAtMs: START_MS + 3_600_000,
      deadlineKey: `${START_MS + 600_000}#shop#1042`,
    })
  })

  it('is not looked at when nothing is to happen by itself', () => {
    const answered = { waitingSinceMs: null, updatedAtUs: (START_MS + 60_000) * 1000 }
    const waitsOnCustomer = item({ snapshot: answered })
    expect(waitsOnCustomer).toMatchObject({ watch: { runs: { resolution: { pausedFor: 'waiting_on_customer' } } } })
    for (const absent of ['deadlineAtMs', 'atRiskAtMs', 'deadlineShard', 'deadlineKey'])
      expect(waitsOnCustomer).not.toHaveProperty(absent)
  })

  it('gives its watch back as it was, through the database and its JSON', () => {
    for (const { conversation } of tellWatchStory()) {
      const stored = marshall(toItem({ conversation, carried: {} }, 30))
      expect(conversationInImage(JSON.parse(JSON.stringify(stored)))).toEqual(conversation)
    }
  })

  it('of an earlier release has no watch, and none is made up', () => {
    const { watch: _, ...earlier } = item()
    const { conversation, carried } = fromItem({ ...earlier, dueKey: `1#${earlier.waitKey}` })
    expect(conversation).toEqual(aConversation())
    expect(carried).toEqual({})
  })

  it.each(WRITE_SOURCES)('remembers that it was written because of: %s', (source) => {
    expect(fromItem(item({ source })).conversation.source).toBe(source)
  })

  it('gives the conversation back, and what it does not know', () => {
    const conversation = aWatched({ version: 9 })
    const carried = { route: { rung: 1 } }
    expect(fromItem(toItem({ conversation, carried }, 30))).toEqual({ conversation, carried })
  })

  it('drops its own attributes that no longer hold', () => {
    const waiting = toItem({ conversation: aWatched(), carried: {} }, 30)
    const { carried } = fromItem(waiting)
    const resolved = toItem({ conversation: aWatched({ status: 'resolved' }), carried }, 30)
    for (const gone of ['deadlineAtMs', 'atRiskAtMs', 'deadlineShard', 'deadlineKey'])
      expect(resolved).not.toHaveProperty(gone)
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

  const watchedBytes = (conversation: Conversation): number =>
    itemBytes(marshall(toItem({ conversation, carried: {} }, 400)) as Parameters<typeof itemBytes>[0])

  it('stays below 2 KB with every clock running, an escalation and a promise', () => {
    const assignee = { id: 41, kind: 'operator', name: 'Avery Example' } as const
    const contactAttributes = { tier: 'standard', plan: 'enterprise' }
    const snapshot = { assignee, labels: ['delivery', 'vip'], team: { id: 5, name: 'Billing' }, contactAttributes }
    const first = aWatched({ correlationId, version: 40, snapshot })
    const lateMs = START_MS + 61 * 60_000
    const late = atDeadline(first, lateMs)
    const { watch } = late
    const run = watch?.runs.first_response
    const about = { categories: ['abuse', 'cancellation', 'legal', 'safety'], tone: -75 }
    const promised = { messageId: 88_002, operatorId: 41, madeAtMs: lateMs, dueAtMs: lateMs + 7_200_000 }
    if (watch === undefined || run === undefined) throw new Error('not watched')
    const full: Conversation = {
      ...late,
      correlationId,
      state: {
        ...late.state,
        inboxName: { name: 'Example Website', atUs: START_MS * 1000 },
        flagged: { messageId: 88_001, atMs: START_MS, ...about },
        promised: { ...promised, kind: 'duration' },
      },
      watch: {
        ...watch,
        runs: { ...watch.runs, next_response: { ...run, run: 2 } },
        promise: { ...promised, remindAtMs: lateMs + 5_400_000, stage: 'made', atMs: lateMs },
      },
    }
    expect(Object.values(full.watch?.runs ?? {}).every(isRunning)).toBe(true)
    expect(Object.keys(full.watch?.runs ?? {})).toHaveLength(3)
    expect(activeEscalations(full.watch)).toHaveLength(1)
    expect(full.watch?.runs.first_response?.warned).toHaveLength(3)
    expect(watchedBytes(full)).toBeLessThan(2048)
  })

  it('stays below 1.5 KB while a customer waits for the first time, as on nearly every write', () => {
    expect(watchedBytes(aWatched({ correlationId, version: 40 }))).toBeLessThan(1536)
  })

  it.each(statesOfFixtures)('after %s stays well below the 1 KB of one write unit', (_name, state) => {
    expect(bytesOf(state)).toBeLessThan(850)
  })

  it('stays below 1 KB when all of it has been seen: both sides, a bot, a rating, team and labels', () => {
    const all = statesOfFixtures.map(([, state]) => state).reduce(merge)
    const team = { id: 5, name: 'Billing' }
    const row = all.snapshot === undefined ? {} : { snapshot: { ...all.snapshot, team, labels: ['delivery', 'vip'] } }
    expect(Object.keys({ ...all, ...row })).toHaveLength(9)
    expect(bytesOf({ ...all, ...row })).toBeLessThan(1024)
  })

  it('takes less than 160 bytes more a message for what it is about, in the usual case', () => {
    const all = statesOfFixtures.map(([, state]) => state).reduce(merge)
    const scored = {
      model: 'm-0f3a9c21b7',
      of: 12,
      topics: [
        ['delivery', -128],
        ['returns', -2526],
        ['billing', -3507],
      ],
      strange: 60,
    }
    const aSaid = { substantive: true, language: 'en', scored } as const
    const said = [88_001, 88_002, 88_003].map((messageId) => ({ messageId, ...aSaid })) as unknown as readonly Said[]
    expect(bytesOf({ ...all, said }) - bytesOf(all)).toBeLessThan(3 * 160)
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
