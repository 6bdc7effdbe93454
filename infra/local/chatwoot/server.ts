/**
 * A Chatwoot 4.15.1 as far as Backdesk meets it: REST API, signed webhooks delivered once, and the traps in between.
 * It holds invented people only and listens on 127.0.0.1.
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock, Timer } from '../clock.ts'
import { type Actions, createActions } from './actions.ts'
import { createDeliveries, type Deliveries, type DeliverOptions } from './deliveries.ts'
import type { Core } from './http-door.ts'
import { createOutbox } from './outbox.ts'
import { railsJson } from './rails-json.ts'
import { seededRandom } from './random.ts'
import { type ApiFault, type ApiRequest, createRequestHandler } from './request-handler.ts'
import { loadStore, saveStore } from './saved-store.ts'
import { type Shop, seedShop, shopOf } from './seed-shop.ts'
import { createStore, type Store } from './store.ts'

export type ChatwootOptions = {
  readonly clock: Clock
  /** 0 (the default) picks a free one. */
  readonly port?: number
  readonly seed?: number
  readonly deliver?: DeliverOptions
  /** Keeps conversations, ids and tokens between runs; without it every run begins with a fresh shop. */
  readonly dataFile?: string
  /** Requests per minute and client before 429; Chatwoot's default is 3000. */
  readonly requestsPerMinute?: number
  /** What goes wrong with requests to the API; see request-handler.ts. */
  readonly fault?: (request: ApiRequest) => ApiFault | undefined
  /** Told of faults and failed deliveries: codes only, never bodies. */
  readonly log?: (entry: Readonly<Record<string, string | number>> & { readonly code: string }) => void
}

export type Chatwoot = {
  /** Base address, without a trailing slash. */
  readonly url: string
  readonly accountId: number
  /** Token of the shop's service administrator. */
  readonly adminToken: string
  readonly store: Store
  readonly shop: Shop
  readonly actions: Actions
  readonly deliveries: Deliveries
  /** Writes the data file now, if there is one; it also happens every five minutes and at the end. */
  save(): void
  close(): Promise<void>
}

/** Chatwoot's five-minute cron job, the clock's time. */
const JOB_MS = 5 * 60_000

/** Starts the stand-in with the seeded shop. Deliveries begin as soon as a webhook is registered over REST. */
export async function startChatwoot(options: ChatwootOptions): Promise<Chatwoot> {
  const { clock, log } = options
  const { dataFile } = options
  const store = createStore({ clock, seed: options.seed ?? 1, account: { id: 1, name: 'Harbor Lane Outfitters' } })
  const known = dataFile !== undefined && loadStore(store, dataFile)
  // a further run must not repeat the delivery ids of the one before
  const seed = store.random.between(0, 2 ** 31)
  const deliveries = createDeliveries({
    clock,
    options: { seed, ...options.deliver },
    ...(log === undefined ? {} : { log }),
  })
  const outbox = createOutbox(seededRandom(seed).fork('outbox'), ({ event, payload }) => {
    const listeners = [...store.webhooks.values()].filter(({ subscriptions }) => subscriptions.includes(event))
    if (listeners.length === 0) return
    const body = railsJson(payload)
    for (const { url, secret } of listeners) deliveries.enqueue({ url, secret, event, body })
  })
  const world = { store, outbox }
  const shop = known ? shopOf(store) : seedShop(world)
  const save = (complete: boolean): void => {
    if (dataFile !== undefined) saveStore(store, dataFile, complete)
  }
  save(false)
  const core: Core = { ...world, clock, deliveries, actions: createActions(world) }

  const server = http.createServer(
    createRequestHandler(core, {
      requestsPerMinute: options.requestsPerMinute ?? 3000,
      ...(log === undefined ? {} : { log }),
      ...(options.fault === undefined ? {} : { fault: options.fault }),
    }),
  )
  const address = await listen(server, options.port ?? 0)
  let fiveMinuteJob: Timer
  const scheduleJob = (): void => {
    fiveMinuteJob = clock.at(Math.floor(clock.now() / JOB_MS + 1) * JOB_MS, () => {
      core.actions.reopenDueSnoozes()
      save(false)
      scheduleJob()
    })
  }
  scheduleJob()

  return {
    url: `http://127.0.0.1:${address.port}`,
    accountId: store.account.id,
    adminToken: shop.administrator.accessToken,
    store,
    shop,
    actions: core.actions,
    deliveries,
    save: () => save(false),
    close() {
      clock.clear(fiveMinuteJob)
      deliveries.close()
      save(true)
      return new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      })
    },
  }
}

function listen(server: http.Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') return reject(new Error('the stand-in has no TCP address'))
      resolve(address)
    })
  })
}
