/**
 * A desk in small: the real router, stores and `act` around a table on its local engine, and a Chatwoot of a few rows. What
 * travels between them lies in open queues, from which a test takes in any order, twice, or two at once.
 */
import type { Called } from '#chatwoot/called'
import type { ChatwootVerbs } from '#chatwoot/verbs'
import type { Action } from '#domain/action'
import { derive } from '#domain/derive-events'
import { stateOf } from '#domain/merge'
import type { Observation, Status } from '#domain/observation'
import type { Availability, Operator } from '#domain/operator'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { ConversationEvent } from '#events/conversation-events'
import { performActions } from '#functions/act/perform-actions'
import { commitObservations } from '#functions/process/commit-observations'
import { routeBatch } from '#functions/route/route-batch'
import type { RouteDeps } from '#functions/route/route-deps'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_ROUTING } from '#policies/default-routing'
import { DEFAULT_SLA } from '#policies/default-sla'
import { actionStateReader } from '#store/action-state'
import { actionStore, enlistAction } from '#store/actions'
import { conversationStore } from '#store/conversations'
import { conversationPk, STATE } from '#store/keys'
import { routingStore } from '#store/routing'
import { conversationInImage } from '#store/stream-image'
import { anActionRecord } from './actions.ts'
import { ACCOUNT, aMessage, anObservation, aSnapshot, START_MS } from './builders.ts'
import { openDeskTable, TABLE } from './desk-table.ts'
import { recorder } from './recorder.ts'
import { aRecord } from './sqs-records.ts'

export type Row = {
  readonly id: number
  assigneeId: number | null
  status: Status
  waitingSinceMs: number | null
  updatedAtUs: number
}
/** Who set an assignee, in the order in which Chatwoot saw it. */
export type Assignment = { readonly id: number; readonly operatorId: number | null; readonly by: 'person' | 'backdesk' }

export const INBOX = 11
const LAW = {
  sla: { version: 0, activatedAtMs: 0, document: DEFAULT_SLA },
  escalation: { version: 0, activatedAtMs: 0, document: DEFAULT_ESCALATION },
}
const unanswered: Called<never> = { kind: 'passing', code: 'timed_out', mayHaveHappened: true }

export type RoutingWorld = Awaited<ReturnType<typeof routingWorld>>

