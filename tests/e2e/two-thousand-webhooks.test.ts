import { afterEach, describe, expect, it } from 'vitest'
import type { Conversation } from '#domain/conversation'
import { COUNT_NAMES, counts } from '#domain/counts'
import { OUTCOME_NAMES, slaOutcomes } from '#domain/sla-outcomes'
import { waitingSinceMs } from '#domain/turn'
import type { ConversationEvent } from '#events/conversation-events'
import type { ExpectedConversation } from '#infra/local/chatwoot/expected'
import { seededRandom } from '#infra/local/chatwoot/random'
import { generateTraffic, type Traffic } from '#infra/local/chatwoot/traffic'
import { type Desk, openDesk } from './desk.ts'

/**
 * 2,000 signed webhooks of a seeded story through the running template: 20 % delivered twice, 20 % late, 5 % malformed.
 * The oracle is the stand-in's own database after the story. `E2E_SEED` repeats a run.
 */
const seed = Number(process.env.E2E_SEED ?? 20_261_122)
const WEBHOOKS = 2_000
/** The story's own time: a seed tells the same story on any day. */
const START_MS = Date.UTC(2026, 8, 14, 9)
const KILLS = 12
const LIMIT_MS = 300_000

let desk: Desk | undefined
afterEach(async () => {
  await desk?.stop()
  desk = undefined
})

const story = (): Traffic =>
  generateTraffic({
    seed,
    webhooks: WEBHOOKS,
    startMs: START_MS,
    duplicateShare: 0.2,
    reorderShare: 0.2,
    malformedShare: 0.05,
  })

describe(`2,000 webhooks, seed ${seed}`, () => {
  it(
    'end in the state of the oracle, with the malformed ones alone in the dead-letter queue',
    async () => {
      const traffic = story()
      desk = await openDesk(traffic.accountId)
      const statuses = await desk.deliver(traffic.webhooks)
      await desk.settle()
      expect(new Set(statuses)).toEqual(new Set([202]))
      await expectOracle(desk, traffic)
    },
    LIMIT_MS,
  )

  it(
    'end there too when processing is killed in the middle of batches',
    async () => {
      const traffic = story()
      const running = await openDesk(traffic.accountId)
      desk = running
      const random = seededRandom(seed).fork('kills')
      let delivering = true
      const delivered = running.deliver(traffic.webhooks).finally(() => {
        delivering = false
      })
      const cutOff = { process: 0, publish: 0 }
      for (let kill = 0; kill < KILLS && delivering; kill++) {
        await new Promise((resolve) => setTimeout(resolve, random.between(20, 400)))
        cutOff.process += await killAtWork(running, 'process')
        cutOff.publish += await killAtWork(running, 'publish')
      }
      expect(new Set(await delivered)).toEqual(new Set([202]))
      await running.settle()
      console.log(`invocations cut off: ${cutOff.process} of process, ${cutOff.publish} of publish`)
      expect(cutOff.process).toBeGreaterThan(0)
      expect(cutOff.publish).toBeGreaterThan(0)
      await expectOracle(running, traffic)
    },
    LIMIT_MS,
  )
})

/** Waits until the function runs, a few seconds at most (whoever feeds it may be starting afresh), then ends its workers. Gives how many invocations that cut off. */
async function killAtWork(running: Desk, name: string): Promise<number> {
  const fn = running.runner.pool.all().find((one) => one.name.toLowerCase().includes(name))
  if (fn === undefined) throw new Error(`no function ${name}`)
  for (let look = 0; look < 1000 && fn.stats.running === 0; look++)
    await new Promise((resolve) => setTimeout(resolve, 5))
  return running.runner.pool.kill(fn.name)
}

