import { ACTION_MOVES, type Action, type ActionKey, type ActionState } from '#domain/action'
import type { HeldAction as HeldEntry } from '#domain/held-actions'
import { touchesOf } from '#domain/overtaken'
import type { ActionStore, Begun, Enlisted, Settlement } from '#store/actions'
import type { HeldActions } from '#store/held-actions'

export type HeldAction = {
  state: ActionState
  attempts: number
  /** Since when it is wanted, and what it sets. */
  wanted?: { readonly atMs: number; readonly of: Action }
  firstTriedAtMs?: number
  lastError?: string
  /** Of a proposed one. */
  proposed?: Action
  /** Of one that outage mode holds, or held. */
  held?: Action
  heldAtMs?: number
}

/** Actions in memory, with the promises of the table's store (action-store-contract.ts). */
export class FakeActionStore implements ActionStore {
  readonly #held = new Map<string, HeldAction>()
  readonly #entries = new Map<string, HeldEntry>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  find(key: ActionKey): HeldAction | undefined {
    return this.#held.get(nameOf(key))
  }

  async enlist(action: Action): Promise<Enlisted> {
    return this.#store(action, { state: 'queued', attempts: 0 })
  }

  async propose(action: Action): Promise<Enlisted> {
    return this.#store(action, { state: 'proposed', attempts: 0, proposed: action })
  }

  async #store(action: Action, fresh: HeldAction): Promise<Enlisted> {
    const held = this.find(action)
    if (held !== undefined) return { kind: 'known', state: held.state }
    this.#held.set(nameOf(action), { ...fresh, wanted: { atMs: action.requestedAtMs, of: action } })
    return { kind: 'new' }
  }

  async release(key: ActionKey): Promise<Action | undefined> {
    const held = this.find(key)
    if (held?.proposed === undefined || (held.state !== 'proposed' && held.state !== 'queued')) return undefined
    held.state = 'queued'
    held.wanted = { atMs: this.#now(), of: held.proposed }
    return held.proposed
  }

  async beginTry(key: ActionKey): Promise<Begun> {
    const held = this.find(key)
    if (held === undefined) return { kind: 'unknown' }
    if (held.state !== 'queued') return { kind: 'settled', state: held.state }
    held.attempts += 1
    held.firstTriedAtMs ??= this.#now()
    return { kind: 'begun', attempts: held.attempts, firstTriedAtMs: held.firstTriedAtMs }
  }

  async settle(key: ActionKey, end: Settlement): Promise<boolean> {
    const held = this.find(key)
    if (held === undefined || !ACTION_MOVES[held.state].includes(end.state)) return false
    held.state = end.state
    if ('code' in end) held.lastError = end.code
    return true
  }

  async touchedSince(action: Action): Promise<ReadonlySet<string>> {
    const sinceMs = this.find(action)?.wanted?.atMs ?? action.requestedAtMs
    const later = [...this.#held.values()].flatMap(({ state, wanted }) =>
      state === 'applied' && wanted !== undefined && wanted.atMs > sinceMs ? [wanted.of] : [],
    )
    const { account, conversationId } = action
    const here = later.filter((one) => one.account === account && one.conversationId === conversationId)
    return new Set(here.flatMap(touchesOf))
  }

  async hold(action: Action): Promise<boolean> {
    const held = this.find(action)
    if (held?.state !== 'queued') return false
    const { account, conversationId, id, requestedAtMs } = action
    const heldAtMs = this.#now()
    Object.assign(held, { state: 'held', held: action, heldAtMs, attempts: held.attempts - 1 })
    this.#entries.set(nameOf(action), { account, conversationId, id, requestedAtMs, heldAtMs })
    return true
  }

  readonly heldActions: HeldActions = {
    list: async (account) => [...this.#entries.values()].filter((entry) => entry.account === account),
    release: async (entry) => {
      const held = this.find(entry)
      if (held?.held === undefined || held.heldAtMs !== entry.heldAtMs) return undefined
      if (held.state !== 'held' && held.state !== 'queued') return undefined
      held.state = 'queued'
      return held.held
    },
    forget: async (entry) => {
      const held = this.find(entry)
      if (held?.heldAtMs === entry.heldAtMs) delete held.held
      if (this.#entries.get(nameOf(entry))?.heldAtMs === entry.heldAtMs) this.#entries.delete(nameOf(entry))
    },
  }

  async noteError(key: ActionKey, code: string): Promise<void> {
    const held = this.find(key)
    if (held !== undefined) held.lastError = code
  }
}

const nameOf = ({ account, conversationId, id }: ActionKey): string => `${account}#${conversationId}#${id}`
