import { describe, expect, it } from 'vitest'
import type { ConversationEventData, ConversationEventType } from '#events/conversation-events'
import { tell } from '#functions/console/src/ledger-words'
import { frozenExamples } from './event-examples.ts'

const names = new Map([
  [41, 'Avery Example'],
  [42, 'Blair Example'],
])

/** The line of the frozen example of `type`, with other data where given. */
function textOf<Type extends ConversationEventType>(type: Type, data: Partial<ConversationEventData[Type]> = {}) {
  const example = frozenExamples().find((event) => event.type === type)
  if (example === undefined) throw new Error(`No example of ${type}`)
  return tell({ ...example, data: { ...example.data, ...data } } as typeof example, names).text
}

describe('routing in words', () => {
  it('says whom it chose, and from whom it took it for what reason', () => {
    expect(textOf('routing.asked.v1')).toBe('Routing chose Avery Example')
    expect(textOf('routing.asked.v1', { from: 42, routedFor: 'offline' })).toBe(
      'Routing chose Avery Example: taken from Blair Example, who went offline',
    )
    expect(textOf('routing.asked.v1', { from: 42, routedFor: 'idle' })).toMatch(/who did not answer$/)
  })

  it('says that it gave back what a person had chosen', () => {
    expect(textOf('routing.asked.v1', { from: 42, routedFor: 'human' })).toBe(
      'Routing gave it back to Avery Example, whom a person had chosen',
    )
  })

  it.each([
    ['greeting', /^Routing waits for a message that says what it is about, until .+ at most$/],
    ['nobody', /^Routing found nobody who could take it now/],
    ['refused', /^Chatwoot refused what routing asked for/],
  ] as const)('says why nobody was asked: %s', (why, words) => {
    expect(textOf('routing.held.v1', { why })).toMatch(words)
  })

  it('names who would have been asked, where it only suggests', () => {
    const data = { why: 'suggested', operatorId: 42, untilMs: null } as const
    expect(textOf('routing.held.v1', data)).toBe('Routing would have asked Blair Example')
  })

  it('says that a person decided otherwise', () => {
    expect(textOf('routing.yielded.v1')).toBe('A person decided otherwise (Blair Example): routing keeps its hands off')
    expect(textOf('routing.yielded.v1', { to: null })).toMatch(/\(nobody\)/)
  })

  it('says what the customer is about, as far as it was recognised', () => {
    expect(textOf('conversation.topic_read.v1')).toBe(
      'The customer said something to go by: about delivery, 90 % sure (en)',
    )
    const unknown = { topic: null, confidencePercent: null, language: null }
    expect(textOf('conversation.topic_read.v1', unknown)).toBe('The customer said something to go by')
  })
})
