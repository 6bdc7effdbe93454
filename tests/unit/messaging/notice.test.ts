import { describe, expect, it } from 'vitest'
import { clipped, fittingLines, headline } from '#messaging/notice'
import { aNotice } from '#tests/support/notices'
import { assertProperty, fc } from '#tests/support/property'

describe('the headline', () => {
  it('is the title on one line', () => {
    expect(headline(aNotice({ title: ' 3 wait\n too long ' }))).toBe('3 wait too long')
  })

  it('says what follows a page', () => {
    expect(headline(aNotice({ action: 'acknowledge', title: '3 wait' }))).toBe('Acknowledged: 3 wait')
    expect(headline(aNotice({ action: 'resolve', title: '3 wait' }))).toBe('Resolved: 3 wait')
  })

  it('says first of all that it is a drill', () => {
    expect(headline(aNotice({ drill: true, action: 'resolve', title: '3 wait' }))).toBe('[Drill] Resolved: 3 wait')
  })
})

describe('a text that is too long', () => {
  it('ends in an ellipsis', () => {
    expect(clipped('abcdef', 6)).toBe('abcdef')
    expect(clipped('abcdefg', 6)).toBe('abcde…')
  })

  it('never exceeds the limit and holds no half character', () => {
    assertProperty(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'ä', '🙂'), maxLength: 40, size: 'max' }),
        fc.integer({ min: 1, max: 20 }),
        (text, max) => {
          const cut = clipped(text, max)
          expect(cut.length).toBeLessThanOrEqual(max)
          expect(() => encodeURIComponent(cut)).not.toThrow()
        },
      ),
    )
  })
})

describe('lines', () => {
  const roomy = { count: 10, bytes: 1_000 }

  it('stay as they are while they fit, blank ones aside', () => {
    expect(fittingLines(['one', ' ', 'two  words\n'], roomy)).toEqual(['one', 'two words'])
  })

  it('are counted when there are too many', () => {
    expect(fittingLines(['a', 'b', 'c', 'd'], { ...roomy, count: 2 })).toEqual(['a', 'b', '… and 2 more'])
  })

  it('are counted when they weigh too much, in bytes', () => {
    expect(fittingLines(['ää', 'bb', 'cc'], { ...roomy, bytes: 9 })).toEqual(['ää', 'bb', '… and 1 more'])
    expect(fittingLines(['ää', 'bb', 'cc'], { ...roomy, bytes: 7 })).toEqual(['ää', '… and 2 more'])
  })

  it('are cut one by one, so that a long one does not hide the others', () => {
    const [long = '', next] = fittingLines(['x'.repeat(5_000), 'next'], roomy)
    expect(long).toHaveLength(500)
    expect(next).toBe('next')
  })
})
