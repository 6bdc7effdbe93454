import { describe, expect, it } from 'vitest'
import { readMessage } from '#functions/sla/read-message'
import { START_MS } from '#tests/support/builders'

const deadline = { kind: 'deadline', account: 'shop', conversationId: 7, atMs: START_MS }
const refresh = { kind: 'refresh', account: 'shop', status: 'open', cursor: null }

describe('a message of the deadline queue', () => {
  it.each([deadline, refresh, { ...refresh, status: 'snoozed', cursor: 'abc' }])('is read: %o', (message) => {
    expect(readMessage(JSON.stringify(message))).toEqual(message)
  })

  it.each([
    ['not json', 'body'],
    ['null', 'body'],
    ['[]', 'body'],
    [JSON.stringify({ ...deadline, kind: 'reminder' }), 'kind'],
    [JSON.stringify({ ...deadline, account: 'shop#other' }), 'account'],
    [JSON.stringify({ ...deadline, conversationId: 0 }), 'conversationId'],
    [JSON.stringify({ ...deadline, conversationId: '7' }), 'conversationId'],
    [JSON.stringify({ ...deadline, atMs: 1.5 }), 'atMs'],
    [JSON.stringify({ ...deadline, atMs: -1 }), 'atMs'],
    [JSON.stringify({ kind: 'deadline', account: 'shop', conversationId: 7 }), 'atMs'],
    [JSON.stringify({ ...deadline, note: 'extra' }), 'body'],
    [JSON.stringify({ ...refresh, status: 'resolved' }), 'status'],
    [JSON.stringify({ ...refresh, cursor: 7 }), 'cursor'],
  ])('is unreadable with the path: %s', (body, detail) => {
    expect(readMessage(body)).toEqual({ kind: 'unreadable', detail })
  })
})
