import { describe, expect, it } from 'vitest'
import { actionMessage, requestAction, sendProposed } from '#messaging/actions-queue'
import type { QueueMessage } from '#messaging/queue'
import { aNote } from '#tests/support/actions'
import { FakeActionStore } from '#tests/support/fake-action-store'

function aDesk() {
  const store = new FakeActionStore(() => 0)
  const sent: QueueMessage[] = []
  const send = { fails: false }
  const deps = {
    enlist: store.enlist.bind(store),
    send: async (message: QueueMessage) => {
      if (send.fails) throw new Error('down')
      sent.push(message)
    },
  }
  return { store, sent, send, request: (action = aNote()) => requestAction(action, deps) }
}

describe('requesting an action', () => {
  it('stores it before it sends it: act performs nothing that is not stored', async () => {
    const { store, sent, send, request } = aDesk()
    send.fails = true
    await expect(request()).rejects.toThrow('down')
    expect(store.find(aNote())).toMatchObject({ state: 'queued' })
    send.fails = false
    expect(await request()).toBe('requested')
    expect(sent).toHaveLength(1)
  })

  it('sends nothing for one that has ended', async () => {
    const { store, sent, request } = aDesk()
    await request()
    await store.settle(aNote(), { state: 'applied' })
    expect(await request()).toBe('known')
    expect(sent).toHaveLength(1)
  })
})

describe('releasing what was proposed', () => {
  it('sends it, and sends it again until it has ended', async () => {
    const { store, sent, request } = aDesk()
    const deps = { release: store.release.bind(store), send: async (message: QueueMessage) => void sent.push(message) }
    await store.propose(aNote())
    expect(await request()).toBe('known')
    expect(await sendProposed(aNote(), deps)).toBe('requested')
    expect(await sendProposed(aNote(), deps)).toBe('requested')
    expect(sent).toEqual([actionMessage(aNote()), actionMessage(aNote())])
    await store.settle(aNote(), { state: 'applied' })
    expect(await sendProposed(aNote(), deps)).toBe('known')
    expect(await sendProposed(aNote({ id: 'another' }), deps)).toBe('known')
  })
})

describe('the message of an action', () => {
  it('keeps the order of its conversation and is the same for the same id', () => {
    const { body, attributes, fifo } = actionMessage(aNote())
    expect(JSON.parse(body)).toEqual(aNote())
    expect(attributes).toEqual({ account: 'shop', correlationId: 'corr-1' })
    expect(fifo).toEqual({
      groupId: 'shop#1042',
      deduplicationId: actionMessage(aNote({ text: 'Other words' })).fifo?.deduplicationId,
    })
    expect(fifo?.deduplicationId).toMatch(/^[0-9a-f]{64}$/)
    expect(actionMessage(aNote({ id: 'another' })).fifo?.deduplicationId).not.toBe(fifo?.deduplicationId)
  })
})
