import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Conversation } from '#domain/conversation'
import { OUTCOME_NAMES } from '#domain/sla-outcomes'
import type { ConversationEvent } from '#events/conversation-events'
import { signedHeaders, type TrafficWebhook } from '#infra/local/chatwoot/traffic'
import { realClock } from '#infra/local/clock'
import type { ReceivedMessage } from '#infra/local/engines/sqs/engine'
import { type Runner, type RunnerOptions, startRunner } from '#infra/local/runner'
import { type StoryClock, storyClock } from '#infra/local/story-clock'
import { synthesize } from '#infra/local/synthesize'
import { LEDGER_PREFIX, STATE, slaDaysPk } from '#store/keys'

const ACCOUNT = 'shop'
const CONNECTIONS = 16
const MINUTE_MS = 60_000

/** The dev template, running, with one Chatwoot account registered; and what a test wants to know of it. */
export type Desk = {
  readonly runner: Runner
  readonly clock: StoryClock
  /** Delivers in order over 16 connections, as Sidekiq would. Gives the statuses in the order given. */
  deliver(webhooks: readonly TrafficWebhook[]): Promise<number[]>
  /**
   * Waits until all that is due is done, moving time by the minute over visibility time-outs and retries. Ticks run and
   * deadlines come up on the way; those that lie ahead stay announced.
   */
  settle(): Promise<void>
  /** Lets so many minutes pass, each to its end: its tick has run, and what came due is done. */
  pass(minutes: number): Promise<void>
  conversations(): Promise<Map<number, Conversation>>
  ledger(): Promise<ConversationEvent[]>
  /** What clocks ended in, over all days. */
  outcomes(): Promise<Readonly<Record<string, number>>>
  /** Every domain event that was put on the bus, repeats included. */
  readonly published: readonly ConversationEvent[]
  /** By queue name, those that hold messages which are due; a queue of nothing but delayed ones holds nothing yet. */
  messagesLeft(): Readonly<Record<string, readonly ReceivedMessage[]>>
  tile(): Promise<Record<string, unknown>>
  /** Every line that functions and runner have printed. */
  readonly said: readonly string[]
  /** What must never be printed: the webhook's secret, and the key in its URL. */
  readonly secrets: readonly string[]
  stop(): Promise<void>
}

export async function openDesk(
  chatwootAccountId: number,
  options: Pick<RunnerOptions, 'maxWorkers'> = {},
): Promise<Desk> {
  const clock = storyClock(realClock({ speed: 1 }), 1)
  const synthesis = await synthesize(() => undefined)
  const said: string[] = []
  const runner = await startRunner({
    ...options,
    assemblyDir: synthesis.done,
    clock,
    report: ({ source, text }) => said.push(`${source}: ${text}`),
  })
  const accountKey = randomBytes(18).toString('base64url')
  const secret = randomBytes(18).toString('base64url')
  const accounts = { [accountKey]: { account: ACCOUNT, chatwootAccountId, secrets: [secret], unsigned: false } }
  runner.engines.secrets.put(outputOf(runner, 'AccountsSecretArn'), JSON.stringify(accounts))
  const webhookUrl = outputOf(runner, 'WebhookUrl').replace('{accountKey}', accountKey)
  const table = runner.engines.dynamodb.tableNames().find((name) => /desk/i.test(name)) ?? ''
  const published: ConversationEvent[] = []
  runner.engines.events.onEvents((_bus, event) => {
    if (event.source === 'backdesk') published.push(event.detail as ConversationEvent)
  })

  const items = async (keyStart: {
    readonly pk?: string
    readonly sk?: string
  }): Promise<Record<string, unknown>[]> => {
    const found: Record<string, unknown>[] = []
    let from: unknown
    do {
      const page = await runner.engines.dynamodb.call('Scan', {
        TableName: table,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      })
      for (const item of page.Items as Parameters<typeof unmarshall>[0][]) found.push(unmarshall(item))
      from = page.LastEvaluatedKey
    } while (from !== undefined)
    const { pk = '', sk = '' } = keyStart
    return found.filter((item) => String(item.pk).startsWith(pk) && String(item.sk).startsWith(sk))
  }

  const desk: Desk = {
    runner,
    clock,
    published,
    said,
    secrets: [secret, accountKey],
    async deliver(webhooks) {
      const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
      const statuses: number[] = []
      const queue = webhooks.entries()
      const lane = async (): Promise<void> => {
        for (const [at, webhook] of queue) {
          const headers = signedHeaders(webhook, secret, clock.now())
          statuses[at] = await post(webhookUrl, { agent, headers, body: webhook.body })
        }
      }
      await Promise.all(Array.from({ length: CONNECTIONS }, lane))
      agent.destroy()
      return statuses
    },
    async settle() {
      let busy: unknown
      for (let round = 0; round < 60; round++) {
        busy = await runner.drain({ limitMs: 5_000 }).catch((error: unknown) => error)
        if (busy === undefined) return
        if (runner.pool.running() === 0) clock.skip(MINUTE_MS)
      }
      throw new Error(`never at rest: ${String(busy)}; said: ${said.slice(-5).join(' | ')}`)
    },
    async pass(minutes) {
      for (let minute = 0; minute < minutes; minute++) {
        clock.skip(MINUTE_MS)
        await desk.settle()
      }
    },
    async conversations() {
      const stored = (await items({ sk: STATE })) as unknown[] as Conversation[]
      return new Map(stored.map((conversation) => [conversation.conversationId, conversation]))
    },
    async ledger() {
      return (await items({ sk: LEDGER_PREFIX })).map((item) => item.event as ConversationEvent)
    },
    async outcomes() {
      const sums: Record<string, number> = {}
      for (const day of await items({ pk: slaDaysPk(ACCOUNT) }))
        for (const name of OUTCOME_NAMES) sums[name] = (sums[name] ?? 0) + Number(day[name] ?? 0)
      return sums
    },
    messagesLeft() {
      const queues = runner.engines.sqs.list().filter((queue) => {
        const { visible, inFlight } = queue.counts()
        return visible + inFlight > 0
      })
      return Object.fromEntries(queues.map((queue) => [queue.name, queue.peek()]))
    },
    async tile() {
      const form = new URLSearchParams({ grant_type: 'client_credentials', role: 'viewer', account: ACCOUNT })
      const granted = (await (await fetch(runner.urls.token, { method: 'POST', body: form })).json()) as {
        access_token: string
      }
      const headers = { authorization: `Bearer ${granted.access_token}` }
      return (await (await fetch(`${runner.urls.api}/v1/tile`, { headers })).json()) as Record<string, unknown>
    },
    async stop() {
      await runner.stop()
      synthesis.clear()
    },
  }
  return desk
}

export const inboundOf = (runner: Runner) => {
  const queue = runner.engines.sqs.list().find(({ name }) => /inbound/i.test(name) && !/dlq|dead/i.test(name))
  if (queue === undefined) throw new Error('the template has no inbound queue')
  return queue
}

function outputOf(runner: Runner, name: string): string {
  const value = runner.resources.output(name)
  if (value === undefined) throw new Error(`the template has no output ${name}`)
  return value
}

type Posting = { readonly agent: Agent; readonly headers: Record<string, string>; readonly body: string }

const post = (url: string, { agent, headers, body }: Posting): Promise<number> =>
  new Promise((resolve, reject) => {
    const sending = request(url, { agent, method: 'POST', headers }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
    })
    sending.once('error', reject)
    sending.end(body)
  })
