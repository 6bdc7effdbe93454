/** Sends what outage mode has held on its way again: the least time left first, and never faster than Chatwoot can take. */
import type { Action } from '#domain/action'
import { drainOrder, type HeldAction } from '#domain/held-actions'

type Key = { readonly account: string; readonly conversationId: number }

export type DrainDeps = {
  readonly heldOf: (account: string) => Promise<readonly HeldAction[]>
  /** When the next clock of each conversation is due; those without one are not in it. */
  readonly dueAtMs: (keys: readonly Key[]) => Promise<(of: Key) => number | null>
  readonly release: (held: HeldAction) => Promise<Action | undefined>
  readonly forget: (held: HeldAction) => Promise<void>
  readonly sendHeld: (action: Action, heldAtMs: number) => Promise<void>
  readonly releasesAMinute: number
  readonly now: () => number
  readonly count: (name: 'ActionsReleased') => void
  readonly gauge: (name: 'ActionsWaiting', value: number) => void
  readonly log: { info(code: string, fields: Readonly<Record<string, string | number>>): void }
}

/** The tick has less than a minute; the next one goes on. */
const DRAIN_WITHIN_MS = 20_000

/**
 * One minute's share. `isOn` says for which accounts outage mode is on: their actions stay. A stop between any two steps
 * loses nothing, and sends nothing twice: `act` tells a repetition by the item.
 */
export async function drainHeld(
  accounts: readonly string[],
  isOn: (account: string) => boolean,
  deps: DrainDeps,
): Promise<void> {
  const untilMs = deps.now() + DRAIN_WITHIN_MS
  const lists = await Promise.all(accounts.map(async (account) => ({ account, held: await deps.heldOf(account) })))
  const waiting = lists.reduce((total, { held }) => total + held.length, 0)
  if (waiting === 0) return
  deps.gauge('ActionsWaiting', waiting)
  const free = lists.filter(({ account }) => !isOn(account)).flatMap(({ held }) => held)
  if (free.length === 0) return
  const due = await deps.dueAtMs(free)
  let released = 0
  for (const held of drainOrder(free, due)) {
    if (released >= deps.releasesAMinute || deps.now() >= untilMs) break
    const action = await deps.release(held)
    if (action !== undefined) {
      await deps.sendHeld(action, held.heldAtMs)
      deps.count('ActionsReleased')
      released += 1
    }
    await deps.forget(held)
  }
  deps.log.info('held_actions_released', { released, waiting: free.length - released })
}
