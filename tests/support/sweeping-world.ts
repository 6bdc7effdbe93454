/**
 * A desk in small: process, reconcile and act around a table on its local engine, and a Chatwoot stand-in behind HTTP whose
 * webhooks may be lost. What travels between them lies in open queues, so that a test can lose it, repeat it or hold it.
 */
import { keepAliveHttp } from '#chatwoot/http-call'
import { sweepClient } from '#chatwoot/sweep-client'
import { translate } from '#chatwoot/translate'
import type { ConversationState } from '#domain/conversation'
import type { Finding } from '#domain/intake'
import type { SweepAnswer, SweepRequest } from '#domain/sweep/sweep-readings'
import { performSweep, type SweepDeps } from '#functions/act/perform-sweep'
import { readingOf } from '#functions/act/reading-of'
import { applyBatch, type ProcessDeps } from '#functions/process/apply-batch'
import { performReconcile } from '#functions/reconcile/perform-reconcile'
import type { ReconcileDeps } from '#functions/reconcile/reconcile-deps'
import { type ChatwootOptions, startChatwoot } from '#infra/local/chatwoot/server'
import { answerParts } from '#messaging/sweeps'
import { accountRegistry } from '#store/accounts'
import { checkpointStore } from '#store/checkpoints'
import { conversationStore } from '#store/conversations'
import { webhookReceiver } from '#tests/unit/local-chatwoot/webhook-receiver'
import { SHIPPED_LAW } from './builders.ts'
import { openDeskTable, TABLE } from './desk-table.ts'
import { recorder } from './recorder.ts'
import { aRecord } from './sqs-records.ts'

export const ACCOUNT = 'shop'
export const NOW_MS = Date.UTC(2026, 8, 14, 9)
const RETENTION_DAYS = 30
const READING = { words: {}, timeZone: 'UTC', locale: 'en', contactAttributes: [] }

export type SweepingWorld = Awaited<ReturnType<typeof sweepingWorld>>

