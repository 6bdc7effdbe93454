import { describe, expect, it } from 'vitest'
import { type CanaryDeps, sendCanary } from '#functions/act/send-canary'
import { START_MS } from '#tests/support/builders'
import { recorder } from '#tests/support/recorder'

const request = {
  ...{ kind: 'canary', account: 'shop', conversationId: 900, id: 'canary-shop-1' },
  ...{ requestedAtMs: START_MS, correlationId: 'canary-shop-1' },
}
const DONE = { kind: 'done' }

function anAct(changes: Partial<CanaryDeps> = {}) {
  const notes: unknown[] = []
  const sent: number[] = []
  const { log, count, counts, lines } = recorder()
  const deps: CanaryDeps = {
    now: () => START_MS + 500,
    book: {
      find: async () => ({ baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLE' }),
      doubt: () => undefined,
    },
    isOff: async () => false,
    sing: async (_, note) => {
      notes.push(note)
      return { kind: 'ok', value: undefined }
    },
    sent: async (_, atMs) => void sent.push(atMs),
    count,
    log,
    ...changes,
  }
  return { send: (message: unknown = request) => sendCanary(message, deps), notes, sent, counts, lines }
}

describe('sending a message of the canary', () => {
  it('writes a note that says when it was sent', async () => {
    const { send, notes, sent } = anAct()
    expect(await send()).toEqual(DONE)
    expect(notes).toEqual([{ conversationId: 900, key: 'canary-shop-1', sentAtMs: START_MS + 500 }])
    expect(sent).toEqual([START_MS + 500])
  })

  it.each(['canary', 'act', 'outage'])('sends nothing while %s is switched', async (name) => {
    const { send, notes, counts } = anAct({ isOff: async (_, asked) => asked === name })
    expect(await send()).toEqual(DONE)
    expect([notes, counts]).toEqual([[], {}])
  })

  it.each([
    ['Chatwoot refuses it', { sing: async () => ({ kind: 'refused', code: 'not_found' }) as const }, 'not_found'],
    ['there is no token', { book: { find: async () => undefined, doubt: () => undefined } }, 'no_chatwoot_access'],
    ['it is another slot’s turn', { now: () => START_MS + 240_001 }, 'outdated'],
  ])('counts it and does not repeat it when %s', async (_, changes, error) => {
    const { send, sent, counts, lines } = anAct(changes)
    expect(await send()).toEqual(DONE)
    expect([sent, counts]).toEqual([[], { CanariesUnsent: 1 }])
    expect(lines).toMatchObject([{ code: 'canary_unsent', fields: { account: 'shop', error } }])
  })

  it('lays aside what is no request', async () => {
    const { send } = anAct()
    expect(await send({ ...request, conversationId: 'x' })).toMatchObject({ kind: 'dead', reason: 'malformed_canary' })
  })
})