async function expectOracle(running: Desk, traffic: Traffic): Promise<void> {
  const { webhooks, expected } = traffic
  const stored = await running.conversations()
  expect([...stored.keys()].sort((a, b) => a - b)).toEqual(expected.map((e) => e.conversationId).sort((a, b) => a - b))
  for (const one of expected) {
    const conversation = stored.get(one.conversationId)
    expect(conversation && factsOf(conversation), `conversation ${one.conversationId}`).toEqual(factsExpected(one))
  }

  const malformed = webhooks.filter(({ kind }) => kind === 'malformed')
  const left = running.messagesLeft()
  expect(Object.keys(left)).toHaveLength(1)
  const letters = Object.values(left).flat()
  const asText = (letter: { reason: string | undefined; body: string }): string => `${letter.reason} ${letter.body}`
  expect(
    new Set(
      letters.map(({ body, messageAttributes }) => asText({ reason: messageAttributes.reason?.StringValue, body })),
    ),
  ).toEqual(new Set(malformed.map(({ reason, body }) => asText({ reason, body }))))
  for (const { messageAttributes } of letters) expect(messageAttributes.detail?.StringValue).toBeTruthy()

  const sent = `${webhooks.length} webhooks, ${webhooks.filter(({ kind }) => kind === 'duplicate').length} of them repeats`
  console.log(
    `${sent}: ${stored.size} conversations as the oracle, ${letters.length} dead letters of ${malformed.length} malformed`,
  )
  expectNothingPrivateSaid(running, traffic)
  await expectLedgerComplete(running, stored)
  expect(await running.tile()).toMatchObject(countsOf(stored))
}

/** Logs may name accounts, conversations and codes; never what people wrote, who they are, or a secret. */
function expectNothingPrivateSaid(running: Desk, { webhooks }: Traffic): void {
  const texts = new Set(running.secrets)
  const PERSONAL = /"(?:content|name|email|phone_number|pubsub_token|mail_subject|message)":"((?:[^"\\\\]|\\\\.){6,})"/g
  for (const { body } of webhooks) for (const [, text] of body.matchAll(PERSONAL)) if (text) texts.add(text)
  expect(texts.size).toBeGreaterThan(100)
  const log = running.said.join('\n')
  expect(log).toContain('dead_lettered')
  expect([...texts].filter((text) => log.includes(text))).toEqual([])
}

/** Every version told its events once, each event of the ledger was published, and nothing else was. */
async function expectLedgerComplete(running: Desk, stored: Map<number, Conversation>): Promise<void> {
  const ledger = await running.ledger()
  const ids = ledger.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(new Set(running.published.map(({ id }) => id))).toEqual(new Set(ids))
  for (const conversation of stored.values()) {
    const own = ledger.filter((event) => event.conversationId === conversation.conversationId)
    expect(own.filter(({ type }) => type === 'conversation.opened.v1')).toHaveLength(1)
    expect(Math.max(...own.map(({ version }) => version))).toBeLessThanOrEqual(conversation.version)
  }
  expect(await running.outcomes()).toEqual(outcomesIn(ledger))
}

/** What the clocks of a ledger ended in; a breach that was withdrawn counts no more. */
function outcomesIn(ledger: readonly ConversationEvent[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const byName of slaOutcomes(ledger).days.values())
    for (const name of OUTCOME_NAMES) sums[name] = (sums[name] ?? 0) + (byName[name] ?? 0)
  expect(Object.values(sums).some((count) => count > 0)).toBe(true)
  return sums
}

const countsOf = (stored: Map<number, Conversation>) => {
  const sum = { ...counts(undefined) }
  for (const conversation of stored.values()) {
    const one = counts(conversation)
    for (const name of COUNT_NAMES) sum[name] += one[name]
  }
  return sum
}

function factsOf({ state }: Conversation): unknown {
  const { snapshot } = state
  return {
    status: snapshot?.status,
    priority: snapshot?.priority,
    inboxId: snapshot?.inboxId,
    contactId: snapshot?.contactId,
    assignee: snapshot?.assignee ? { id: snapshot.assignee.id, kind: snapshot.assignee.kind } : null,
    teamId: snapshot?.team?.id ?? null,
    labels: snapshot?.labels,
    createdAtMs: snapshot?.createdAtMs,
    firstReplyAtMs: snapshot?.firstReplyAtMs,
    snoozedUntilMs: snapshot?.snoozedUntilMs,
    firstInboundId: state.firstInbound?.id ?? null,
    lastInboundId: state.lastInbound?.id ?? null,
    firstReplyId: state.firstReply?.id ?? null,
    lastReplyId: state.lastReply?.id ?? null,
    lastBotReplyId: state.lastBotReply?.id ?? null,
    rating: state.csat?.rating ?? null,
    waits: waitingSinceMs(state) !== null,
  }
}

/** `waiting_since` is cleared without a webhook when Chatwoot resolves, so what is compared is whether someone waits. */
function factsExpected({ conversationId: _, waitingSinceMs: waitingSince, ...facts }: ExpectedConversation): unknown {
  const { status } = facts
  return { ...facts, waits: waitingSince !== null && status !== 'resolved' && status !== 'snoozed' }
}
