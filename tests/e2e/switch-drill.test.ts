/**
 * The drill of docs/runbooks/switches.md, on the running template: each switch is set, what it stops stops within a
 * minute, people and webhooks go on, and after it nothing is lost. Then outage mode.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Action } from '#domain/action'
import type { SwitchName } from '#domain/switches'
import { type Chatwoot, startChatwoot } from '#infra/local/chatwoot/server'
import { requestAction } from '#messaging/actions-queue'
import { sendMessage } from '#messaging/queue'
import { METRIC_DIMENSION, METRIC_NAMESPACE, type METRICS } from '#runtime/metric-names'
import { enlistAction } from '#store/actions'
import { heldCount } from '#store/held-actions'
import { actionSk, conversationPk } from '#store/keys'
import { outageStore } from '#store/outages'
import { switchOnAgain } from '#store/switch-commands'
import { switchStore } from '#store/switches'
import { aNote } from '#tests/support/actions'
import { aConversationPayload, aMessagePayload, CHATWOOT_ACCOUNT_ID } from '#tests/support/builders'
import { type ManInTheMiddle, manInTheMiddle } from '#tests/support/man-in-the-middle'
import { type Desk, openDesk } from './desk.ts'

const LIMIT_MS = 600_000
const MINUTE_MS = 60_000
const CONVERSATIONS = 8

let desk: Desk
let chatwoot: Chatwoot
let middle: ManInTheMiddle
let lowLevel: DynamoDBClient
let sqs: SQSClient
let table: { client: DynamoDBDocumentClient; table: string; now: () => number; retentionDays: number }
/** Of Chatwoot's; who asked first waits longest. */
const ids: number[] = []

beforeAll(async () => {
  desk = await openDesk(CHATWOOT_ACCOUNT_ID)
  chatwoot = await startChatwoot({ clock: desk.clock })
  middle = await manInTheMiddle(chatwoot.url)
  const access = { baseUrl: middle.url, accountId: chatwoot.accountId, token: chatwoot.adminToken }
  desk.runner.engines.secrets.put(outputOf('ChatwootSecretArn'), JSON.stringify({ shop: access }))
  const config = {
    endpoint: desk.runner.urls.engines,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'EXAMPLE', secretAccessKey: 'example' },
  }
  lowLevel = new DynamoDBClient(config)
  sqs = new SQSClient(config)
  const marshallOptions = { removeUndefinedValues: true }
  table = {
    client: DynamoDBDocumentClient.from(lowLevel, { marshallOptions }),
    table: outputOf('TableName'),
    now: desk.clock.now,
    retentionDays: 30,
  }
  for (let nth = 0; nth < CONVERSATIONS; nth += 1) ids.push(opensInChatwoot())
}, LIMIT_MS)
afterAll(async () => {
  lowLevel?.destroy()
  sqs?.destroy()
  await desk?.stop()
  await middle?.close()
  await chatwoot?.close()
})

const outputOf = (name: string): string => {
  const value = desk.runner.resources.output(name)
  if (value === undefined) throw new Error(`no output ${name}`)
  return value
}
const opensInChatwoot = (): number =>
  chatwoot.actions.customerOpens({
    contactId: chatwoot.shop.contacts[0]?.id ?? 0,
    inboxId: chatwoot.shop.inboxes.website.id,
    text: 'Where is my parcel?',
  })

let deliveries = 0
let messages = 90_000
/** A customer asks, and Chatwoot tells of it. */
async function asks(conversationId: number, atMs = desk.clock.now()): Promise<void> {
  const row = aConversationPayload({
    id: conversationId,
    created_at: Math.floor(atMs / 1000),
    updated_at: atMs / 1000,
    last_activity_at: Math.floor(atMs / 1000),
    waiting_since: Math.floor(atMs / 1000),
  })
  const message = aMessagePayload({ id: ++messages, created_at: new Date(atMs).toISOString(), conversation: row })
  const body = JSON.stringify({ ...message, event: 'message_created' })
  const deliveryId = `00000000-0000-4000-8000-${String(++deliveries).padStart(12, '0')}`
  expect(await desk.deliver([{ event: 'message_created', body, deliveryId, kind: 'first' }])).toEqual([202])
}

