/** A seeded storm over the running template, calm, one cycle of reconciliation; and what must be true then. */
import { seededRandom } from '#infra/local/chatwoot/random'
import { appliedTwice, ownMessages, unpublished } from './applied-twice.ts'
import { deadLetters } from './dead-letters.ts'
import { type Difference, differences } from './oracle.ts'
import { reconcileOnce, type Swept } from './reconcile-once.ts'
import { openShop, type Shop, SKEW_MS } from './shop.ts'
import { calm, rest, storm } from './storm.ts'

export type ChaosPlan = {
  readonly seed: number
  readonly webhooks: number
  /** The storm ends after so many minutes, with however many webhooks were sent by then. */
  readonly minutes?: number
  readonly onProgress?: (phase: string, enqueued: number) => void
}

export type ChaosReport = {
  readonly seed: number
  /** Everything is known, nothing was done twice, and every dead letter has its reason. */
  readonly held: boolean
  readonly sender: Readonly<Record<string, number>>
  /** Answers other than 2xx, by status. */
  readonly refused: Readonly<Record<string, number>>
  readonly strangers: Readonly<Record<string, number>>
  readonly skewS: readonly [number, number]
  readonly kills: Readonly<Record<string, number>>
  readonly engineFaults: Readonly<Record<string, number>>
  readonly apiFaults: Readonly<Record<string, number>>
  readonly conversations: number
  readonly deleted: number
  readonly events: number
  readonly ownMessages: number
  /** Conversations that were not as Chatwoot's rows say, before Chatwoot was asked. */
  readonly missedByWebhooks: number
  /** Deleted in Chatwoot, which no webhook and no change tells: taken for alive until a round over all conversations has passed. */
  readonly ghosts: { readonly before: number; readonly afterCycle: number; readonly afterRound: number }
  /** What one cycle did about it. */
  readonly reconciled: Swept
  /** And what the round of the next day did about deletions. */
  readonly round: Swept
  readonly lagMs: Readonly<Record<'p50' | 'p95' | 'p99' | 'max', number>>
  readonly deadLetters: Readonly<Record<string, number>>
  readonly verdict: {
    readonly lost: readonly Difference[]
    readonly twice: readonly string[]
    readonly unexplained: readonly string[]
    readonly unpublished: readonly string[]
  }
  readonly tookS: Readonly<Record<'storm' | 'calm' | 'reconcile' | 'round' | 'all', number>>
}

export async function runChaos({ seed, webhooks, minutes = Infinity, onProgress }: ChaosPlan): Promise<ChaosReport> {
  const clock = stopwatch()
  const shop = await openShop(seed)
  try {
    // The history of an empty shop: from here on, what no webhook tells is a loss, and a cycle's to find.
    await reconcileOnce(shop, 'changes')
    clock.lap()
    const random = seededRandom(seed).fork('storm')
    const {
      deleted,
      kills,
      enqueued: sent,
    } = await storm(shop, {
      random,
      webhooks,
      withinMs: minutes * 60_000,
      onProgress: (n) => onProgress?.('storm', n),
    })
    const stormS = clock.lap()
    onProgress?.('calm', sent)
    await calm(shop)
    const missed = await stable(shop)
    const calmS = clock.lap()
    onProgress?.('reconcile', sent)
    const reconciled = await reconcileOnce(shop, 'changes')
    const lost = await stable(shop)
    const reconcileS = clock.lap()
    onProgress?.('round', sent)
    const round = await reconcileOnce(shop, 'round')
    await rest(shop)
    // a day later nothing differs, and of what is gone nothing is left
    const lostForGood = await stable(shop)
    const roundS = clock.lap()
    onProgress?.('verdict', sent)
    const verdict = await judged(shop, [...lost.filter((one) => !isGhost(one)), ...lostForGood])
    const { explained, ...wrong } = verdict
    const { failures, delivered, enqueued, dropped, duplicated, reordered, delayed } =
      shop.chatwoot.deliveries.statistics()
    return {
      seed,
      held: Object.values(wrong).every((found) => found.length === 0),
      sender: { enqueued, dropped, duplicated, reordered, delayed, delivered },
      refused: failures,
      strangers: shop.strangers.counts,
      skewS: [-SKEW_MS / 1000, SKEW_MS / 1000],
      kills,
      engineFaults: shop.engines.counts,
      apiFaults: shop.api.counts,
      conversations: shop.chatwoot.store.conversations.size,
      deleted,
      events: shop.desk.published.length,
      ownMessages: ownMessages(shop.chatwoot.store).length,
      missedByWebhooks: new Set(missed.filter((one) => !isGhost(one)).map(({ conversationId }) => conversationId)).size,
      ghosts: {
        before: ghostsOf(missed).length,
        afterCycle: ghostsOf(lost).length,
        afterRound: ghostsOf(lostForGood).length,
      },
      reconciled,
      round,
      lagMs: percentiles(shop.lagsMs),
      deadLetters: explained,
      verdict: wrong,
      tookS: { storm: stormS, calm: calmS, reconcile: reconcileS, round: roundS, all: clock.whole() },
    }
  } finally {
    await shop.close()
  }
}

async function judged(shop: Shop, lost: readonly Difference[]) {
  const { desk, chatwoot, strangers } = shop
  const { explained, unexplained } = deadLetters(desk, strangers.taken)
  const forged =
    strangers.counts.forgedTaken === 0 ? [] : [`${strangers.counts.forgedTaken} forged webhooks were taken`]
  const twice = await appliedTwice(desk, chatwoot.store, await desk.conversations())
  return { lost, twice, unexplained: [...unexplained, ...forged], unpublished: await unpublished(desk), explained }
}

/** Deleted in Chatwoot, and not yet noticed. */
const isGhost = ({ field, truth }: Difference): boolean => field === 'exists' && truth === false
const ghostsOf = (found: readonly Difference[]): Difference[] => found.filter(isGhost)

const LOOKS = 4

/** The clock runs on, and Chatwoot wakes what was snoozed: what differs at one look may be under way, and is looked at again. */
async function stable(shop: Shop): Promise<Difference[]> {
  let found: Difference[] = []
  for (let look = 0; look < LOOKS; look++) {
    found = differences(await shop.desk.conversations(), shop.chatwoot.store)
    if (found.every(isGhost)) return found
    await rest(shop)
  }
  return found
}

function percentiles(values: readonly number[]): ChaosReport['lagMs'] {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

/** Whole seconds of real time. */
function stopwatch() {
  const startMs = performance.now()
  let lapMs = startMs
  return {
    lap(): number {
      const from = lapMs
      lapMs = performance.now()
      return Math.round((lapMs - from) / 1000)
    },
    whole: (): number => Math.round((performance.now() - startMs) / 1000),
  }
}
