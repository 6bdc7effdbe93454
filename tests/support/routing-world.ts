/**
 * A desk in small: the real router, stores and `act` around a table on its local engine, and a Chatwoot of a few rows. What
 * travels between them lies in open queues, from which a test takes in any order, twice, or two at once.
 */
import type { Called } from '#chatwoot/called'
import type { ChatwootVerbs } from '#chatwoot/verbs'
import type { Action } from '#domain/action'
import type { Reading } from '#domain/chatwoot-reading'
import { derive } from '#domain/derive-events'
import { deriveOperatorEvents } from '#domain/derive-operator-events'
import { stateOf } from '#domain/merge'
import type { MessageFact, Observation, Priority, Status } from '#domain/observation'
import type { Availability, Operator } from '#domain/operator'
import { ROUTING_EVENTS } from '#domain/routing/heard-events'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { ConversationEvent } from '#events/conversation-events'
import type { OperatorEvent } from '#events/operator-events'
import { performActions } from '#functions/act/perform-actions'
import { performPresence } from '#functions/presence/perform-presence'
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
import { operatorStore } from '#store/operators'
import { routingStore } from '#store/routing'
import { conversationInImage, isOperatorImage, operatorInImage } from '#store/stream-image'
import { anActionRecord } from './actions.ts'
import { ACCOUNT, aMessage, anObservation, aSnapshot, START_MS } from './builders.ts'
import { openDeskTable, TABLE } from './desk-table.ts'
import { recorder } from './recorder.ts'
import { aRecord } from './sqs-records.ts'
import { turns } from './turns.ts'

export type Row = {
  readonly id: number
  assigneeId: number | null
  status: Status
  waitingSinceMs: number | null
  updatedAtUs: number
  readonly priority: Priority | null
  /** Its newest public message. */
  last: MessageFact
}
/** Who set an assignee, in the order in which Chatwoot saw it. */
export type Assignment = { readonly id: number; readonly operatorId: number | null; readonly by: 'person' | 'backdesk' }
/** One of ours, as Chatwoot saw it. */
export type Ours = {
  /** Its place among the assignments. */
  readonly nth: number
  readonly actionId: string
  readonly from: number | null
  /** Somebody was at the conversation after `act` had looked, and before it wrote. */
  readonly raced: boolean
  readonly atMs: number
}

export const INBOX = 11
const DIRECTORY = {
  ...{ serverVersion: null, teams: [] },
  inboxes: [{ id: INBOX, name: 'Website', channel: 'WebWidget', autoAssigns: false }],
}
const LAW = {
  sla: { version: 0, activatedAtMs: 0, document: DEFAULT_SLA },
  escalation: { version: 0, activatedAtMs: 0, document: DEFAULT_ESCALATION },
}
const HEARD: ReadonlySet<string> = new Set(ROUTING_EVENTS)
type Image = Parameters<typeof conversationInImage>[0]
const unanswered: Called<never> = { kind: 'passing', code: 'timed_out', mayHaveHappened: true }

export type RoutingWorld = Awaited<ReturnType<typeof routingWorld>>

/** `presence`: who is there is what the real presence has read, and not what Chatwoot would say. */
export type WorldOptions = {
  readonly seeded?: () => number
  readonly presence?: boolean
  /** How far Chatwoot's clock is behind ours. */
  readonly chatwootLagsMs?: number
}

