import { ACTION_MOVES, type Action, type ActionKey, type ActionState } from '#domain/action'
import type { ActionStore, Begun, Enlisted, Settlement } from '#store/actions'

export type HeldAction = {
  state: ActionState
  attempts: number
  firstTriedAtMs?: number
  lastError?: string
  /** Of a proposed one. */
  proposed?: Action
}

/** Actions in memory, with the promises of the table's store (action-store-contract.ts). */
export class FakeActionStore implements ActionStore {
  readonly #held = new Map<string, HeldAction>()
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
    this.#held.set(nameOf(action), fresh)
    return { kind: 'new' }
  }

  async release(key: ActionKey): Promise<Action | undefined> {
    const held = this.find(key)
    if (held?.proposed === undefined || (held.state !== 'proposed' && held.state !== 'queued')) return undefined
    held.state = 'queued'
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

  async noteError(key: ActionKey, code: string): Promise<void> {
    const held = this.find(key)
    if (held !== undefined) held.lastError = code
  }
}

const nameOf = ({ account, conversationId, id }: ActionKey): string => `${account}#${conversationId}#${id}`
