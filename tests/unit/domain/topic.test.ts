import { describe, expect, it } from 'vitest'
import { isGreetingOnly, languageSaid, likeliestTopic, type Said, topicOf } from '#domain/topic'
import { assertProperty, fc } from '#tests/support/property'

const milli = (probability: number): number => Math.round(1000 * Math.log(probability))
const scored = (topics: Readonly<Record<string, number>>, { of = 10, model = 'm-1' } = {}) => ({
  model,
  of,
  topics: Object.entries(topics).map(([topic, probability]) => [topic, milli(probability)] as const),
})
const aSaid = (messageId: number, changes: Partial<Said> = {}): Said => ({
  messageId,
  substantive: true,
  language: 'en',
  ...changes,
})

describe('the topic of a conversation', () => {
  it('of one message is its best, as likely as the classifier says', () => {
    const said = [aSaid(1, { scored: scored({ billing: 0.72, returns: 0.2 }) })]
    expect(likeliestTopic(said)).toEqual({ name: 'billing', confidencePercent: 72 })
  })

  it('is none below the confidence that is asked for', () => {
    const said = [aSaid(1, { scored: scored({ billing: 0.72, returns: 0.2 }) })]
    expect(topicOf(said, { atLeastPercent: 72 })).toEqual({ name: 'billing', confidencePercent: 72 })
    expect(topicOf(said, { atLeastPercent: 73 })).toBeNull()
  })

  it('adds messages up: two that are half sure are surer together', () => {
    const half = scored({ billing: 0.5, returns: 0.3 })
    const together = likeliestTopic([aSaid(1, { scored: half }), aSaid(2, { scored: half })])
    expect(together?.name).toBe('billing')
    expect(together?.confidencePercent).toBeGreaterThan(70)
  })

  it('lets a message that says little change little, though many topics share what it leaves', () => {
    const vague = scored({ a: 0.02, b: 0.02, c: 0.02 }, { of: 77 })
    const clear = scored({ billing: 0.7, returns: 0.2 }, { of: 77 })
    const { name, confidencePercent } = likeliestTopic([aSaid(1, { scored: vague }), aSaid(2, { scored: clear })]) ?? {}
    expect(name).toBe('billing')
    expect(confidencePercent).toBeGreaterThan(60)
  })

  it('is not sure of what sounds like none of its few topics', () => {
    const stranger = { ...scored({ billing: 0.05, returns: 0.03 }, { of: 2 }), strange: 920 }
    expect(likeliestTopic([aSaid(1, { scored: stranger })])).toEqual({ name: 'billing', confidencePercent: 5 })
    const { strange: _, ...ofAnEarlierRelease } = stranger
    expect(likeliestTopic([aSaid(1, { scored: ofAnEarlierRelease })])?.confidencePercent).toBe(5)
    const ofMany = { ...scored({ a: 0.1, b: 0.05, c: 0.05, d: 0.04, e: 0.03 }, { of: 8 }), strange: 700 }
    expect(likeliestTopic([aSaid(1, { scored: ofMany })])?.confidencePercent).toBe(10)
  })

  it('is as likely by a clear message as before, though one that says nothing known comes after', () => {
    const clear = { ...scored({ billing: 0.9, returns: 0.04 }, { of: 2 }), strange: 60 }
    const strange = { ...scored({ returns: 0.04, billing: 0.02 }, { of: 2 }), strange: 940 }
    const together = likeliestTopic([aSaid(1, { scored: clear }), aSaid(2, { scored: strange })])
    expect(together?.name).toBe('billing')
    expect(together?.confidencePercent).toBeGreaterThan(80)
  })

  it('leaves greetings out, and is none where there is nothing else', () => {
    const greeting = aSaid(1, { substantive: false, scored: scored({ returns: 0.9 }) })
    expect(likeliestTopic([greeting])).toBeNull()
    expect(likeliestTopic([greeting, aSaid(2, { scored: scored({ billing: 0.6 }) })])?.name).toBe('billing')
    expect(likeliestTopic([])).toBeNull()
    expect(likeliestTopic(undefined)).toBeNull()
    expect(likeliestTopic([aSaid(1)])).toBeNull()
  })

  it('never adds up scores of two models: the newest message says whose count', () => {
    const old = aSaid(1, { scored: scored({ refunds: 0.99 }, { model: 'm-0' }) })
    const said = [old, aSaid(2, { scored: scored({ billing: 0.6, returns: 0.3 }) })]
    expect(likeliestTopic(said)).toEqual({ name: 'billing', confidencePercent: 60 })
  })

  it('is at most as sure as 100 %, at least 0 %, and the same whatever the order of equal messages', () => {
    const table = fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 })
      .chain((names) =>
        fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), fc.integer({ min: -9000, max: 0 })))),
      )
      .map((topics) => ({ model: 'm-1', of: 4, topics }))
    assertProperty(
      fc.property(fc.array(table, { minLength: 1, maxLength: 3 }), (tables) => {
        const said = tables.map((one, at) => aSaid(at + 1, { scored: one }))
        const topic = likeliestTopic(said)
        if (topic !== null) {
          expect(topic.confidencePercent).toBeGreaterThanOrEqual(0)
          expect(topic.confidencePercent).toBeLessThanOrEqual(100)
        }
        expect(likeliestTopic([...said].reverse())?.confidencePercent).toBe(topic?.confidencePercent)
      }),
    )
  })
})

describe('greetings', () => {
  it('are all there is as long as no message says something', () => {
    expect(isGreetingOnly([aSaid(1, { substantive: false }), aSaid(2, { substantive: false })])).toBe(true)
    expect(isGreetingOnly([aSaid(1, { substantive: false }), aSaid(2)])).toBe(false)
  })

  it('are not what is missing where no text was read', () => {
    expect(isGreetingOnly([])).toBe(false)
    expect(isGreetingOnly(undefined)).toBe(false)
  })
})

describe('the language of a conversation', () => {
  it('is that of the first substantive message that tells one', () => {
    const greeting = aSaid(1, { substantive: false, language: 'en' })
    expect(languageSaid([greeting, aSaid(2, { language: null }), aSaid(3, { language: 'de' })])).toBe('de')
    expect(languageSaid([greeting])).toBe('en')
    expect(languageSaid([aSaid(1, { language: null })])).toBeNull()
    expect(languageSaid(undefined)).toBeNull()
  })
})