export async function routingWorld(
  changes: Partial<RoutingDocument> = {},
  { seeded = Math.random, presence = false, chatwootLagsMs = 0 }: WorldOptions = {},
) {
  const { inTurn } = turns(seeded)
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
  const inTurns = <Calls extends object>(calls: Calls): Calls =>
    Object.fromEntries(
      Object.entries(calls).map(([name, call]) => [name, typeof call === 'function' ? inTurn(call) : call]),
    ) as Calls
  const conversations = inTurns(conversationStore({ ...table, consistent: true }))
  const people = inTurns(operatorStore(table))
  const { log, count, counts, lines } = recorder()

  const rows = new Map<number, Row>()
  const operators = new Map<number, Operator>()
  const assignments: Assignment[] = []
  const ours: Ours[] = []
  const readings: Reading[] = []
  /** How often each conversation was changed in Chatwoot by others than us, and how often when `act` looked last. */
  const touched = new Map<number, number>()
  const looked = new Map<number, number>()
  const performing = new Map<number, string>()
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
    row.updatedAtUs = Math.max(row.updatedAtUs + 1, (now() - chatwootLagsMs) * 1000)
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
          priority: row.priority,
          ...{
            updatedAtUs: row.updatedAtUs,
            createdAtMs: START_MS,
            lastActivityAtMs: Math.floor(row.updatedAtUs / 1000),
          },
        }),
        ...(handedFrom === null ? {} : { handed: { atUs: row.updatedAtUs, from: handedFrom, to: row.assigneeId } }),
        messages: [row.last],
      }),
    )
  }
  const says = (row: Row, kind: 'customer' | 'operator'): MessageFact => {
    nth += 1
    return aMessage({
      ...{ id: 100_000 + nth, atMs: now(), kind },
      ...(kind === 'operator' ? { answers: true, senderId: row.assigneeId } : {}),
    })
  }
  const rowOf = (id: number): Row => {
    const row = rows.get(id)
    if (row === undefined) throw new Error(`No conversation ${id}`)
    return row
  }
  const touch = (id: number): void => void touched.set(id, (touched.get(id) ?? 0) + 1)
  const assign = (id: number, operatorId: number | null, by: Assignment['by']): void => {
    const row = rowOf(id)
    if (row.assigneeId === operatorId) return
    assignments.push({ id, operatorId, by })
    const from = row.assigneeId
    if (by === 'person') touch(id)
    else {
      const raced = touched.get(id) !== looked.get(id)
      ours.push({ nth: assignments.length - 1, actionId: performing.get(id) ?? '', from, raced, atMs: now() })
    }
    row.assigneeId = operatorId
    changed(row, from)
  }

  const verbs = inTurns({
    conversation: async (id: number) => {
      looked.set(id, touched.get(id) ?? 0)
      const value = {
        operatorId: rowOf(id).assigneeId,
        teamId: null,
        priority: rowOf(id).priority,
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
    assignTeam: async (_id: number, teamId: number) => ({ kind: 'ok', value: teamId }),
    setPriority: async () => ({ kind: 'ok', value: true }),
  }) as unknown as ChatwootVerbs

  /** Onto the bus: the router hears of what its rule names. */
  const publish = (event: ConversationEvent | OperatorEvent): void => {
    if (!HEARD.has(event.type)) return
    events.push({ type: event.type, body: JSON.stringify({ 'detail-type': event.type, detail: event }) })
  }
  /** What the table's stream tells since the last look. */
  const pump = (): void => {
    const records = desk.dynamodb.records(TABLE, streamed === '' ? undefined : streamed)
    for (const { dynamodb } of records) {
      streamed = dynamodb.SequenceNumber ?? streamed
      const { Keys, NewImage, OldImage } = dynamodb
      const [before, after] = [OldImage, NewImage] as readonly (Image | undefined)[]
      if (after === undefined) continue
      if (isOperatorImage(after)) {
        deriveOperatorEvents(before && operatorInImage(before), operatorInImage(after)).forEach(publish)
      } else if ((Keys?.sk as { S?: string } | undefined)?.S === STATE) {
        const happened = derive(before && conversationInImage(before), conversationInImage(after))
        told.push(...happened)
        happened.forEach(publish)
      }
    }
  }

  const deps: RouteDeps = {
    ...inTurns(routingStore({ ...table, ledgerDays: 30 })),
    routing: async () => ({ version: 1, activatedAtMs: START_MS, document }),
    isOff: async () => false,
    accounts: async () => [ACCOUNT],
    operators: presence ? people.listNow : inTurn(async () => [...operators.values()]),
    directory: async () => ({
      ...{ account: ACCOUNT, serverVersion: null, teams: [], readAtMs: START_MS },
      inboxes: DIRECTORY.inboxes,
    }),
    conversations: async (account, ids) => {
      const found = await conversations.readMany(ids.map((conversationId) => ({ account, conversationId })))
      return new Map([...found.values()].map((held) => [held.conversation.conversationId, held]))
    },
    commit: conversations.commit,
    actionState: inTurn(actionStateReader(table)),
    send: inTurn(async (action) => {
      // a FIFO queue drops what it has had within five minutes
      if (sent.has(action.id)) return
      sent.add(action.id)
      actions.set(action.conversationId, [...(actions.get(action.conversationId) ?? []), action])
    }),
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
    ours,
    readings,
    inTurn,
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
      if (presence || availability !== 'available') return
      const detail = { account: ACCOUNT, operatorId, correlationId: 'presence' }
      events.push({
        type: 'operator.available.v1',
        body: JSON.stringify({ 'detail-type': 'operator.available.v1', detail }),
      })
    },
    /** Chatwoot takes away what they had without a save that anybody hears of, and the next reading shows them no more. */
    deleteOperator(operatorId: number): void {
      const operator = operators.get(operatorId)
      if (operator === undefined) return
      operators.set(operatorId, { ...operator, availability: 'offline', sinceMs: now(), gone: true })
      for (const row of rows.values()) if (row.assigneeId === operatorId) row.assigneeId = null
    },
    /** Chatwoot is asked who is there; the answer is on its way. */
    lookAround(): void {
      readings.push({
        ...{ kind: 'operators_read', account: ACCOUNT, readAtMs: now(), correlationId: 'presence' },
        requestId: `reading-${readings.length}-${now()}`,
        operators: [...operators.values()],
        directory: DIRECTORY,
      })
    },
    /** An answer comes; `again`: it will come once more. */
    async present(index: number, again = false): Promise<void> {
      const reading = readings[index]
      if (reading === undefined) return
      if (!again) readings.splice(index, 1)
      await performPresence([aRecord({ messageId: 'p', body: JSON.stringify(reading) })], {
        ...people,
        ...{ now, random: seeded, wait: async () => undefined, count, gauge: () => undefined, log },
      } as unknown as Parameters<typeof performPresence>[1])
      pump()
    },
    customerOpens(id: number, priority: Priority | null = null): void {
      const last = aMessage({ id: 1000 + id, atMs: now() })
      const row: Row = {
        ...{ id, priority, last, assigneeId: null, status: 'open' },
        ...{ waitingSinceMs: now(), updatedAtUs: (now() - chatwootLagsMs) * 1000 },
      }
      rows.set(id, row)
      changed(row)
    },
    /** Of one that was answered, put off or resolved, which opens it again. */
    customerWrites(id: number): void {
      const row = rowOf(id)
      touch(id)
      Object.assign(row, { status: 'open', waitingSinceMs: row.waitingSinceMs ?? now(), last: says(row, 'customer') })
      changed(row)
    },
    operatorAnswers(id: number): void {
      const row = rowOf(id)
      touch(id)
      Object.assign(row, { waitingSinceMs: null, last: says(row, 'operator') })
      changed(row)
    },
    personSetsStatus(id: number, status: Status): void {
      const row = rowOf(id)
      touch(id)
      row.status = status
      if (status === 'resolved') row.waitingSinceMs = null
      changed(row)
    },
    personAssigns: (id: number, operatorId: number | null): void => assign(id, operatorId, 'person'),
    resolve(id: number): void {
      this.personSetsStatus(id, 'resolved')
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
      performing.set(conversationId, action.id)
      const outcomes = await performActions([anActionRecord(action, 'a')], {
        ...inTurns(actionStore(table)),
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
        count,
        log,
      } as unknown as Parameters<typeof performActions>[1])
      const [, ...since] = actions.get(conversationId) ?? rest
      if (outcomes.get('a')?.kind === 'done') actions.set(conversationId, since)
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
