import type { Glance } from '#domain/analytics/glance'
import { remember } from '#domain/remember'
import type { Log } from '#runtime/log'

/** The tile is asked for every few seconds, by everybody. */
const KEPT_MS = 10_000
const ACCOUNTS_KEPT = 100

export type GlanceDeps = {
  readonly read: (account: string) => Promise<Glance>
  readonly now: () => number
  readonly log: Pick<Log, 'fault'>
}

/** Figures for the tile, read every ten seconds an account at most. Null when they cannot be read just now. */
export function glanceForTile(deps: GlanceDeps): (account: string) => Promise<Glance | null> {
  const kept = new Map<string, { readonly atMs: number; readonly glance: Promise<Glance | null> }>()
  const read = async (account: string): Promise<Glance | null> => {
    try {
      return await deps.read(account)
    } catch (error) {
      deps.log.fault('api.figures_unreadable', error, { account })
      return null
    }
  }
  return (account) => {
    const nowMs = deps.now()
    const known = kept.get(account)
    if (known !== undefined && nowMs - known.atMs < KEPT_MS) return known.glance
    return remember(kept, [account, { atMs: nowMs, glance: read(account) }], ACCOUNTS_KEPT).glance
  }
}
