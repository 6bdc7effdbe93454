import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordEdit } from '#domain/word-edit'
import { assertProperty } from '#tests/support/property'

const text = fc
  .array(fc.constantFrom('the', 'parcel', 'is', 'on', 'its', 'way', 'today', '.', 'sorry', '12'), { maxLength: 12 })
  .map((words) => words.join(' '))

describe('the edit between two texts', () => {
  it('names the words that gave way, and where', () => {
    expect(wordEdit('Your parcel arrives on Monday.', 'Your parcel arrives on Tuesday morning.')).toEqual({
      ratio: 2 / 7,
      removed: ['Monday'],
      added: ['Tuesday', 'morning'],
      changes: [{ removed: ['Monday'], added: ['Tuesday', 'morning'], at: 4 }],
    })
  })

  it('is none between equal texts, and everything where nothing is left', () => {
    expect(wordEdit('Thank you!', 'Thank you!')).toMatchObject({ ratio: 0, changes: [] })
    expect(wordEdit('one two', 'drei vier')).toMatchObject({ ratio: 1 })
    expect(wordEdit('', '')).toMatchObject({ ratio: 0 })
  })

  it('does not see how white space is set, nor how accents are composed', () => {
    expect(wordEdit('Garant\u00eda  de\ndos a\u00f1os', 'Garanti\u0301a de dos an\u0303os').ratio).toBe(0)
  })

  it('is a distance: within 0 and 1, the same both ways, 0 for the same words alone', () =>
    assertProperty(
      fc.property(text, text, (one, other) => {
        const { ratio, changes } = wordEdit(one, other)
        expect(ratio).toBeGreaterThanOrEqual(0)
        expect(ratio).toBeLessThanOrEqual(1)
        expect(wordEdit(other, one).ratio).toBe(ratio)
        expect(ratio === 0).toBe(one === other)
        expect(changes.length === 0).toBe(one === other)
      }),
    ))

  it('gives the new text when its changes are made to the former one', () =>
    assertProperty(
      fc.property(text, text, (one, other) => {
        const words = one.split(' ').filter((word) => word !== '')
        for (const { removed, added, at } of [...wordEdit(one, other).changes].reverse()) {
          expect(words.splice(at, removed.length, ...added)).toEqual(removed)
        }
        expect(words.join(' ')).toBe(other)
      }),
    ))
})
