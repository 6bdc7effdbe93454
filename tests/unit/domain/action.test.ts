import { describe, expect, it } from 'vitest'
import { ACTION_ID, ACTION_MOVES, ACTION_STATES, ACTION_VERBS, statesBefore } from '#domain/action'

const pairs = ACTION_STATES.flatMap((from) => ACTION_STATES.map((to) => [from, to] as const))
const ALLOWED = new Set([
  'proposed>queued',
  'proposed>superseded',
  'queued>held',
  'held>queued',
  'held>superseded',
  'queued>applied',
  'queued>failed',
  'queued>superseded',
])

describe('the life of an action', () => {
  it.each(pairs)('from %s to %s is allowed exactly where the table says so', (from, to) => {
    const allowed = ALLOWED.has(`${from}>${to}`)
    expect(ACTION_MOVES[from].includes(to)).toBe(allowed)
    expect(statesBefore(to).includes(from)).toBe(allowed)
  })

  it('knows one verb that a customer would see', () => {
    expect(ACTION_VERBS.filter((verb) => /public|send/.test(verb))).toEqual(['send_public_reply'])
  })
})

describe('the id of an action', () => {
  it.each(['shop/12/breach/1764150000000/rung/0', 'a', 'A-b_c:d.e'])('may be %s', (id) => {
    expect(ACTION_ID.test(id)).toBe(true)
  })

  it.each(['', '/shop', 'shop 12', 'shop#12', 'Grüße', 'a'.repeat(201)])('may not be %j', (id) => {
    expect(ACTION_ID.test(id)).toBe(false)
  })
})