export async function sweepingWorld(options: Partial<Omit<ChatwootOptions, 'clock'>> = {}) {
  const desk = await openDeskTable(NOW_MS)
  const { clock } = desk
  const chatwoot = await startChatwoot({ clock, ...options })
  const receiver = await webhookReceiver()
  await subscribe(chatwoot, receiver.url)
  const { log, lines, count, counts, codes } = recorder()
  const clockwork = { now: clock.now, random: () => 0.5, wait: async () => undefined }
  const table = { client: desk.client, table: TABLE }
  const conversations = conversationStore({ ...clockwork, ...table, retentionDays: RETENTION_DAYS })
  const findings: Finding[] = []
  const off = new Set<string>()
  const queues = { actions: [] as SweepRequest[], reconcile: [] as string[], inbound: [] as Inbound[] }
  const state = { token: chatwoot.adminToken, nth: 0, taken: 0, silent: false, heardAtMs: null as number | null }
  await accountRegistry(table).note(ACCOUNT)

  const processDeps: ProcessDeps = {
    ...clockwork,
    translate,
    readingFor: async () => READING,
    lawFor: async () => ({ law: SHIPPED_LAW }),
    readMany: conversations.readMany,
    commit: conversations.commit,
    found: async (_, finding) => void findings.push(finding),
    bodies: { get: async () => undefined, put: async () => undefined },
    bucket: 'bodies',
    firstSight: () => false,
    count,
    log,
  }
  const reconcileDeps: ReconcileDeps = {
    ...clockwork,
    ...checkpointStore(table),
    accounts: accountRegistry(table).list,
    isOff: async (_, name) => off.has(name),
    heardAtMs: async () => state.heardAtMs,
    async statesOf(account, ids) {
      const held = await conversations.readMany(ids.map((conversationId) => ({ account, conversationId })))
      return new Map([...held.values()].map(({ conversation }) => [conversation.conversationId, conversation.state]))
    },
    request: async (request) => void queues.actions.push(request),
    isSilent: async () => state.silent,
    gauge: () => undefined,
    retentionDays: RETENTION_DAYS,
    count,
    log,
  }
  const http = keepAliveHttp()
  const sweepDeps: SweepDeps = {
    now: clock.now,
    book: {
      find: async () => ({ baseUrl: chatwoot.url, accountId: chatwoot.accountId, token: state.token }),
      doubt: () => undefined,
    },
    sweeper: (access) => sweepClient(access, { http, pace: async () => undefined, now: clock.now }),
    isOff: async (_, name) => off.has(name),
    answer: async (answer: SweepAnswer) =>
      void queues.reconcile.push(...answerParts(answer, 100).map((part) => JSON.stringify(part))),
    hand: async (conversation) => {
      const { body, readAtMs } = readingOf(conversation)
      const { correlationId } = conversation
      const stamps = { form: 'reading', receiptId: `reading-${state.nth++}`, receivedAtMs: String(readAtMs) }
      queues.inbound.push({ body: JSON.stringify(body), attributes: { ...stamps, ...own(), correlationId } })
    },
    count,
    log,
  }
  const own = () => ({ account: ACCOUNT, chatwootAccountId: String(chatwoot.accountId) })

  const reconcile = (...bodies: readonly string[]) =>
    performReconcile(
      bodies.map((body) => aRecord({ messageId: `m${state.nth++}`, body, attributes: {} })),
      reconcileDeps,
    )
  /** Batches of ten, as they lie there. */
  const process = async (): Promise<void> => {
    while (queues.inbound.length > 0) {
      const batch = queues.inbound.splice(0, 10)
      const records = batch.map(({ body, attributes }) => aRecord({ messageId: `m${state.nth++}`, body, attributes }))
      for (const [, outcome] of await applyBatch(records, processDeps))
        if (outcome.kind !== 'done') throw new Error(`a message ended as ${JSON.stringify(outcome)}`)
    }
  }
  /** Webhooks that came since. */
  const receive = async (): Promise<void> => {
    await chatwoot.deliveries.idle()
    for (const { body } of receiver.received.slice(state.taken)) {
      const receiptId = `receipt-${state.nth++}`
      const stamps = { receiptId, correlationId: receiptId, receivedAtMs: String(clock.now()) }
      queues.inbound.push({ body, attributes: { ...stamps, ...own() } })
      state.heardAtMs = clock.now()
    }
    state.taken = receiver.received.length
    await process()
  }
  const act = async (): Promise<void> => {
    const request = queues.actions.shift()
    if (request === undefined) return
    await performSweep(JSON.parse(JSON.stringify(request)), sweepDeps)
  }
  /** All that lies in the queues goes its way. */
  const settle = async (): Promise<void> => {
    await receive()
    while (queues.actions.length + queues.reconcile.length + queues.inbound.length > 0) {
      await act()
      await process()
      const answers = queues.reconcile.splice(0)
      if (answers.length > 0) await reconcile(...answers)
    }
  }

  return {
    chatwoot,
    clock,
    queues,
    findings,
    off,
    counts,
    lines,
    codes,
    state,
    receive,
    process,
    act,
    reconcile,
    settle,
    /** Minutes pass, each with what the clock wakes. */
    async pass(minutes: number): Promise<void> {
      for (let minute = 0; minute < minutes; minute++) {
        await clock.advance(60_000)
        await reconcile(JSON.stringify({ kind: 'ask' }))
        await settle()
      }
    },
    checkpoint: async () => (await checkpointStore(table).read(ACCOUNT))?.checkpoint,
    async stateOf(conversationId: number): Promise<ConversationState | undefined> {
      return (await reconcileDeps.statesOf(ACCOUNT, [conversationId])).get(conversationId)
    },
    /** Webhooks of which nobody hears. */
    receiveNothing(): void {
      state.taken = Number.MAX_SAFE_INTEGER
    },
    /** One of the queues moves on; what is in it may be lost, come twice, or be worked on by somebody who stops. */
    async disturbed(random: { chance(share: number): boolean }): Promise<void> {
      if (random.chance(0.1)) queues.actions.shift()
      if (random.chance(0.1) && queues.actions[0] !== undefined) queues.actions.push(queues.actions[0])
      await act()
      if (random.chance(0.1)) queues.inbound.shift()
      await process()
      const answers = queues.reconcile.splice(0)
      if (random.chance(0.1)) return
      await reconcile(...answers, ...(random.chance(0.2) ? answers : []))
    },
    async states(): Promise<ReadonlyMap<number, ConversationState>> {
      const rows = [...chatwoot.store.conversations.values()]
      return reconcileDeps.statesOf(
        ACCOUNT,
        rows.map(({ displayId }) => displayId),
      )
    },
    async close(): Promise<void> {
      await receiver.close()
      await chatwoot.close()
      await desk.close()
    },
  }
}

type Inbound = { readonly body: string; readonly attributes: Readonly<Record<string, string>> }

async function subscribe(
  { url, accountId, adminToken }: Awaited<ReturnType<typeof startChatwoot>>,
  receiverUrl: string,
): Promise<void> {
  const subscriptions = [
    ...['conversation_created', 'conversation_updated', 'conversation_status_changed'],
    ...['message_created', 'message_updated'],
  ]
  const answer = await fetch(`${url}/api/v1/accounts/${accountId}/webhooks`, {
    method: 'POST',
    headers: { api_access_token: adminToken, 'content-type': 'application/json' },
    body: JSON.stringify({ url: receiverUrl, subscriptions }),
  })
  if (!answer.ok) throw new Error(`the webhook was refused: ${answer.status}`)
}
