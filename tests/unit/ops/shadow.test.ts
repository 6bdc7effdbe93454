import { beforeAll, describe, expect, it } from 'vitest'
import type { Reading } from '#chatwoot/read-text'
import { translate } from '#chatwoot/translate'
import { derive } from '#domain/derive-events'
import type { ConversationEvent } from '#events/conversation-events'
import { applyBatch, type ProcessDeps, type Taken } from '#functions/process/apply-batch'
import { asArchived } from '#functions/process/as-archived'
import { seededRandom } from '#infra/local/chatwoot/random'
import { generateTraffic } from '#infra/local/chatwoot/traffic'
import { type ShadowDeps, type Shadowed, shadow, THIS_LAW } from '#infra/ops/shadow'
import type { ShadowLaw } from '#infra/ops/shadow-compare'
import type { RehearsalReads } from '#infra/ops/what-would-change'
import type { ArchivedWebhook } from '#messaging/archive'
import { SHIPPED_LAW } from '#tests/support/builders'
import { FakeConversationStore } from '#tests/support/fake-conversation-store'
import { recorder } from '#tests/support/recorder'
import { aRecord, STAMPS } from '#tests/support/sqs-records'

const FROM_MS = Date.UTC(2026, 8, 14, 9)
const STEP_MS = 7_000
const WEBHOOKS = 300
const reading: Reading = { words: { legal: ['lawyer'] }, timeZone: 'UTC', locale: 'en', contactAttributes: [] }

type World = {
  readonly webhooks: readonly ArchivedWebhook[]
  readonly reads: RehearsalReads
  readonly ledgers: ReadonlyMap<number, readonly ConversationEvent[]>
  readonly store: FakeConversationStore
}

/** A seeded story as the deployed version took it: in batches of one to eight, with repeats, late and malformed ones. */
async function deployed(seed: number): Promise<World> {
  const traffic = generateTraffic({ seed, webhooks: WEBHOOKS, startMs: FROM_MS })
  let nowMs = FROM_MS
  const store = new FakeConversationStore(() => nowMs)
  const ledgers = new Map<number, ConversationEvent[]>()
  const webhooks: ArchivedWebhook[] = []
  const reads: RehearsalReads = {
    translate,
    readingFor: async () => reading,
    lawFor: async () => ({ law: SHIPPED_LAW }),
    now: () => nowMs,
    readMany: (keys) => store.readMany(keys),
    bodies: { get: async () => undefined },
    bucket: 'bodies',
  }
  const { log, count } = recorder()
  const deps: ProcessDeps = {
    ...reads,
    bodies: { ...reads.bodies, put: async () => undefined },
    commit: async (draft, over) => {
      const committed = await store.commit(draft, over)
      if (committed.kind === 'stored') {
        const { conversation } = committed
        const events = derive(over?.conversation, conversation)
        ledgers.set(draft.conversationId, [...(ledgers.get(draft.conversationId) ?? []), ...events])
      }
      return committed
    },
    firstSight: () => false,
    archive: async (taken: readonly Taken[]) => void webhooks.push(...taken.map(asArchived)),
    random: () => 0.5,
    wait: async () => undefined,
    count,
    log,
  }
  const random = seededRandom(seed).fork('batches')
  for (let from = 0; from < traffic.webhooks.length; ) {
    const size = 1 + Math.floor(random.next() * 8)
    const batch = traffic.webhooks.slice(from, from + size).map(({ body, deliveryId }, index) => {
      const receivedAtMs = FROM_MS + (from + index + 1) * STEP_MS
      nowMs = receivedAtMs + 800
      return aRecord({
        messageId: `message-${from + index}`,
        body,
        attributes: {
          ...STAMPS,
          chatwootAccountId: String(traffic.accountId),
          receiptId: `receipt-${from + index}`,
          deliveryId,
          correlationId: deliveryId,
          receivedAtMs: String(receivedAtMs),
        },
      })
    })
    await applyBatch(batch, deps)
    from += size
  }
  return { webhooks, reads, ledgers, store }
}

let world: World
beforeAll(async () => {
  world = await deployed(20_261_126)
})

const span = { fromMs: FROM_MS, toMs: FROM_MS + WEBHOOKS * STEP_MS }
function shadowed(changes: Partial<RehearsalReads> = {}, law: Partial<ShadowLaw> = {}, of = span): Promise<Shadowed> {
  const deps: ShadowDeps = {
    reads: { ...world.reads, ...changes },
    ledgerOf: async (_account, conversationId) => world.ledgers.get(conversationId) ?? [],
    law: { ...THIS_LAW, ...law },
  }
  return shadow(world.webhooks, of, deps)
}
const kinds = ({ differences }: Shadowed): string[] => differences.map(({ kind }) => kind)

