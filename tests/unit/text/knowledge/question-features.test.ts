import { describe, expect, it } from 'vitest'
import { assertProperty, fc } from '#tests/support/property'
import { packedFeatures, questionFeatures, unpackedFeatures } from '#text/knowledge/question-features'

const featuresOf = (text: string, language = 'en') => questionFeatures({ text, language })

describe('features of a question', () => {
  it('are kept and read back as they were', () =>
    assertProperty(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const features = featuresOf(text)
        expect(new Map(unpackedFeatures(packedFeatures(features)))).toEqual(
          new Map([...features].sort(([a], [b]) => a - b)),
        )
      }),
    ))

  it('leave out long numbers, which name somebody', () => {
    expect(featuresOf('order 99887766')).toEqual(featuresOf('order'))
    expect(featuresOf('error 404').size).toBeGreaterThan(featuresOf('error').size)
  })

  it('see through endings, accents and capital letters', () => {
    expect(featuresOf('RETURNED')).toEqual(featuresOf('returning'))
    expect(featuresOf('déjà', 'fr')).toEqual(featuresOf('deja', 'fr'))
  })

  it('take apart what is written without spaces', () => {
    const shared = [...featuresOf('パスワードを変更', 'ja').keys()].filter((one) =>
      featuresOf('パスワード', 'ja').has(one),
    )
    expect(shared.length).toBeGreaterThan(3)
  })

  it('count a subject twice', () => {
    const [once, twice] = [
      questionFeatures({ text: 'refund', language: 'en' }),
      questionFeatures({ text: '', subject: 'refund', language: 'en' }),
    ]
    expect([...twice.values()]).toEqual([...once.values()].map((count) => 2 * count))
  })
})
