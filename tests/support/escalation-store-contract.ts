import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EscalationKey } from '#domain/escalation-id'
import type { EscalationEvent } from '#domain/escalation-record'
import type { Packet } from '#domain/packet'
import type { EscalationStore } from '#store/escalations'
import { ACCOUNT, START_MS } from './builders.ts'
import { A_LIFE, CAUSE } from './escalations.ts'

export type EscalationStoreUnderTest = {
  readonly store: Pick<EscalationStore, 'record' | 'markDone' | 'notePage' | 'keepPacket'>
  find(key: EscalationKey): Promise<unknown>
  close(): Promise<void>
}

const packet: Packet = {
  ...{ conversationId: 1, inbox: 'Example Website', team: null, priority: 'high', labels: 0, assignee: null },
  ...{ waitingSinceMs: START_MS, clocks: [], tried: [], ask: 'take', deadlineMs: null, links: [] },
  ...{ atMs: START_MS, timeZone: 'UTC' },
}

/** What every store of escalation records promises to escalate. Each test has a conversation of its own. */
export function describeEscalationStore(name: string, open: () => Promise<EscalationStoreUnderTest>): void {
  describe(name, () => {
    let test: EscalationStoreUnderTest
    let last = 20_000
    beforeAll(async () => {
      test = await open()
    })
    afterAll(() => test.close())
    const aLife = (): { events: [EscalationEvent, ...EscalationEvent[]]; key: EscalationKey } => {
      const conversationId = ++last
      const [first, ...rest] = A_LIFE.map((event): EscalationEvent => ({ ...event, conversationId }))
      if (first === undefined) throw new Error('no life')
      return { events: [first, ...rest], key: { account: ACCOUNT, conversationId, cause: CAUSE, raisedAtMs: START_MS } }
    }

    it('says of each event whether it is news, and once who raised it', async () => {
      const { events } = aLife()
      const [raised] = events
      expect(await test.store.record(raised)).toMatchObject({ repeated: false, raised: true })
      expect(await test.store.record(raised)).toMatchObject({ repeated: true, raised: false })
      for (const event of events.slice(1)) {
        expect(await test.store.record(event)).toMatchObject({ repeated: false, raised: false })
      }
    })

    it('says who raised it when that comes after the rest', async () => {
      const { events } = aLife()
      const [raised] = events
      const ended = events.at(-1) ?? raised
      expect(await test.store.record(ended)).toMatchObject({ raised: false, record: { ruleId: null } })
      expect(await test.store.record(raised)).toMatchObject({
        raised: true,
        record: { ruleId: 'answer-late', state: 'stood_down' },
      })
    })

    it('keeps what was done, which pages it joined, and what was told, beside its events', async () => {
      const { events, key } = aLife()
      await test.store.record(events[0])
      expect(await test.store.markDone(key, 'b')).toMatchObject({ state: 'raised', done: ['b'] })
      await test.store.markDone(key, 'a')
      await test.store.markDone(key, 'a')
      expect(await test.store.notePage(key, 'shop/response/5/on-call')).toMatchObject({ done: ['a', 'b'] })
      await test.store.keepPacket(key, packet)
      for (const event of events) await test.store.record(event)
      expect(await test.find(key)).toMatchObject({
        ...{ state: 'stood_down', done: ['a', 'b'], pages: ['shop/response/5/on-call'], packet },
        revision: 5 + A_LIFE.length,
      })
    })

    it('amends nothing that is not there', async () => {
      const { key } = aLife()
      await expect(test.store.markDone(key, 'a')).rejects.toThrow('conditional')
      await expect(test.store.notePage(key, 'a')).rejects.toThrow('conditional')
      await expect(test.store.keepPacket(key, packet)).rejects.toThrow('conditional')
    })
  })
}