describe('shadow', () => {
  it('finds no difference between a version and itself', async () => {
    const { differences, faults, webhooks, conversations } = await shadowed()
    expect({ differences, faults }).toEqual({ differences: [], faults: [] })
    expect([webhooks, conversations > 5]).toEqual([WEBHOOKS, true])
  })

  it.each([1, 3])('finds none in another story, seed %i', async (seed) => {
    const before = world
    world = await deployed(seed)
    const found = kinds(await shadowed())
    world = before
    expect(found).toEqual([])
  })

  it('finds none where only a part of what is stored lies in the window', async () => {
    const half = { fromMs: FROM_MS + 150 * STEP_MS, toMs: FROM_MS + 230 * STEP_MS }
    const part = world.webhooks.filter(({ receivedAtMs }) => receivedAtMs >= half.fromMs - 600_000)
    const deps = { reads: world.reads, ledgerOf: async (_a: string, id: number) => world.ledgers.get(id) ?? [] }
    expect((await shadow(part, half, deps)).differences).toEqual([])
  })

  it('finds a translation that refuses what was taken, and one that takes what was refused', async () => {
    const refusing: typeof translate = (raw, stamp, how) => {
      const translation = translate(raw, stamp, how)
      return translation.kind === 'observation' && translation.event === 'message_created'
        ? { kind: 'refused', reason: 'impossible', detail: 'event' }
        : translation
    }
    expect(kinds(await shadowed({ translate: refusing }))).toContain('taken as impossible: was observed')
    const lenient: typeof translate = (raw, stamp, how) => {
      const translation = translate(raw, stamp, how)
      return translation.kind === 'refused' ? { kind: 'ignored', event: 'x', why: 'contact' } : translation
    }
    expect(kinds(await shadowed({ translate: lenient })).join()).toMatch(
      /taken as ignored: was (unparseable|impossible)/,
    )
  })

  it('finds a translation that tells less of a row, and one that tells more', async () => {
    const changing =
      (change: Readonly<Record<string, unknown>>): typeof translate =>
      (raw, stamp, how) => {
        const translation = translate(raw, stamp, how)
        if (translation.kind !== 'observation' || translation.observation.snapshot === undefined) return translation
        const snapshot = { ...translation.observation.snapshot, ...change }
        return { ...translation, observation: { ...translation.observation, snapshot } }
      }
    const fewer = await shadowed({ translate: changing({ labels: [], assignee: null }) })
    expect(kinds(fewer).join()).toMatch(/state\.snapshot: tells (less|more)/)
    expect(kinds(fewer)).toContain('event.conversation.assigned.v1: not told by this version')
    const more = await shadowed({ translate: changing({ priority: 'urgent' }) })
    expect(kinds(more)).toContain('event.conversation.priority_changed.v1: told by this version alone')
  })

  it('finds a translation that loses messages', async () => {
    const deaf: typeof translate = (raw, stamp, how) => {
      const translation = translate(raw, stamp, how)
      if (translation.kind !== 'observation') return translation
      return { ...translation, observation: { ...translation.observation, messages: [] } }
    }
    expect(kinds(await shadowed({ translate: deaf }))).toEqual(
      expect.arrayContaining(['state.lastInbound: tells less', 'state.lastReply: tells less']),
    )
  })

  it('finds a merge that keeps the older row', async () => {
    const backwards: ShadowLaw['merge'] = (a, b) => {
      const joined = THIS_LAW.merge(a, b)
      const [x, y] = [a.snapshot, b.snapshot]
      if (x === undefined || y === undefined) return joined
      return { ...joined, snapshot: x.updatedAtUs <= y.updatedAtUs ? x : y }
    }
    expect(kinds(await shadowed({}, { merge: backwards }))).toContain('state.snapshot: tells more')
  })

  it('finds clocks that are told otherwise, and events that are not told', async () => {
    const hasty: ShadowLaw['advance'] = (known, by) => {
      const watch = THIS_LAW.advance(known, by)
      return watch === undefined ? undefined : { ...watch, nextAtMs: (watch.nextAtMs ?? 0) + 1 }
    }
    expect(kinds(await shadowed({}, { advance: hasty }))).toEqual(['watch.next instant: decided otherwise'])
    const silent: ShadowLaw['stateEvents'] = (before, after) =>
      THIS_LAW.stateEvents(before, after).filter(({ type }) => type !== 'conversation.resolved.v1')
    expect(kinds(await shadowed({}, { stateEvents: silent }))).toEqual([
      'event.conversation.resolved.v1: not told by this version',
    ])
  })

  it('names conversations and receipts, and no word of a customer', async () => {
    const refusing: typeof translate = () => ({ kind: 'refused', reason: 'unparseable', detail: 'event' })
    const { differences } = await shadowed({ translate: refusing })
    expect(differences.length).toBeGreaterThan(0)
    for (const { examples } of differences)
      for (const example of examples) expect(example).toMatch(/^(shop\/\d+|receipt receipt-\d+)$/)
  })

  it('says what it could not read, which is no proof of being equal', async () => {
    const { faults } = await shadowed({ readingFor: () => Promise.reject(new Error('down')) })
    expect(faults).toEqual(['translate_failed'])
  })
})
