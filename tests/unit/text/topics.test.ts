import { describe, expect, it } from 'vitest'
import { assertProperty, fc } from '#tests/support/property'
import { bytesIn, textOf } from '#text/topics/base64'
import { seededRandom, shuffle } from '#text/topics/seeded-random'
import { bestTopics, type StoredModel, topicClassifier } from '#text/topics/topic-model'
import { trainTopics } from '#text/topics/train-topics'

const SUBJECTS = {
  delivery: ['parcel', 'courier', 'tracking number', 'delivery date', 'shipment'],
  billing: ['invoice', 'credit card charge', 'refund', 'payment', 'receipt'],
  account: ['password', 'login', 'email address', 'profile', 'two factor code'],
}
const FRAMES = [
  'Where is my #?',
  'There is something wrong with the #.',
  'I am asking about my #',
  'My # has gone missing!',
]
const examples = Object.entries(SUBJECTS).flatMap(([topic, things]) =>
  things.flatMap((thing) => FRAMES.map((frame) => ({ text: frame.replace('#', thing), topic }))),
)
const { model, trials } = trainTopics(examples)
const classifier = topicClassifier(JSON.parse(JSON.stringify(model)) as StoredModel)
const surest = (text: string) => bestTopics(classifier, text)[0]?.[0]
const confidence = (text: string) => Math.max(...classifier.probabilities(text))

describe('a trained topic classifier', () => {
  it.each([
    ['the courier has lost my parcels', 'delivery'],
    ['INVOICE??', 'billing'],
    ['cant log in, forgot pasword', 'account'],
    ['Wrong refünd on my recéipt', 'billing'],
  ])('knows %s', (text, topic) => {
    expect(surest(text)).toBe(topic)
  })

  it('is less sure of what it never heard of', () => {
    expect(confidence('Do you sponsor football clubs in Norway?')).toBeLessThan(confidence('my parcel is late'))
  })

  it('is the same for the same examples, and small', () => {
    expect(trainTopics(examples).model).toEqual(model)
    expect(JSON.stringify(model).length).toBeLessThan(40_000)
  })

  it('was tried on each example by a model that had not learnt from it', () => {
    expect(trials.map(({ topic }) => topic)).toEqual(examples.map(({ topic }) => topic))
    const right = trials.filter(({ topic, best }) => topic === best).length
    expect(right / trials.length).toBeGreaterThan(0.5)
    expect(right).toBeLessThanOrEqual(trials.length)
  })

  it('gives probabilities whatever is written, and keeps the best few as logarithms', () => {
    assertProperty(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const probabilities = [...classifier.probabilities(text)]
        expect(probabilities.every((one) => one >= 0 && one <= 1)).toBe(true)
        expect(probabilities.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(1 + 1e-9)
        for (const [, milli] of bestTopics(classifier, text)) expect(milli).toBeLessThanOrEqual(0)
      }),
    )
  })

  it('refuses to learn a single topic', () => {
    expect(() => trainTopics(examples.filter(({ topic }) => topic === 'billing'))).toThrow(RangeError)
    expect(() => trainTopics([])).toThrow(RangeError)
  })
})

describe('what it is made of', () => {
  it('Base64 gives back every byte', () => {
    assertProperty(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect([...bytesIn(textOf(bytes))]).toEqual([...bytes])
      }),
    )
    const long = Uint8Array.from({ length: 20_001 }, (_, at) => at % 251)
    expect(bytesIn(textOf(long))).toEqual(long)
  })

  it('a shuffled list is the same list, in an order that its seed tells', () => {
    const shuffled = (seed: number) => {
      const list = Int32Array.from({ length: 50 }, (_, at) => at)
      shuffle(list, seededRandom(seed))
      return [...list]
    }
    expect(shuffled(1)).toEqual(shuffled(1))
    expect(shuffled(1)).not.toEqual(shuffled(2))
    expect(shuffled(1).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, at) => at))
  })
})
