import { describe, expect, it } from 'vitest'
import { merge, sameState, stateOf } from '#domain/merge'
import type { Observation } from '#domain/observation'
import { aMessage, anObservation, aSnapshot, START_MS, stateAfter } from '#tests/support/builders'

const atUs = (seconds: number): number => (START_MS + seconds * 1000) * 1000

describe('stateOf', () => {
  it('takes only messages that move the turn', () => {
    const messages = [
      aMessage({ id: 1 }),
      aMessage({ id: 2, kind: 'note', senderId: 41 }),
      aMessage({ id: 3, kind: 'bot', answers: false, senderId: null }),
      aMessage({ id: 4, kind: 'bot', answers: true, senderId: 7 }),
      aMessage({ id: 5, kind: 'operator', answers: true, senderId: 41 }),
      aMessage({ id: 6, kind: 'operator', answers: true, senderId: 42 }),
      aMessage({ id: 7 }),
    ]
    const state = stateOf(anObservation({ messages }))
    const ids = Object.entries(state).flatMap(([name, fact]) => ('senderId' in fact ? [[name, fact.id]] : []))
    expect(Object.fromEntries(ids)).toEqual({
      firstInbound: 1,
      lastInbound: 7,
      lastBotReply: 4,
      firstReply: 5,
      lastReply: 6,
    })
  })

  it('remembers what a customer’s message sounds like and what a reply promises, and nothing else of either kind', () => {
    const signals = { categories: ['legal'], tone: -60 }
    const promise = { dueAtMs: START_MS + 7_200_000, kind: 'duration' } as const
    const all = { signals, promise }
    const messages = [
      aMessage({ id: 1, ...all }),
      aMessage({ id: 2, kind: 'operator', answers: true, senderId: 41, ...all }),
      aMessage({ id: 3, kind: 'bot', answers: true, senderId: 7, ...all }),
      aMessage({ id: 4, kind: 'note', senderId: 41, ...all }),
      aMessage({ id: 5, kind: 'operator', answers: false, senderId: 41, ...all }),
    ]
    const { flagged, promised } = stateOf(anObservation({ messages }))
    const atMs = START_MS + 179
    expect(flagged).toEqual({ messageId: 1, atMs, ...signals })
    expect(promised).toEqual({ messageId: 2, operatorId: 41, madeAtMs: atMs, ...promise })
  })

  it('dates the name of the inbox by the snapshot, without one by the receipt', () => {
    const { snapshot, ...bare } = anObservation({ inboxName: 'Website', messages: [] })
    expect(stateOf({ ...bare, snapshot: aSnapshot({ updatedAtUs: atUs(7) }) }).inboxName?.atUs).toBe(atUs(7))
    expect(stateOf(bare)).toEqual({ inboxName: { name: 'Website', atUs: bare.receivedAtMs * 1000 } })
    expect(snapshot).toBeDefined()
  })
})

describe('what the customer’s first messages are about', () => {
  const say = (id: number, substantive: boolean, more: object = {}) =>
    anObservation({ messages: [aMessage({ id, said: { substantive, language: 'en', ...more } })] })
  const idsOf = (...observations: readonly Observation[]) =>
    stateAfter(...observations).said?.map(({ messageId }) => messageId)

  it('is kept of the first three, in their order, whatever order they come in', () => {
    expect(idsOf(say(9, true), say(4, true), say(7, true), say(2, true))).toEqual([2, 4, 7])
  })

  it('is kept of those that say something, however many greetings come before', () => {
    expect(idsOf(say(1, false), say(2, false), say(3, false), say(4, true), say(5, true))).toEqual([1, 4, 5])
  })

  it('is kept once a message, where it tells more', () => {
    const scored = { model: 'm-1', of: 2, topics: [['billing', -100]] }
    const state = stateAfter(say(1, true, { scored }), say(1, false), say(1, true))
    expect(state.said).toEqual([{ messageId: 1, substantive: true, language: 'en', scored }])
  })

  it('is not kept of notes and of what operators and bots write', () => {
    const said = { substantive: true, language: 'en' }
    const kinds = ['operator', 'bot', 'note'] as const
    const messages = kinds.map((kind, nth) => aMessage({ id: nth + 1, kind, answers: true, said }))
    expect(stateOf(anObservation({ messages })).said).toBeUndefined()
  })
})

