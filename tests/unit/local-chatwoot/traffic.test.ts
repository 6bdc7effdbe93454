import { describe, expect, it } from 'vitest'
import { translate } from '#chatwoot/translate'
import type { ConversationState } from '#domain/conversation'
import { merge, stateOf } from '#domain/merge'
import type { ExpectedConversation } from '#infra/local/chatwoot/expected'
import { MALFORMATIONS } from '#infra/local/chatwoot/malformed'
import { signatureOf } from '#infra/local/chatwoot/post-webhook'
import { generateTraffic, signedHeaders, type TrafficWebhook } from '#infra/local/chatwoot/traffic'

const START_MS = Date.UTC(2026, 8, 14, 9)
const RECEIVED_MS = START_MS + 6 * 3_600_000
const options = { seed: 5, webhooks: 2000, startMs: START_MS }
const traffic = generateTraffic(options)

const translated = ({ body }: TrafficWebhook) =>
  translate(JSON.parse(body), {
    account: 'shop',
    chatwootAccountId: traffic.accountId,
    receivedAtMs: RECEIVED_MS,
    correlationId: 'c-1',
  })

/** What our own law makes of the webhooks, in the words of the oracle. */
function learned(webhooks: readonly TrafficWebhook[]): Map<number, ConversationState> {
  const states = new Map<number, ConversationState>()
  for (const webhook of webhooks) {
    const translation = translated(webhook)
    if (translation.kind !== 'observation') continue
    const { observation } = translation
    const known = states.get(observation.conversationId) ?? {}
    states.set(observation.conversationId, merge(known, stateOf(observation)))
  }
  return states
}

const inOracleWords = (conversationId: number, state: ConversationState): ExpectedConversation => {
  const row = state.snapshot
  if (!row) throw new Error(`nothing is known of conversation ${conversationId}`)
  return {
    conversationId,
    status: row.status,
    priority: row.priority,
    inboxId: row.inboxId,
    contactId: row.contactId ?? 0,
    assignee: row.assignee && { id: row.assignee.id, kind: row.assignee.kind },
    teamId: row.team?.id ?? null,
    labels: row.labels,
    createdAtMs: row.createdAtMs,
    waitingSinceMs: row.waitingSinceMs,
    firstReplyAtMs: row.firstReplyAtMs,
    snoozedUntilMs: row.snoozedUntilMs,
    firstInboundId: state.firstInbound?.id ?? null,
    lastInboundId: state.lastInbound?.id ?? null,
    firstReplyId: state.firstReply?.id ?? null,
    lastReplyId: state.lastReply?.id ?? null,
    lastBotReplyId: state.lastBotReply?.id ?? null,
    rating: state.csat?.rating ?? null,
  }
}

describe('generated traffic', () => {
  it('has exactly the wanted number, with a fifth repeated and a twentieth malformed', () => {
    const having = (wanted: TrafficWebhook['kind']) => traffic.webhooks.filter(({ kind }) => kind === wanted)
    expect(traffic.webhooks).toHaveLength(2000)
    expect(having('malformed')).toHaveLength(100)
    expect(having('duplicate').length).toBeGreaterThan(380)
    expect(traffic.expected.length).toBeGreaterThan(50)
  })

  it('is the same for the same seed, and another for another', () => {
    expect(generateTraffic(options)).toEqual(traffic)
    expect(generateTraffic({ ...options, seed: 6 }).webhooks[0]).not.toEqual(traffic.webhooks[0])
  })

  it('tells a receiver that merges well all of the oracle, whatever the order', () => {
    const states = learned(traffic.webhooks)
    const told = [...states]
      .map(([id, state]) => inOracleWords(id, state))
      .sort((a, b) => a.conversationId - b.conversationId)
    expect(told).toEqual(traffic.expected)
    expect(learned([...traffic.webhooks].reverse())).toEqual(states)
  })

  it('shows every status and every kind of change', () => {
    const statuses = new Set(traffic.expected.map(({ status }) => status))
    expect([...statuses].sort()).toEqual(['open', 'pending', 'resolved', 'snoozed'])
    expect(traffic.expected.some(({ rating }) => rating !== null)).toBe(true)
    expect(traffic.expected.some(({ assignee }) => assignee?.kind === 'bot')).toBe(true)
    expect(traffic.expected.some(({ waitingSinceMs }) => waitingSinceMs !== null)).toBe(true)
  })

  it('arrives out of order: a fifth is overtaken', () => {
    const first = generateTraffic({ ...options, duplicateShare: 0, malformedShare: 0 })
    const calm = generateTraffic({ ...options, duplicateShare: 0, malformedShare: 0, reorderShare: 0 })
    const places = new Map(calm.webhooks.map(({ deliveryId }, index) => [deliveryId, index]))
    const late = first.webhooks.filter(({ deliveryId }, index) => {
      const next = first.webhooks[index + 1]
      return next && (places.get(next.deliveryId) ?? 0) < (places.get(deliveryId) ?? 0)
    })
    expect(late.length).toBeGreaterThan(100)
  })

  it('is refused where it is malformed, for the reason it states, and nowhere else', () => {
    for (const webhook of traffic.webhooks) {
      const translation = translated(webhook)
      const reason = translation.kind === 'refused' ? translation.reason : undefined
      expect({ body: webhook.body.slice(0, 80), reason }).toEqual({
        body: webhook.body.slice(0, 80),
        reason: webhook.reason,
      })
    }
  })

  it('spoils every kind of event in every way', () => {
    const originals = new Map(traffic.webhooks.filter(({ kind }) => kind === 'first').map((each) => [each.event, each]))
    for (const original of originals.values()) {
      for (const { spoil, reason, name } of MALFORMATIONS) {
        const translation = translated({ ...original, body: JSON.stringify(spoil(JSON.parse(original.body))) })
        expect({ name, event: original.event, ...translation }).toMatchObject({ kind: 'refused', reason })
      }
    }
  })

  it('can be signed as Chatwoot signs', () => {
    const [webhook] = traffic.webhooks
    if (!webhook) throw new Error('no webhook')
    const headers = signedHeaders(webhook, 'EXAMPLEsecret', RECEIVED_MS)
    expect(headers['X-Chatwoot-Signature']).toBe(signatureOf('EXAMPLEsecret', RECEIVED_MS / 1000, webhook.body))
    expect(headers['X-Chatwoot-Delivery']).toBe(webhook.deliveryId)
  })
})
