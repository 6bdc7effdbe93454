import { describe, expect, it } from 'vitest'
import { assertProperty, fc } from '#tests/support/property'
import { type Example, partsOf } from '#text/topics/held-out-parts'

const anExample: fc.Arbitrary<Example> = fc.record(
  {
    text: fc.constantFrom('Where is my parcel?', 'where is my PARCEL', 'A refund, please', 'Refund?', 'Hm', ''),
    topic: fc.constantFrom('delivery', 'billing'),
    group: fc.constantFrom('7', '8', '9'),
  },
  { requiredKeys: ['text', 'topic'], noNullPrototype: true },
)

describe('the parts that a model is tried out on', () => {
  it('never tear apart what says the same, or a conversation', () => {
    assertProperty(
      fc.property(fc.array(anExample, { maxLength: 40 }), (examples) => {
        const parts = partsOf(examples)
        expect(parts).toHaveLength(examples.length)
        const together = (a: Example, b: Example): boolean =>
          (a.group !== undefined && a.group === b.group) ||
          a.text.toLowerCase().replace('?', '') === b.text.toLowerCase().replace('?', '')
        for (const [i, a] of examples.entries())
          for (const [j, b] of examples.entries()) if (together(a, b)) expect(parts[i]).toBe(parts[j])
      }),
    )
  })

  it('have their share of each topic, however few its examples are', () => {
    const rare = Array.from({ length: 5 }, (_, at) => ({ text: `rare ${'abcde'[at]}`, topic: 'rare' }))
    const common = Array.from({ length: 95 }, (_, at) => ({
      text: `common ${'abcdefghij'[at % 10]} ${'klmnopqrst'[Math.floor(at / 10)]}`,
      topic: 'common',
    }))
    const parts = partsOf([...rare, ...common])
    expect(new Set(parts.slice(0, 5)).size).toBe(5)
    for (const part of new Set(parts)) expect(parts.filter((one) => one === part)).toHaveLength(20)
  })
})