const turnOff = (name: SwitchName) =>
  switchStore(table).switchOff({ account: 'shop', name, reason: 'Drill', by: 'drill', atMs: desk.clock.now() })
const turnOn = (name: SwitchName) => {
  const { record } = outageStore(table)
  const on = { account: 'shop', name, reason: 'Drill is over', by: 'drill', atMs: desk.clock.now() }
  return switchOnAgain(on, { switches: switchStore(table), recordOutage: record })
}

let actions = 0
/** As escalate or route would ask for it. */
async function request(conversationId: number): Promise<Action> {
  const id = `drill/${conversationId}/${++actions}`
  const action = aNote({ id, conversationId, text: `Drill ${id}`, requestedAtMs: desk.clock.now() })
  const queueUrl = desk.runner.engines.sqs.list().find(({ name }) => /ActionsQueue/.test(name))?.url ?? ''
  await requestAction(action, {
    enlist: (asked) => enlistAction(asked, table),
    send: (message) => sendMessage({ client: sqs, queueUrl }, message),
  })
  return action
}
async function stateOf({ account, conversationId, id }: Action): Promise<unknown> {
  const Key = { pk: conversationPk(account, conversationId), sk: actionSk(id) }
  return (await table.client.send(new GetCommand({ TableName: table.table, Key }))).Item?.state
}
/** Notes of the drill that reached Chatwoot, in order. */
const notes = (): string[] =>
  middle.passed.flatMap(({ method, path, body }) =>
    method === 'POST' && /\/messages$/.test(path) ? (/drill\/\d+\/\d+/.exec(body)?.slice(0, 1) ?? []) : [],
  )

/** What a metric of ours counted from an instant on. */
const counted = (name: keyof typeof METRICS, fromMs: number): number =>
  desk.runner.metrics.between(
    { namespace: METRIC_NAMESPACE, name, dimensions: { [METRIC_DIMENSION]: 'dev' } },
    fromMs,
    desk.clock.now() + MINUTE_MS,
  )?.sum ?? 0
/** Counts whole minutes: begins with the next one. */
async function nextMinute(): Promise<number> {
  await desk.pass(1)
  return Math.floor(desk.clock.now() / MINUTE_MS) * MINUTE_MS + MINUTE_MS
}

