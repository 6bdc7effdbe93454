import type { StoredOperator } from '#domain/operator'
import type { KnownDirectory, PresenceMark, PresenceStep } from '#domain/presence'
import type { HeldPresence, OperatorStore } from '#store/operators'
import { NOBODY } from './operators.ts'

/** Operators in memory, held to operator-store-contract.ts. */
export class FakeOperatorStore implements OperatorStore {
  readonly #held = new Map<string, HeldPresence>()
  /** Called before each commit; may commit itself, or throw. */
  beforeCommit: () => Promise<void> = async () => undefined

  async held(account: string): Promise<HeldPresence> {
    return this.#held.get(account) ?? NOBODY
  }

  listNow = (account: string): Promise<readonly StoredOperator[]> => this.list(account)

  async list(account: string): Promise<readonly StoredOperator[]> {
    return (await this.held(account)).operators
  }

  async directory(account: string): Promise<KnownDirectory | undefined> {
    return (await this.held(account)).directory
  }

  async mark(account: string): Promise<PresenceMark | undefined> {
    return (await this.held(account)).mark
  }

  async commit(account: string, held: HeldPresence, step: PresenceStep): Promise<'committed' | 'contended'> {
    await this.beforeCommit()
    const now = this.#held.get(account) ?? NOBODY
    if (now.revision !== held.revision) return 'contended'
    const operators = new Map(now.operators.map((operator) => [operator.operatorId, operator]))
    for (const operator of step.operators) operators.set(operator.operatorId, operator)
    this.#held.set(account, {
      revision: now.revision + 1,
      mark: step.mark,
      operators: [...operators.values()].sort((a, b) => a.operatorId - b.operatorId),
      directory: step.directory ?? now.directory,
    })
    return 'committed'
  }
}
