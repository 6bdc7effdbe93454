import { describe, expect, it } from 'vitest'
import { statementsIn } from '#text/promise/sentences'

describe('sentences', () => {
  it.each([
    ['One. Two! Three', ['one.', 'two!', 'three']],
    ['Is it so? It is.', ['it is.']],
    ["I'll call at 5 p.m. today.", ["i'll call at 5 p.m. today."]],
    ["I'll call at 5 p.m. Thanks.", ["i'll call at 5 p.m.", 'thanks.']],
    ["I'll call at 5 p.m. Monday.", ["i'll call at 5 p.m. monday."]],
    ["I'll call by 5. Is that ok?", ["i'll call by 5."]],
    ["I'll call by 5, is that ok?", ["i'll call by 5,"]],
    ["It takes approx. 2 hours. I'll write.", ['it takes approx. 2 hours.', "i'll write."]],
    ['Bis zum 12. März. Danke', ['bis zum 12. märz.', 'danke']],
    ['In 30 min. Bye', ['in 30 min.', 'bye']],
    ['It costs 2.50 in all.', ['it costs 2.50 in all.']],
  ])('"%s" is taken apart', (text, expected) => {
    expect(statementsIn(text)).toEqual(expected)
  })

  it('a line ends a sentence, unless it was broken', () => {
    expect(statementsIn('Hello\nWe are here')).toEqual(['hello', 'we are here'])
    expect(statementsIn('Hello we\nare here')).toEqual(['hello we are here'])
    expect(statementsIn('We have asked our warehouse and will write to you by\nMonday')).toEqual([
      'we have asked our warehouse and will write to you by monday',
    ])
    expect(statementsIn('hello\n\nwe are here')).toEqual(['hello', 'we are here'])
  })
})