describe('merge', () => {
  it('keeps the newest snapshot, whichever came last', () => {
    const older = anObservation({ snapshot: aSnapshot({ updatedAtUs: atUs(1), status: 'resolved' }) })
    const newer = anObservation({ snapshot: aSnapshot({ updatedAtUs: atUs(1) + 1, status: 'open' }) })
    expect(stateAfter(newer, older).snapshot?.status).toBe('open')
    expect(stateAfter(older, newer).snapshot?.status).toBe('open')
  })

  it('takes, of two rows of one instant, the one that knows of later activity, then of the first reply', () => {
    const plain = anObservation({ snapshot: aSnapshot({ status: 'snoozed' }) })
    const active = anObservation({ snapshot: aSnapshot({ lastActivityAtMs: START_MS + 1000 }) })
    const replied = anObservation({ snapshot: aSnapshot({ firstReplyAtMs: START_MS }) })
    expect(stateAfter(active, plain, replied).snapshot).toEqual(active.snapshot)
    expect(stateAfter(replied, plain).snapshot).toEqual(replied.snapshot)
  })

  it('prefers the exact time of a message to the second its nested copy tells', () => {
    const exact = anObservation({ messages: [aMessage({ atMs: START_MS + 179 })] })
    const nested = anObservation({ messages: [aMessage({ atMs: START_MS })] })
    for (const state of [stateAfter(exact, nested), stateAfter(nested, exact)]) {
      expect(state.firstInbound?.atMs).toBe(START_MS + 179)
      expect(state.lastInbound?.atMs).toBe(START_MS + 179)
    }
  })

  it('keeps the rating that was given last', () => {
    const csat = { messageId: 9, hasFeedback: false }
    const first = anObservation({ csat: { ...csat, rating: 5, updatedAtUs: atUs(1) } })
    const edited = anObservation({ csat: { ...csat, rating: 2, updatedAtUs: atUs(2) } })
    expect(stateAfter(edited, first).csat?.rating).toBe(2)
  })

  it('orders ratings of one instant by our receipt', () => {
    const csat = { messageId: 9, hasFeedback: false, updatedAtUs: atUs(1) }
    const first = anObservation({ csat: { ...csat, rating: 5, receivedAtMs: START_MS + 1 } })
    const edited = anObservation({ csat: { ...csat, rating: 2, receivedAtMs: START_MS + 2 } })
    expect(stateAfter(edited, first).csat?.rating).toBe(2)
  })

  it('keeps the newest flagged message and the newest promise, whatever comes after them', () => {
    const flagged = (id: number) =>
      anObservation({ messages: [aMessage({ id, signals: { categories: [], tone: -40 - id } })] })
    const promised = (id: number) => {
      const promise = { dueAtMs: START_MS + id * 60_000, kind: 'time' } as const
      return anObservation({ messages: [aMessage({ id, kind: 'operator', answers: true, senderId: 41, promise })] })
    }
    const plain = anObservation({ messages: [aMessage({ id: 9 })] })
    const state = stateAfter(promised(4), flagged(3), plain, promised(2), flagged(1))
    expect(state.flagged).toMatchObject({ messageId: 3, tone: -43 })
    expect(state.promised).toMatchObject({ messageId: 4, dueAtMs: START_MS + 240_000 })
  })

  it('knows a promise by its exact copy, whichever copy of the message came first', () => {
    const promise = { dueAtMs: START_MS + 60_000, kind: 'time' } as const
    const copy = (atMs: number) =>
      anObservation({ messages: [aMessage({ id: 4, atMs, kind: 'operator', answers: true, promise })] })
    for (const state of [
      stateAfter(copy(START_MS), copy(START_MS + 179)),
      stateAfter(copy(START_MS + 179), copy(START_MS)),
    ])
      expect(state.promised?.madeAtMs).toBe(START_MS + 179)
  })

  it('changes neither argument', () => {
    const a = Object.freeze(stateOf(anObservation()))
    const b = Object.freeze(stateOf(anObservation({ messages: [aMessage({ id: 99_000 })] })))
    expect(merge(a, b).lastInbound?.id).toBe(99_000)
    expect(a.lastInbound?.id).toBe(88_001)
  })
})

describe('sameState', () => {
  it('sees a redelivered webhook as nothing new', () => {
    const state = stateOf(anObservation())
    expect(sameState(state, merge(state, stateOf(anObservation({ receivedAtMs: START_MS + 60_000 }))))).toBe(true)
  })

  it('sees a changed label', () => {
    const labelled = anObservation({ snapshot: aSnapshot({ labels: ['vip'] }) })
    expect(sameState(stateOf(anObservation()), stateOf(labelled))).toBe(false)
  })
})

describe('a state that a newer release has stored', () => {
  it('keeps the registers this one does not know', () => {
    const newer = { ...stateOf(anObservation()), lastNote: { id: 9, atMs: START_MS } }
    const later = stateOf(anObservation({ snapshot: aSnapshot({ updatedAtUs: START_MS * 1000 + 999_999 }) }))
    expect(merge(newer, later)).toMatchObject({ lastNote: { id: 9, atMs: START_MS }, snapshot: later.snapshot })
    expect(merge(later, newer)).toEqual(merge(newer, later))
    expect(merge(newer, stateOf(anObservation()))).toEqual(newer)
  })
})
