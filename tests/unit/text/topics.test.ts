import { describe, expect, it } from 'vitest'
import { likeliestTopic } from '#domain/topic'
import { assertProperty, fc } from '#tests/support/property'
import { bytesIn, textOf } from '#text/topics/base64'
import { seededRandom, shuffle } from '#text/topics/seeded-random'
import { packed, unpacked } from '#text/topics/small-numbers'
import { wordsTold } from '#text/topics/text-features'
import { type StoredModel, scoredBy, topicClassifier } from '#text/topics/topic-model'
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
const surest = (text: string) => scoredBy(classifier, 'm-1', text).topics[0]?.[0]
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

  const shape = { count: (bytesIn(model.features).length / 4) * 3, perRow: 3 }
  it('gives up the features that matter least where it would be larger than it may be, and tells topics still', () => {
    const whole = JSON.stringify(model).length
    const smaller = trainTopics(examples, { largest: 4_000 }).model
    expect(whole).toBeGreaterThan(4_000)
    expect(JSON.stringify(smaller).length).toBeLessThanOrEqual(4_000)
    expect(scoredBy(topicClassifier(smaller), 'm-1', 'where is my parcel').topics[0]?.[0]).toBe('delivery')
    expect(trainTopics(examples, { largest: 1 }).model.features).toBe('')
  })

  it('is read as earlier releases stored it, with weights that are not packed', () => {
    const weights = textOf(new Uint8Array(unpacked(bytesIn(model.weights), shape).buffer))
    const earlier = topicClassifier({ ...model, format: 1, weights })
    const text = 'the courier has lost my invoice'
    expect([...earlier.probabilities(text)]).toEqual([...classifier.probabilities(text)])
  })

  it('is refused where its weights are too many or too few', () => {
    const stored = (count: number) => ({ ...model, weights: textOf(packed(new Int8Array(count), 3)) })
    expect(() => topicClassifier(stored(shape.count))).not.toThrow()
    expect(() => topicClassifier(stored(shape.count + 300))).toThrow('more than the numbers')
    expect(() => topicClassifier(stored(shape.count - 300))).toThrow('end too early')
    expect(() => topicClassifier({ ...model, format: 1 })).toThrow('not whole')
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
        for (const [, milli] of scoredBy(classifier, 'm-1', text).topics) expect(milli).toBeLessThanOrEqual(0)
      }),
    )
  })

  it('is tried on no text that it was taught word for word', () => {
    const noise = Array.from(
      { length: 60 },
      (_, at) => `${'qwrtzpsdfghjklxcvbnm'[at % 20]}${'aeiou'[at % 5]}${'qwrtzpsdfghjklxcvbnm'[(at * 7) % 20]}x`,
    )
    const once = noise.map((text, at) => ({ text, topic: at % 2 === 0 ? 'even' : 'odd' }))
    const { trials: tried } = trainTopics([...once, ...once, ...once])
    const right = tried.filter(({ topic, best }) => topic === best).length
    expect(right / tried.length).toBeLessThan(0.75)
  })

  it('reads scripts that put no blanks between words, to their end, and letters that other scripts take for accents', () => {
    const filler = '您好我想请教一下关于我上个星期在你们网站上购买的那个东西的事情'
    const chinese = [
      ...['包裹', '快递', '物流'].map((word) => ({ text: `${filler}${word}还没有到`, topic: 'delivery' })),
      ...['发票', '退款', '付款'].map((word) => ({ text: `${filler}${word}有错误`, topic: 'billing' })),
    ]
    const thai = [
      { text: 'พัสดุของฉันยังไม่มาถึงเลย', topic: 'delivery' },
      { text: 'พัสดุมาช้ามาก', topic: 'delivery' },
      { text: 'ใบแจ้งหนี้ของฉันไม่ถูกต้อง', topic: 'billing' },
      { text: 'ขอเงินคืนใบแจ้งหนี้', topic: 'billing' },
    ]
    const taught = topicClassifier(trainTopics([...chinese, ...thai]).model)
    const told = (text: string) => scoredBy(taught, 'm-1', text).topics[0]?.[0]
    expect(told(`${filler}快递在哪里`)).toBe('delivery')
    expect(told(`${filler}我要退款`)).toBe('billing')
    expect(told('พัสดุอยู่ที่ไหน')).toBe('delivery')
    expect(wordsTold('मेरा ऑर्डर')).not.toBe(wordsTold('मरा ऑरडर'))
    expect(wordsTold('Ça coûte CHER, l’ami')).toBe(wordsTold("ca coute cher l'ami"))
  })

  it('is no surer in the record of a conversation than it is of the message', () => {
    const texts = ['my parcel is late', 'Do you sponsor football clubs in Norway?', 'refund?', 'zebra quartz']
    for (const text of texts) {
      const said = { messageId: 1, substantive: true, language: null, scored: scoredBy(classifier, 'm-1', text) }
      const told = likeliestTopic([said])?.confidencePercent ?? 0
      expect(Math.abs(told - 100 * confidence(text))).toBeLessThan(2)
    }
  })

  it('refuses to learn a single topic', () => {
    expect(() => trainTopics(examples.filter(({ topic }) => topic === 'billing'))).toThrow(RangeError)
    expect(() => trainTopics([])).toThrow(RangeError)
  })
})

describe('what it is made of', () => {
  it('packed numbers are the same numbers, in fewer bytes where most are near nothing', () => {
    const numbers = fc.array(fc.integer({ min: -128, max: 127 }), { maxLength: 200 })
    assertProperty(
      fc.property(numbers, fc.integer({ min: 1, max: 9 }), (list, perRow) => {
        const bytes = packed(Int8Array.from(list), perRow)
        expect([...unpacked(bytes, { count: list.length, perRow })]).toEqual(list)
      }),
    )
    const small = Int8Array.from({ length: 10_000 }, (_, at) => (at % 9 === 0 ? -2 : 0))
    expect(packed(small, 50).length).toBeLessThan(2_500)
  })

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
