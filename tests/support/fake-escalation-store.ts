import { type EscalationKey, escalationId } from '#domain/escalation-id'
import { type EscalationEvent, withEvent } from '#domain/escalation-record'
import type { Packet } from '#domain/packet'
import type { StoredEscalation } from '#store/escalation-item'
import type { Recorded } from '#store/escalations'

const NOTHING_YET = { done: [], pages: [], packet: null, feedback: null, revision: 0 } as const

/** Records of escalations in memory, as far as escalate needs them; held to escalation-store-contract.ts. */
export class FakeEscalationStore {
  readonly #held = new Map<string, StoredEscalation>()
  /** Called before each write, with its name; may write something itself, or throw. */
  before: (what: 'record' | 'markDone' | 'notePage' | 'keepPacket') => Promise<void> = async () => undefined

  find(key: EscalationKey): StoredEscalation | undefined {
    return this.#held.get(escalationId(key))
  }

  async record(event: EscalationEvent): Promise<Recorded> {
    await this.before('record')
    const { account, conversationId } = event
    const key = { account, conversationId, ...event.data }
    const held = this.find(key)
    const record = withEvent(held, event)
    if (record === null) {
      if (held === undefined) throw new Error('an event changes nothing')
      return { record: held, repeated: true, raised: false }
    }
    const raised = (held?.ruleId ?? null) === null && record.ruleId !== null
    return { record: this.#put({ ...(held ?? NOTHING_YET), ...record }), repeated: false, raised }
  }

  async markDone(key: EscalationKey, actionId: string): Promise<StoredEscalation> {
    await this.before('markDone')
    const held = this.#existing(key)
    return this.#put({ ...held, done: [...new Set([...held.done, actionId])].sort() })
  }

  async notePage(key: EscalationKey, groupKey: string): Promise<StoredEscalation> {
    await this.before('notePage')
    const held = this.#existing(key)
    return this.#put({ ...held, pages: [...new Set([...held.pages, groupKey])].sort() })
  }

  async keepPacket(key: EscalationKey, packet: Packet): Promise<void> {
    await this.before('keepPacket')
    this.#put({ ...this.#existing(key), packet })
  }

  #existing(key: EscalationKey): StoredEscalation {
    const held = this.find(key)
    if (held === undefined) throw new Error('The conditional request failed')
    return held
  }

  #put(record: StoredEscalation): StoredEscalation {
    const next = { ...record, revision: record.revision + 1 }
    this.#held.set(escalationId(record), next)
    return next
  }
}
