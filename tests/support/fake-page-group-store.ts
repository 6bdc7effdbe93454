import { type GroupName, groupKey, type Member, type PageGroup, type Say } from '#domain/page-group'
import * as law from '#domain/page-groups'
import { correction, type Held, type Moved, said } from '#domain/page-groups'
import type { PageGroupStore, Stepped } from '#store/page-groups'

type Step = 'join' | 'leave' | 'foresee' | 'check' | 'said'

/** Groups of pages in memory, held to page-group-store-contract.ts. */
export class FakePageGroupStore implements PageGroupStore {
  readonly #groups = new Map<string, PageGroup>()
  readonly #members = new Map<string, Map<number, Member>>()
  /** Called before each step; may take one itself, or throw. */
  before: (step: Step) => Promise<void> = async () => undefined

  async join(...[name, joining, acting]: Parameters<PageGroupStore['join']>): Promise<Stepped> {
    await this.before('join')
    const { conversationId } = joining.member
    return this.#take(name, conversationId, (held) => law.join(name, held, { joining, acting }))
  }

  async leave(...[name, leaving, acting]: Parameters<PageGroupStore['leave']>): Promise<Stepped> {
    await this.before('leave')
    return this.#take(name, leaving.conversationId, (held) => law.leave(held, leaving, acting))
  }

  async foresee(...[name, foreseen, acting]: Parameters<PageGroupStore['foresee']>): Promise<Stepped> {
    await this.before('foresee')
    return this.#take(name, 0, (held) => law.foresee(name, held, { ...foreseen, acting }))
  }

  async check(...[name, atMs, acting]: Parameters<PageGroupStore['check']>): Promise<Stepped> {
    await this.before('check')
    return this.#take(name, 0, (held) => law.check(held, atMs, acting))
  }

  async said(name: GroupName, say: Say): Promise<Say | null> {
    await this.before('said')
    const held = { group: await this.get(name) }
    const after = said(held, say)
    if (after === 'gone') this.#groups.delete(groupKey(name))
    else if (after !== null) this.#groups.set(groupKey(name), after)
    return correction(held, say)
  }

  async get(name: GroupName): Promise<PageGroup | undefined> {
    return this.#groups.get(groupKey(name))
  }

  async members(name: GroupName, most: number): Promise<readonly Member[]> {
    const found = [...(this.#members.get(groupKey(name))?.values() ?? [])]
    return found.sort((a, b) => (String(a.conversationId) < String(b.conversationId) ? -1 : 1)).slice(0, most)
  }

  #take(name: GroupName, conversationId: number, step: (held: Held) => Moved | null): Stepped {
    const key = groupKey(name)
    const group = this.#groups.get(key)
    const members = this.#members.get(key) ?? new Map<number, Member>()
    const moved = step({ group, member: members.get(conversationId) })
    if (moved === null) return { group, moved: false, planned: false }
    this.#groups.set(key, moved.group)
    if (moved.member === null) members.delete(conversationId)
    else if (moved.member !== undefined) members.set(conversationId, moved.member)
    this.#members.set(key, members)
    return { group: moved.group, moved: true, planned: moved.group.checkAtMs !== group?.checkAtMs }
  }
}
