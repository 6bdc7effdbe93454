/** The desk as `npm start` runs it, its Chatwoot, and everything that can go wrong between and behind them. */
import { seededRandom } from '#infra/local/chatwoot/random'
import { type Chatwoot, startChatwoot } from '#infra/local/chatwoot/server'
import { type Connection, connectChatwoot, LOCAL_ACCOUNT } from '#infra/local/connect-chatwoot'
import { deskApi } from '#infra/local/demo/desk-api'
import { giveDocuments } from '#infra/local/demo/start-demo'
import { type Desk, openDesk } from '#tests/e2e/desk'
import { type ApiFaults, apiFaults } from './api-faults.ts'
import { type EngineFaults, engineFaults } from './engine-faults.ts'
import { type SkewedClock, skewedClock } from './skewed-clock.ts'
import { type Strangers, strangers } from './strangers.ts'

/** Chatwoot's clock begins so far behind ours and ends so far ahead; signatures bear five minutes. */
export const SKEW_MS = 3 * 60_000
/** Chatwoot hangs up after five seconds. A small machine may need them for a cold start alone, which is not what is asked here. */
const SENDER_AT_REST = { timeoutMs: 15_000 }
/** Of each function: much of what they do is to wait for answers that come late, or for the next try. */
const WORKERS = 2
/** The stand-in has one account. */
const CHATWOOT_ACCOUNT_ID = 1

export type Shop = {
  readonly desk: Desk
  readonly chatwoot: Chatwoot
  readonly connection: Connection
  /** Chatwoot's own. */
  readonly clock: SkewedClock
  readonly engines: EngineFaults
  readonly api: ApiFaults
  readonly strangers: Strangers
  /** From receipt to the bus, by the desk's clock, its jumps included, of each event that a webhook caused. */
  readonly lagsMs: readonly number[]
  close(): Promise<void>
}

export async function openShop(seed: number): Promise<Shop> {
  const random = seededRandom(seed)
  const desk = await openDesk(CHATWOOT_ACCOUNT_ID, { maxWorkers: WORKERS })
  const clock = skewedClock(desk.clock, -SKEW_MS)
  const api = apiFaults(random.fork('api'))
  const chatwoot = await startChatwoot({ clock, seed, fault: api.next, deliver: SENDER_AT_REST })
  const { url, adminToken: token, accountId } = chatwoot
  const connection = await connectChatwoot(desk.runner, { url, token, accountId })
  await giveDocuments(deskApi(desk.runner, { role: 'admin', account: LOCAL_ACCOUNT }), chatwoot.shop)
  await desk.settle()
  const lagsMs: number[] = []
  desk.runner.engines.events.onEvents((_bus, event) => {
    const { source, observedAtMs } = event.detail as { readonly source?: string; readonly observedAtMs?: number }
    if (source === 'webhook' && observedAtMs !== undefined) lagsMs.push(desk.clock.now() - observedAtMs)
  })
  const others = strangers({ chatwoot, connection, random: random.fork('strangers'), now: clock.now })
  return {
    desk,
    chatwoot,
    connection,
    clock,
    engines: engineFaults(random.fork('engines')),
    api,
    strangers: others,
    lagsMs,
    async close() {
      others.close()
      desk.runner.engines.setFaults(undefined)
      await desk.stop()
      await chatwoot.close()
    },
  }
}
