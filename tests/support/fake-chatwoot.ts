import type { Called } from '#chatwoot/called'
import type { Assigned, ChatwootVerbs, KeyedNote } from '#chatwoot/verbs'

export const passing = (code: string, mayHaveHappened: boolean): Called<never> => ({
  kind: 'passing',
  code,
  mayHaveHappened,
})

/** Looks to us as if it may have happened, and has not. */
export const LOST_ON_THE_WAY = passing('timed_out', true)

/**
 * One conversation of a Chatwoot as far as its verbs show it. The next answers can be taken over: a call that fails with
 * `mayHaveHappened` has happened, but for LOST_ON_THE_WAY.
 */
export class FakeChatwoot implements ChatwootVerbs {
  readonly notes: KeyedNote[] = []
  readonly calls: string[] = []
  assigned: Assigned = { operatorId: null, teamId: null, priority: null }
  /** Ids that Chatwoot knows; any other unassigns. */
  readonly known = new Set([5, 6, 41, 42])
  readonly #instead: Called<never>[] = []

  /** How the next calls end, instead of well. */
  failNext(...ends: Called<never>[]): void {
    this.#instead.push(...ends)
  }

  addNote(_conversationId: number, note: KeyedNote) {
    return this.#called('addNote', () => {
      this.notes.push(note)
      return { private: true }
    })
  }

  findNote(_conversationId: number, { key }: { readonly key: string }) {
    return this.#called('findNote', () => this.notes.some((note) => note.key === key))
  }

  conversation(_conversationId: number) {
    return this.#called('conversation', () => this.assigned)
  }

  assignOperator(_conversationId: number, id: number) {
    return this.#called('assignOperator', () => {
      const operatorId = this.known.has(id) ? id : null
      this.assigned = { ...this.assigned, operatorId }
      return operatorId
    })
  }

  assignTeam(_conversationId: number, id: number) {
    return this.#called('assignTeam', () => {
      const teamId = this.known.has(id) ? id : null
      this.assigned = { ...this.assigned, teamId }
      return teamId
    })
  }

  setPriority(_conversationId: number, priority: NonNullable<Assigned['priority']>) {
    return this.#called('setPriority', () => {
      this.assigned = { ...this.assigned, priority }
      return true as const
    })
  }

  async #called<Value>(name: string, work: () => Value): Promise<Called<Value>> {
    this.calls.push(name)
    const instead = this.#instead.shift()
    if (instead === undefined) return { kind: 'ok', value: work() }
    if (instead.kind === 'passing' && instead.mayHaveHappened && instead !== LOST_ON_THE_WAY) work()
    return instead
  }
}
