/**
 * Chatwoot's webhook jobs: each delivery is tried once, whatever the answer, by ten workers in parallel (CONTRACT (a)).
 * On top, seeded faults: what sometimes goes wrong in life can go wrong here at a chosen rate.
 */
import type { Clock, Timer } from '../clock.ts'
import { createPoster, type PostResult } from './post-webhook.ts'
import { type Random, seededRandom } from './random.ts'

export type DeliverOptions = {
  readonly seed?: number
  /** Share of deliveries (0 to 1) that never leave, as when a worker crashes. */
  readonly drop?: number
  /** Share sent twice. */
  readonly duplicate?: number
  /** Of those sent twice: the share that gets a new delivery id (a retried dispatcher); the rest repeats it (a requeued job). */
  readonly duplicateWithNewId?: number
  /** Share that lets one to eight later ones pass. */
  readonly reorder?: number
  /** Share held back for `delayMs`, at random between both ends, in the clock's time. */
  readonly delay?: number
  readonly delayMs?: readonly [least: number, most: number]
  readonly timeoutMs?: number
  readonly concurrency?: number
}

export type DeliveryStatistics = {
  /** Handed over by the dispatcher, before faults. */
  readonly enqueued: number
  /** Answered with 2xx. */
  readonly delivered: number
  /** Any other answer, or none: lost, as Chatwoot only writes a warning to its log. */
  readonly failed: number
  /** Failures by status code, `timeout` or `unreachable`. */
  readonly failures: Readonly<Record<string, number>>
  readonly dropped: number
  readonly duplicated: number
  readonly reordered: number
  readonly delayed: number
  /** Not sent yet, and being sent. */
  readonly waiting: number
  /** Of those waiting: all but the ones held back for later. */
  readonly queued: number
  readonly inFlight: number
}

export type Delivery = { readonly url: string; readonly secret: string; readonly event: string; readonly body: string }

export type Deliveries = {
  enqueue(delivery: Delivery): void
  statistics(): DeliveryStatistics
  /** Replaces the fault rates from now on. */
  configure(options: DeliverOptions): void
  /** Resolves when nothing waits, flies or is held back. */
  idle(): Promise<void>
  /** What still waits is lost, as on a crash of the worker. */
  close(): void
}

type Job = Delivery & { readonly deliveryId: string; passes: number }

export type DeliverySetup = {
  readonly clock: Clock
  readonly options: DeliverOptions
  /** Told of every failure: code and event only, never the body. */
  readonly log?: (entry: { code: string; event: string; outcome: string }) => void
}

const DEFAULT_TIMEOUT_MS = 5000
const WORKERS = 10

export function createDeliveries({ clock, options, log }: DeliverySetup): Deliveries {
  let rates = options
  const random = seededRandom(options.seed ?? 1).fork('deliveries')
  const workers = options.concurrency ?? WORKERS
  const poster = createPoster({ timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS, sockets: workers })
  const queue: Job[] = []
  const held = new Set<Timer>()
  const counts = { enqueued: 0, delivered: 0, failed: 0, dropped: 0, duplicated: 0, reordered: 0, delayed: 0 }
  const failures: Record<string, number> = {}
  let inFlight = 0
  let closed = false
  let waiters: Array<() => void> = []

  const settle = (): void => {
    if (inFlight > 0 || queue.length > 0 || held.size > 0) return
    for (const resolve of waiters) resolve()
    waiters = []
  }
  const record = (job: Job, result: PostResult): void => {
    const outcome = 'status' in result ? String(result.status) : result.reason
    if ('status' in result && result.status >= 200 && result.status < 300) {
      counts.delivered += 1
      return
    }
    counts.failed += 1
    failures[outcome] = (failures[outcome] ?? 0) + 1
    log?.({ code: 'chatwoot_webhook_failed', event: job.event, outcome })
  }
  /** The first job, unless it lets others pass and there is another to send. */
  const takeNext = (): Job | undefined => {
    const index = queue.findIndex((job) => job.passes === 0)
    const at = index === -1 ? 0 : index
    for (const passed of queue.slice(0, at)) passed.passes -= 1
    return queue.splice(at, 1)[0]
  }
  const pump = (): void => {
    while (!closed && inFlight < workers) {
      const job = takeNext()
      if (!job) break
      inFlight += 1
      void poster.post({ ...job, timestampS: Math.floor(clock.now() / 1000) }).then((result) => {
        inFlight -= 1
        record(job, result)
        pump()
        settle()
      })
    }
  }
  const submit = (job: Job): void => {
    if (random.chance(rates.reorder ?? 0)) {
      counts.reordered += 1
      job.passes = random.between(1, 8)
    }
    if (!random.chance(rates.delay ?? 0)) {
      queue.push(job)
      return
    }
    counts.delayed += 1
    const [least, most] = rates.delayMs ?? [200, 5000]
    const timer = clock.at(clock.now() + random.between(least, most), () => {
      held.delete(timer)
      queue.push(job)
      pump()
    })
    held.add(timer)
  }

  return {
    enqueue(delivery) {
      if (closed) return
      counts.enqueued += 1
      const deliveryId = random.uuid()
      if (random.chance(rates.drop ?? 0)) {
        counts.dropped += 1
        return
      }
      submit({ ...delivery, deliveryId, passes: 0 })
      if (random.chance(rates.duplicate ?? 0)) {
        counts.duplicated += 1
        submit({ ...delivery, deliveryId: duplicateId(random, rates, deliveryId), passes: 0 })
      }
      // let the rest of a burst queue up first, so that "let later ones pass" has somebody to pass
      setImmediate(pump)
    },
    statistics: () => ({
      ...counts,
      failures: { ...failures },
      waiting: queue.length + held.size,
      queued: queue.length,
      inFlight,
    }),
    configure(next) {
      rates = next
    },
    idle: () =>
      new Promise((resolve) => {
        waiters.push(resolve)
        settle()
      }),
    close() {
      closed = true
      for (const timer of held) clock.clear(timer)
      held.clear()
      queue.length = 0
      poster.close()
      settle()
    },
  }
}

const duplicateId = (random: Random, rates: DeliverOptions, deliveryId: string): string =>
  random.chance(rates.duplicateWithNewId ?? 0.5) ? random.uuid() : deliveryId
