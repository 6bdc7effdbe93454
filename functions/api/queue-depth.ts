/** Queue depths for the tile: read at most every CACHE_MS per instance, and never a reason to fail the tile. */
import type { Log } from '#runtime/log'
import type { Depth, ReadDepth } from './reads.ts'

const CACHE_MS = 5_000

export type DepthDeps = {
  readonly inbound: () => Promise<number>
  readonly deadLetters: () => Promise<number>
  readonly now: () => number
  readonly log: Pick<Log, 'fault'>
}

/** A failed reading is an answer too, "unknown", and is kept as long as a good one. */
export function cachedDepth(deps: DepthDeps): ReadDepth {
  let readAtMs = Number.NEGATIVE_INFINITY
  let latest: Promise<Depth | null> = Promise.resolve(null)
  const read = async (): Promise<Depth | null> => {
    try {
      const [inQueue, deadLettered] = await Promise.all([deps.inbound(), deps.deadLetters()])
      return { inQueue, deadLettered }
    } catch (error) {
      deps.log.fault('api.queue_depth_unreadable', error)
      return null
    }
  }
  return () => {
    const nowMs = deps.now()
    if (nowMs - readAtMs >= CACHE_MS) {
      readAtMs = nowMs
      latest = read()
    }
    return latest
  }
}
