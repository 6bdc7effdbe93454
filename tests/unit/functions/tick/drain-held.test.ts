import { describe, expect, it } from 'vitest'
import type { Action } from '#domain/action'
import { type DrainDeps, drainHeld } from '#functions/tick/drain-held'
import { aNote } from '#tests/support/actions'
import { START_MS } from '#tests/support/builders'
import { FakeActionStore } from '#tests/support/fake-action-store'
import { recorder } from '#tests/support/recorder'

const DUE: Readonly<Record<number, number>> = { 1: 40, 2: 30, 3: 20, 4: 10 }
const isOn = new Set<string>()

async function aDrain(changes: Partial<DrainDeps> = {}, actions: readonly Action[] = FOUR) {
  const store = new FakeActionStore(() => START_MS)
  for (const action of actions) {
    await store.enlist(action)
    await store.hold(action)
  }
  const sent: string[] = []
  const gauges: number[] = []
  const { log, count, counts } = recorder()
  const deps: DrainDeps = {
    heldOf: store.heldActions.list,
    release: store.heldActions.release,
    forget: store.heldActions.forget,
    dueAtMs: async () => (of) => DUE[of.conversationId] ?? null,
    sendHeld: async (action) => void sent.push(action.id),
    releasesAMinute: 150,
    now: () => START_MS,
    count,
    gauge: (_, value) => void gauges.push(value),
    log,
    ...changes,
  }
  const drain = () => drainHeld(['shop', 'outlet'], (account) => isOn.has(account), deps)
  return { drain, store, sent, gauges, counts }
}

const of = (conversationId: number, account = 'shop') =>
  aNote({ id: `${account}/${conversationId}`, conversationId, account })
const FOUR = [of(1), of(2), of(3), of(4)]

describe('draining after outage mode', () => {
  it('sends what was held by the least time left, and forgets it', async () => {
    const { drain, store, sent, gauges, counts } = await aDrain()
    await drain()
    expect(sent).toEqual(['shop/4', 'shop/3', 'shop/2', 'shop/1'])
    expect(FOUR.map((action) => store.find(action)?.state)).toEqual(Array(4).fill('queued'))
    await drain()
    expect([sent.length, counts.ActionsReleased, gauges]).toEqual([4, 4, [4]])
  })

  it('sends no more a minute than Chatwoot can take, and goes on with the next minute', async () => {
    const { drain, sent } = await aDrain({ releasesAMinute: 3 })
    await drain()
    expect(sent).toEqual(['shop/4', 'shop/3', 'shop/2'])
    await drain()
    expect(sent).toEqual(['shop/4', 'shop/3', 'shop/2', 'shop/1'])
  })

  it('leaves alone the actions of accounts for which outage mode is on, and lets the others go', async () => {
    isOn.add('shop')
    const { drain, store, sent } = await aDrain({}, [...FOUR, of(5, 'outlet')])
    await drain()
    isOn.clear()
    expect(sent).toEqual(['outlet/5'])
    expect(store.find(of(1))?.state).toBe('held')
  })

  it('sends again what it may not have sent, and nothing that has ended', async () => {
    let isDown = true
    const sent: string[] = []
    const { drain, store } = await aDrain({
      async sendHeld(action) {
        if (isDown) throw new Error('the queue is down')
        sent.push(action.id)
      },
    })
    await expect(drain()).rejects.toThrow('the queue is down')
    isDown = false
    await store.settle(of(2), { state: 'superseded', code: 'withdrawn' })
    await drain()
    expect(sent).toEqual(['shop/4', 'shop/3', 'shop/1'])
    expect(await store.heldActions.list('shop')).toEqual([])
  })

  it('stops in time for the next tick', async () => {
    let nowMs = START_MS
    const sent: string[] = []
    const { drain } = await aDrain({
      now: () => nowMs,
      async sendHeld(action) {
        nowMs += 15_000
        sent.push(action.id)
      },
    })
    await drain()
    expect(sent).toEqual(['shop/4', 'shop/3'])
  })
})
