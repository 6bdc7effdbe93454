import { describe, expect, it } from 'vitest'
import { derivedText } from '#domain/derive-patch'
import { aSignal } from '#tests/support/signals'

const SAID = 'Refunds reach your bank within five days.'
const SENT = 'Refunds reach your bank within ten days.'
const ARTICLE = `# Refunds\n\n${SAID}\nAsk us about anything else.`

const edits = (times: number, proposedText = SAID, text: string | null = SENT) =>
  Array.from({ length: times }, (_, nth) => aSignal({ id: `ap-${nth}`, proposedText, text }))

describe('the text of an article, derived from edits', () => {
  it('has what three replies have in common, and nothing else is touched', () => {
    expect(derivedText(ARTICLE, edits(3))).toBe(ARTICLE.replace('five', 'ten'))
  })

  it('needs three: two are a matter of taste, and one that comes thrice is one', () => {
    expect(derivedText(ARTICLE, edits(2))).toBeNull()
    const [one] = edits(1)
    expect(
      derivedText(
        ARTICLE,
        [one, one, one].flatMap((signal) => signal ?? []),
      ),
    ).toBeNull()
  })

  it('is none where each reply was changed in another way', () => {
    const ways = ['ten', 'nine', 'eight'].map((days, nth) =>
      aSignal({ id: `ap-${nth}`, proposedText: SAID, text: SENT.replace('ten', days) }),
    )
    expect(derivedText(ARTICLE, ways)).toBeNull()
  })

  it('is none where the article says it twice: the place could not be told', () => {
    expect(derivedText(`${SAID}\n${SAID}`, edits(3))).toBeNull()
    expect(derivedText('Parcels leave our house at noon.', edits(3))).toBeNull()
  })

  it('tells the place by fewer words where the article puts it in words of its own', () => {
    const own = 'A refund takes a while: within five days it is there.'
    expect(derivedText(own, edits(3))).toBe('A refund takes a while: within ten days it is there.')
  })

  it('never has what was scrubbed', () => {
    const named = edits(3, SAID, 'Refunds reach your bank within [name] days.')
    expect(derivedText(ARTICLE, named)).toBeNull()
    // what else was changed in the same reply is told all the same
    const unnamed = edits(3, 'Refunds reach [name] within five days.', SENT)
    expect(derivedText(ARTICLE, unnamed)).toBe(ARTICLE.replace('five', 'ten'))
  })

  it('does not change a part of a word', () => {
    const shorter = edits(3, 'It takes five days.', 'It takes ten days.')
    expect(derivedText('It takes fivefold.', shorter)).toBeNull()
    expect(derivedText('It takesfive days.', shorter)).toBeNull()
  })

  it('keeps marks by their words, and signs of patterns as they are', () => {
    const priced = edits(3, 'It costs $5 (net).', 'It costs $6 (net).')
    expect(derivedText('It costs $5 (net).', priced)).toBe('It costs $6 (net).')
  })

  it('keeps the lines of the article, and the gaps of the reply where something is new or gone', () => {
    const article = 'Write to us\nwithin five days, please.'
    expect(derivedText(article, edits(3, 'Write within five days.', 'Write within ten days.'))).toBe(
      'Write to us\nwithin ten days, please.',
    )
    const added = edits(3, 'Write within five days, please.', 'Write within five (working) days, please.')
    expect(derivedText(article, added)).toBe('Write to us\nwithin five (working) days, please.')
    const gone = edits(3, 'Write within five days, please.', 'Write within five days.')
    expect(derivedText(article, gone)).toBe('Write to us\nwithin five days.')
    const first = edits(3, 'Write to us within five days.', 'Please write to us within five days.')
    expect(derivedText('Write to us if it breaks.', first)).toBe('Please write to us if it breaks.')
  })

  it('takes nothing from what was never approved', () => {
    expect(derivedText(ARTICLE, edits(3, SAID, null))).toBeNull()
  })
})
