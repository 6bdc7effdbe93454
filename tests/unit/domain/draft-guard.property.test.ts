import { test } from 'vitest'
import { guardDraft, type Known } from '#domain/draft-guard'
import { assertProperty, fc } from '../../support/property.ts'

const KNOWN: Known = { articleUrls: [], contactEmails: [], contactPhones: [], references: [] }
const draft = (text: string) => ({ text, evidence: [{ kind: 'message', url: null }], rollback: 'A person writes.' })

const BAD = [
  'We will refund it.',
  'Wir erstatten das.',
  'That was our fault.',
  'You are legally entitled.',
  'See https://evil.example/x now.',
  'Write to bob@other.example now.',
]
/** What a renderer swallows or an eye does not see. */
const UNSEEN = ['\u200b', '\u00ad', '\u2060', '\ufeff', '\u200d', '\u202e', '\u034f']
const twist = fc.record({ at: fc.nat(), sign: fc.constantFrom(...UNSEEN) })

test('no sign that nobody sees takes a bad draft past the guard', () => {
  const bad = fc.record({
    text: fc.constantFrom(...BAD),
    twists: fc.array(twist, { maxLength: 12 }),
    upper: fc.boolean(),
  })

  assertProperty(
    fc.property(bad, ({ text, twists, upper }) => {
      let twisted = upper ? text.toUpperCase() : text
      for (const { at, sign } of twists) {
        const place = at % (twisted.length + 1)
        twisted = twisted.slice(0, place) + sign + twisted.slice(place)
      }
      return guardDraft(draft(twisted), KNOWN).length > 0
    }),
  )
})

test('any text is read to the end, and what is blocked names a part of it', () => {
  assertProperty(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) =>
      guardDraft(draft(text), KNOWN).every(
        ({ code, excerpt }) =>
          code === 'secret' ||
          excerpt === null ||
          text.replace(/\s+/g, ' ').includes(excerpt) ||
          code.endsWith('_link'),
      ),
    ),
  )
})