export async function routingWorld(changes: Partial<RoutingDocument> = {}, seeded: () => number = Math.random) {
  const document: RoutingDocument = { ...DEFAULT_ROUTING, mode: 'assign', ...changes }
  const desk = await openDeskTable(START_MS)
  const now = desk.clock.now
  const table = {
    client: desk.client,
    table: TABLE,
    now,
    random: seeded,
    wait: async () => undefined,
    retentionDays: 30,
  }
  const conversations = conversationStore({ ...table, consistent: true })
  const { log, count, counts, lines } = recorder()

  const rows = new Map<number, Row>()
  const operators = new Map<number, Operator>()
  const assignments: Assignment[] = []
  const webhooks: Observation[] = []
  const events: { readonly type: string; readonly body: string }[] = []
  const told: ConversationEvent[] = []
  const actions = new Map<number, Action[]>()
  const sent = new Set<string>()
  let streamed = ''
  let nth = 0
  /** What goes wrong at the next assignment by `act`. */
  const trouble = { timesOutAfter: false, personBetween: null as number | null }

  const changed = (row: Row, handedFrom: number | null = null): void => {
    row.updatedAtUs = Math.max(row.updatedAtUs + 1, now() * 1000)
    const operator = row.assigneeId === null ? undefined : operators.get(row.assigneeId)
    const assignee =
      operator === undefined ? null : ({ id: operator.operatorId, kind: 'operator', name: operator.name } as const)
    nth += 1
    webhooks.push(
      anObservation({
        conversationId: row.id,
        receivedAtMs: now(),
        correlationId: `corr-${nth}`,
        snapshot: aSnapshot({
          ...{ inboxId: INBOX, assignee, status: row.status, waitingSinceMs: row.waitingSinceMs },
          ...{
            updatedAtUs: row.updatedAtUs,
            createdAtMs: START_MS,
            lastActivityAtMs: Math.floor(row.updatedAtUs / 1000),
          },
        }),
        ...(handedFrom === null ? {} : { handed: { atUs: row.updatedAtUs, from: handedFrom, to: row.assigneeId } }),
        messages: row.waitingSinceMs === null ? [] : [aMessage({ id: 1000 + row.id, atMs: row.waitingSinceMs })],
      }),
    )
  }
  const rowOf = (id: number): Row => {
    const row = rows.get(id)
    if (row === undefined) throw new Error(`No conversation ${id}`)
    return row
  }
  const assign = (id: number, operatorId: number | null, by: Assignment['by']): void => {
    const row = rowOf(id)
    if (row.assigneeId === operatorId) return
    assignments.push({ id, operatorId, by })
    const from = row.assigneeId
    row.assigneeId = operatorId
    changed(row, from)
  }

  const verbs = {
    conversation: async (id: number) => {
      const value = {
        operatorId: rowOf(id).assigneeId,
        teamId: null,
        priority: null,
        labels: [],
        status: rowOf(id).status,
      }
      const person = trouble.personBetween
      trouble.personBetween = null
      if (person !== null) queueMicrotask(() => assign(id, person, 'person'))
      return { kind: 'ok', value }
    },
    assignOperator: async (id: number, operatorId: number) => {
      const known = operators.has(operatorId) ? operatorId : null
      assign(id, known, 'backdesk')
      if (!trouble.timesOutAfter) return { kind: 'ok', value: known }
      trouble.timesOutAfter = false
      return unanswered
    },
    addNote: async () => ({ kind: 'ok', value: { private: true } }),
    findNote: async () => ({ kind: 'ok', value: false }),
  } as unknown as ChatwootVerbs

  /** What the table's stream tells since the last look. */
  const pump = (): void => {
    const records = desk.dynamodb.records(TABLE, streamed === '' ? undefined : streamed)
    for (const { dynamodb } of records) {
      streamed = dynamodb.SequenceNumber ?? streamed
      const { Keys, NewImage, OldImage } = dynamodb
      if ((Keys?.sk as { S?: string } | undefined)?.S !== STATE || NewImage === undefined) continue
      const image = (one: unknown) => conversationInImage(one as Parameters<typeof conversationInImage>[0])
      for (const event of derive(OldImage === undefined ? undefined : image(OldImage), image(NewImage))) {
        told.push(event)
        events.push({ type: event.type, body: JSON.stringify({ 'detail-type': event.type, detail: event }) })
      }
    }
  }

  const deps: RouteDeps = {
    ...routingStore({ ...table, ledgerDays: 30 }),
    routing: async () => ({ version: 1, activatedAtMs: START_MS, document }),
    isOff: async () => false,
    accounts: async () => [ACCOUNT],
    operators: async () => [...operators.values()],
    directory: async () => ({
      ...{ account: ACCOUNT, serverVersion: null, teams: [], readAtMs: START_MS },
      inboxes: [{ id: INBOX, name: 'Website', channel: 'WebWidget', autoAssigns: false }],
    }),
    conversations: async (account, ids) => {
      const found = await conversations.readMany(ids.map((conversationId) => ({ account, conversationId })))
      return new Map([...found.values()].map((held) => [held.conversation.conversationId, held]))
    },
    commit: conversations.commit,
    actionState: actionStateReader(table),
    send: async (action) => {
      // a FIFO queue drops what it has had within five minutes
      if (sent.has(action.id)) return
      sent.add(action.id)
      actions.set(action.conversationId, [...(actions.get(action.conversationId) ?? []), action])
    },
    request: async (action) => {
      await enlistAction(action, table)
      await deps.send(action)
    },
    now,
    random: seeded,
    wait: async () => undefined,
    count,
    log,
  }
  const route = async (bodies: readonly string[]): Promise<number> => {
    const outcomes = await routeBatch(
      bodies.map((body, index) => aRecord({ messageId: `m${index}`, body })),
      deps,
    )
    const again = bodies.filter((_, index) => outcomes.get(`m${index}`)?.kind !== 'done')
    for (const body of again) events.push({ type: 'again', body })
    return bodies.length - again.length
  }

  return {
    document,
    rows,
    operators,
    assignments,
    webhooks,
    events,
    told,
    actions,
    trouble,
    counts,
    lines,
    deps,
    clock: desk.clock,
    addOperator(operatorId: number, availability: Availability = 'available'): void {
      operators.set(operatorId, {
        ...{ account: ACCOUNT, operatorId, name: `Operator ${operatorId}`, role: 'agent', availability },
        ...{ sinceMs: now(), teams: [], inboxes: [INBOX] },
      })
    },
    setAvailability(operatorId: number, availability: Availability): void {
      const operator = operators.get(operatorId)
      if (operator === undefined || operator.availability === availability) return
      operators.set(operatorId, { ...operator, availability, sinceMs: now() })
      if (availability !== 'available') return
      const detail = { account: ACCOUNT, operatorId, correlationId: 'presence' }
      events.push({
        type: 'operator.available.v1',
        body: JSON.stringify({ 'detail-type': 'operator.available.v1', detail }),
      })
    },
    customerOpens(id: number): void {
      const row: Row = { id, assigneeId: null, status: 'open', waitingSinceMs: now(), updatedAtUs: now() * 1000 }
      rows.set(id, row)
      changed(row)
    },
    personAssigns: (id: number, operatorId: number | null): void => assign(id, operatorId, 'person'),
    resolve(id: number): void {
      const row = rowOf(id)
      row.status = 'resolved'
      row.waitingSinceMs = null
      changed(row)
    },
    /** Takes the webhook in; `again`: it stays, as a duplicate. */
    async deliver(index: number, again = false): Promise<void> {
      const observation = webhooks[index]
      if (observation === undefined) return
      if (!again) webhooks.splice(index, 1)
      const { account, conversationId } = observation
      const held = (await conversations.readMany([{ account, conversationId }])).get(
        conversationPk(account, conversationId),
      )
      await commitObservations([{ observation, state: stateOf(observation) }], held, {
        ...table,
        commit: conversations.commit,
        lawFor: async () => ({ law: LAW }),
        count: () => undefined,
      })
      pump()
    },
    async route(bodies: readonly string[]): Promise<void> {
      await route(bodies)
      pump()
    },
    /** Two instances at once. */
    async race(one: readonly string[], other: readonly string[]): Promise<void> {
      await Promise.all([route(one), route(other)])
      pump()
    },
    async sweep(): Promise<void> {
      await route([JSON.stringify({ kind: 'sweep' })])
      pump()
    },
    /** Performs the first action of a conversation; it stays if it has to come back. */
    async act(conversationId: number): Promise<void> {
      const [action, ...rest] = actions.get(conversationId) ?? []
      if (action === undefined) return
      const outcomes = await performActions([anActionRecord(action, 'a')], {
        ...actionStore(table),
        book: {
          find: async () => ({ baseUrl: 'https://chat.example.com', accountId: 3, token: 'example-token' }),
          doubt: () => undefined,
        },
        chatwoot: () => verbs,
        isOff: async () => false,
        noteKey: (id: string) => id,
        now,
        random: seeded,
        wait: async () => undefined,
        count: () => undefined,
        log,
      } as unknown as Parameters<typeof performActions>[1])
      if (outcomes.get('a')?.kind === 'done') actions.set(conversationId, rest)
      pump()
    },
    /** Whatever lies in the queues goes its way, and minutes pass, until nothing moves any more. */
    async settle(): Promise<void> {
      let quiet = 0
      for (let round = 0; round < 120; round += 1) {
        while (webhooks.length > 0) await this.deliver(0)
        const bodies = events.splice(0).map(({ body }) => body)
        if (bodies.length > 0) await this.route(bodies)
        for (const [id, queue] of actions) if (queue.length > 0) await this.act(id)
        if (webhooks.length + events.length + [...actions.values()].flat().length > 0) continue
        await desk.clock.advance(60_000)
        await this.sweep()
        // longer than anything waits for what may yet come
        quiet = webhooks.length + events.length + [...actions.values()].flat().length === 0 ? quiet + 1 : 0
        if (quiet === 5) return
      }
      throw new Error('The desk does not come to rest')
    },
    close: () => desk.close(),
  }
}