describe('each switch', () => {
  it(
    'finds a desk at work',
    async () => {
      const nowMs = desk.clock.now()
      // the least urgent first: each has waited a minute longer than the one before
      for (const [nth, id] of ids.entries()) await asks(id, nowMs - nth * MINUTE_MS)
      const fromMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS
      await desk.pass(3)
      expect(await desk.tile()).toMatchObject({ open: CONVERSATIONS, waiting: CONVERSATIONS })
      const action = await request(ids[0] ?? 0)
      await desk.settle()
      expect([await stateOf(action), notes()]).toEqual(['applied', [action.id]])
      for (const name of ['ReadingsAnswered', 'PresenceReadings', 'RoutingPasses'] as const)
        expect([name, counted(name, fromMs) > 0]).toEqual([name, true])
    },
    LIMIT_MS,
  )

  it.each(['act', 'act.add_note'] as const)(
    '%s ends actions undone, and performs the next ones once it is on again',
    async (name) => {
      await turnOff(name)
      await desk.pass(1)
      const before = notes().length
      const stopped = await request(ids[1] ?? 0)
      await asks(ids[1] ?? 0)
      await desk.settle()
      expect([await stateOf(stopped), notes().length]).toEqual(['superseded', before])
      await turnOn(name)
      await desk.pass(1)
      const next = await request(ids[1] ?? 0)
      await desk.settle()
      expect([await stateOf(next), notes().length]).toEqual(['applied', before + 1])
    },
    LIMIT_MS,
  )

  it.each([
    ['presence', 'ReadingsAnswered'],
    ['act.read', 'ReadingsAnswered'],
    ['route', 'RoutingPasses'],
  ] as const)(
    '%s stops, and goes on by itself',
    async (name, metric) => {
      await turnOff(name)
      const offMs = await nextMinute()
      await desk.pass(3)
      expect(counted(metric, offMs)).toBe(0)
      await turnOn(name)
      const onMs = await nextMinute()
      await desk.pass(2)
      expect(counted(metric, onMs)).toBeGreaterThan(0)
    },
    LIMIT_MS,
  )

  it(
    'sla announces nothing, and afterwards tells what was due, when it was due, and that we were late',
    async () => {
      const from = desk.published.length
      await turnOff('sla')
      const offMs = await nextMinute()
      await desk.pass(40)
      await asks(opensInChatwoot())
      await desk.settle()
      expect(warned(from)).toEqual([])
      expect(await desk.tile()).toMatchObject({ open: CONVERSATIONS + 1 })
      await turnOn('sla')
      await desk.pass(2)
      expect(
        warned(from)
          .map(({ conversationId }) => conversationId)
          .sort(),
      ).toEqual([...ids].sort())
      for (const { data } of warned(from)) expect((data as { lateMs: number }).lateMs).toBeGreaterThan(MINUTE_MS)
      const outages = await outageStore(table).between('shop', { fromMs: offMs, toMs: desk.clock.now() })
      expect(outages).toMatchObject([{ foundBy: 'switch', by: 'drill', account: 'shop' }])
    },
    LIMIT_MS,
  )

  it(
    'escalate calls nobody, and afterwards whom it still takes, once a team',
    async () => {
      const from = desk.published.length
      await turnOff('escalate')
      const offMs = await nextMinute()
      await desk.pass(40)
      expect([counted('PagesSent', offMs), counted('EscalationsHeld', offMs) > 0]).toEqual([0, true])
      // the story goes on: who would have been called stands in the ledger
      expect(desk.published.slice(from).some(({ type }) => type.startsWith('escalation.'))).toBe(true)
      await turnOn('escalate')
      const onMs = await nextMinute()
      await desk.pass(3)
      expect(counted('EscalationsHeld', onMs)).toBe(0)
      expect(counted('PagesSent', offMs)).toBeGreaterThan(0)
      expect(counted('PagesSent', offMs)).toBeLessThan(CONVERSATIONS)
    },
    LIMIT_MS,
  )
})

/** Warnings that came after so many events. */
const warned = (from: number) => [
  ...new Map(
    desk.published
      .slice(from)
      .filter(({ type }) => type === 'sla.warned.v1')
      .map((event) => [event.conversationId, event]),
  ).values(),
]

describe('outage mode', () => {
  it(
    'holds actions while webhooks come in, and releases them afterwards: the least time left first, each once',
    async () => {
      const soon = desk.clock.now()
      const waiting = Array.from({ length: CONVERSATIONS }, opensInChatwoot)
      // asked in turn, a minute apart: the last to ask has the most time left
      for (const [nth, id] of waiting.entries()) await asks(id, soon - (CONVERSATIONS - nth) * MINUTE_MS)
      await desk.settle()
      await turnOff('outage')
      const setMs = await nextMinute()
      const already = notes().length
      const held: Action[] = []
      // the least urgent first
      for (const id of waiting.toReversed()) held.push(await request(id))
      await asks(opensInChatwoot())
      await desk.pass(5)
      expect([notes().length, await Promise.all(held.map(stateOf))]).toEqual([already, held.map(() => 'held')])
      expect(await heldCount(table)('shop')).toBe(held.length)
      expect([counted('RoutingPasses', setMs), counted('PagesSent', setMs)]).toEqual([0, 0])
      const outage = await outageStore(table).between('shop', { fromMs: setMs, toMs: desk.clock.now() })
      expect(outage).toMatchObject([{ id: expect.stringMatching(/^switch-outage-/) as string }])

      await turnOn('outage')
      await desk.pass(3)
      const drained = notes().slice(already)
      expect(await Promise.all(held.map(stateOf))).toEqual(held.map(() => 'applied'))
      expect(drained.toSorted()).toEqual(held.map(({ id }) => id).toSorted())
      // two at a time are performed, so that neighbours may overtake each other
      const order = held.toReversed().map(({ id }) => id)
      for (const [place, id] of drained.entries()) expect(Math.abs(order.indexOf(id) - place)).toBeLessThanOrEqual(1)
      expect(await heldCount(table)('shop')).toBe(0)
      expect(desk.messagesLeft()).toEqual({})
    },
    LIMIT_MS,
  )
})
