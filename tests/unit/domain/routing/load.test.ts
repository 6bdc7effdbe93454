import { expect, it } from 'vitest'
import { type Holding, holdingOf, loadOf, NO_LOAD, QUIET_MS, withOneMore } from '#domain/routing/load'
import { aConversation, aMessage, anObservation, aSnapshot, START_MS, stateAfter } from '#tests/support/builders'
import { aRoutingDocument, CHOOSING_AT_MS } from '#tests/support/choosing'

const context = { document: aRoutingDocument(), nowMs: CHOOSING_AT_MS }
const fresh: Holding = { channel: 'WebWidget', turn: 'operator', quietSinceMs: null, underWay: false }
const quiet = (ms: number): Holding => ({
  ...fresh,
  turn: 'customer',
  quietSinceMs: CHOOSING_AT_MS - ms,
  underWay: true,
})

it('is nothing without open conversations', () => {
  expect(loadOf([], context)).toEqual(NO_LOAD)
})
it.each([
  ['a fresh one takes all of its channel', fresh, 1, 8, 1],
  ['one under way has some of its minutes behind it', { ...fresh, underWay: true }, 1, 6.4, 1],
  ['on the customer’s turn it takes half the points and a little work', quiet(QUIET_MS - 1), 0.5, 1.6, 0],
  ['a customer long silent takes nothing', quiet(QUIET_MS), 0, 0, 0],
  ['a customer silent since nobody knows when takes nothing', { ...quiet(0), quietSinceMs: null }, 0, 0, 0],
  ['a channel the document does not name', { ...fresh, channel: 'Api' }, 1, 5, 1],
  ['no channel', { ...fresh, channel: null }, 1, 5, 1],
])('%s', (_, holding, points, minutes, unanswered) => {
  expect(loadOf([holding], context)).toEqual({ conversations: 1, points, minutes, unanswered })
})
it('adds up over channels and inboxes', () => {
  expect(loadOf([fresh, { ...fresh, channel: 'Email' }, quiet(QUIET_MS)], context)).toEqual({
    conversations: 3,
    points: 1.5,
    minutes: 14,
    unanswered: 2,
  })
})
it('counts one more as fresh', () => {
  expect(withOneMore(NO_LOAD, 'Email', context.document)).toEqual({
    conversations: 1,
    points: 0.5,
    minutes: 6,
    unanswered: 1,
  })
})

const assignee = { id: 7, kind: 'operator', name: 'Op' } as const

it('reads a conversation whose customer waits for its operator', () => {
  const { state } = aConversation({ snapshot: { assignee } })
  expect(holdingOf(state)).toEqual({ channel: 'WebWidget', turn: 'operator', quietSinceMs: null, underWay: false })
})
it('reads since when the customer is silent', () => {
  const reply = aMessage({ id: 88_002, kind: 'operator', answers: true, atMs: START_MS + 60_000, senderId: 7 })
  const snapshot = aSnapshot({ assignee, waitingSinceMs: null })
  expect(holdingOf(stateAfter(anObservation({ snapshot, messages: [aMessage(), reply] })))).toEqual({
    channel: 'WebWidget',
    turn: 'customer',
    quietSinceMs: START_MS + 60_000,
    underWay: true,
  })
})
it.each(['resolved', 'snoozed', 'pending'] as const)('%s: nothing in hand', (status) => {
  expect(holdingOf(aConversation({ status, snapshot: { assignee } }).state)).toBeUndefined()
})
