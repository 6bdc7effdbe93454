import { describe, expect, it } from 'vitest'
import type { PastQuestion } from '#domain/knowledge-article'
import { buildIndex } from '#text/knowledge/build-index'
import type { StoredIndex } from '#text/knowledge/stored-index'
import { knowledgeSearch } from '#text/knowledge/suggest'
import { ARTICLES, NOW_MS, past } from './shop-help.ts'

const stored = (questions: readonly PastQuestion[] = [], articles = ARTICLES): StoredIndex =>
  buildIndex({ articles, past: questions, version: 'v1', nowMs: NOW_MS })
const asking = (questions?: readonly PastQuestion[]) => knowledgeSearch(stored(questions)).suggest
const ids = (found: ReturnType<ReturnType<typeof asking>>) => found.suggestions.map(({ articleId }) => articleId)
const EVERY = { atLeastConfidence: 0, language: 'en' }

describe('suggestions of a Help Center nobody has asked yet', () => {
  it('an article is found by its own words, however they are bent', () => {
    expect(ids(asking()('I returned items and wait for refunds to my bank', EVERY))[0]).toBe(1)
    expect(ids(asking()('tracked my delivery but it did not move', EVERY))[0]).toBe(2)
  })

  it('says which state of the article was read, the nearest passage, and the words they share', () => {
    const [first] = asking()('When does the refund reach my bank?', EVERY).suggestions
    expect(first).toMatchObject({ articleId: 1, articleVersion: 1_700_000_001, url: ARTICLES[0]?.url })
    expect(first?.extract).toBe('Refunds reach your bank five days after the parcel has arrived at our warehouse.')
    expect(first?.why.words).toEqual(expect.arrayContaining(['refunds', 'bank']))
  })

  it('a question that no article holds a word of gets none, and is told apart from one with nothing to search by', () => {
    expect(asking()('Which colours will the autumn sweaters have?')).toMatchObject({
      suggestions: [],
      abstained: { reason: 'unsure' },
    })
    expect(asking()('?!')).toMatchObject({ suggestions: [], abstained: { reason: 'too_little_said' } })
    expect(knowledgeSearch(stored([], [])).suggest('refund')).toMatchObject({
      abstained: { reason: 'nothing_searched' },
    })
  })

  it('articles in the language of the question are preferred to any other, where there are some', () => {
    const suggest = asking()
    expect(ids(suggest('Wie kann ich den Artikel zurückgeben?', { atLeastConfidence: 0, language: 'de' }))).toEqual([4])
    expect(ids(suggest('zwrot refund parcel', { atLeastConfidence: 0, language: 'pl', most: 9 }))).toHaveLength(4)
  })
})

describe('what past answers teach', () => {
  const unspoken = 'the app says session expired whenever I open it'

  it('a question in words no article has is answered by what answered the like of it', () => {
    const before = asking()(unspoken, EVERY)
    const taught = asking([
      past('session expired again when opening the app', [{ articleId: 3, weight: 2 }]),
      past('app session has expired', [{ articleId: 3, weight: 1 }]),
    ])
    expect(before.suggestions[0]?.why.pastAnswers ?? 0).toBe(0)
    expect(taught(unspoken, EVERY).suggestions[0]).toMatchObject({ articleId: 3, why: { pastAnswers: 2 } })
  })

  it('what a person called not useful falls behind', () => {
    const question = 'parcel returned'
    const rank = (questions: readonly PastQuestion[], articleId: number) =>
      ids(asking(questions)(question, { ...EVERY, most: 9 })).indexOf(articleId)
    const before = rank([past(question, [{ articleId: 1, weight: 1 }])], 1)
    const after = rank(
      [
        past(question, [{ articleId: 1, weight: 1 }]),
        ...[1, 2, 3].map(() =>
          past(question, [
            { articleId: 1, weight: -1 },
            { articleId: 2, weight: 1 },
          ]),
        ),
      ],
      1,
    )
    expect(before).toBe(0)
    expect(after).toBeGreaterThan(0)
  })

  it('an answer of long ago counts for less than one of last week', () => {
    const question = 'blue screen after the update'
    const found = asking([
      past(question, [{ articleId: 1, weight: 1 }], 1_400),
      past(question, [{ articleId: 2, weight: 1 }], 7),
    ])(question, EVERY)
    expect(ids(found)[0]).toBe(2)
  })

  it('answers by articles that are gone neither fail nor count', () => {
    expect(ids(asking([past('refund', [{ articleId: 99, weight: 2 }])])('refund to my bank', EVERY))[0]).toBe(1)
  })

  it('one who has answered enough is believed about what is asked, and not about what never is', () => {
    const topics = [
      [
        'refund for my returned parcel',
        'money back for what I returned',
        'returned it and wait for the refund',
        'label to return shoes',
      ],
      ['my parcel is not delivered yet', 'tracking does not move', 'where is the delivery', 'courier lost my parcel'],
      ['forgot the password to log in', 'password link is no longer valid', 'cannot log in', 'reset the password'],
    ]
    const openings = [
      'hello,',
      'good morning, I ask about',
      'sorry to bother,',
      'second try:',
      'urgent:',
      '',
      'my wife says',
      'so',
      'again',
      'quick one:',
    ]
    const questions = topics.flatMap((phrases, topic) =>
      phrases.flatMap((phrase) =>
        openings.map((opening) => past(`${opening} ${phrase}`, [{ articleId: topic + 1, weight: 1 }])),
      ),
    )
    const suggest = asking(questions)
    expect(
      suggest('hello, no refund yet for the parcel I returned', { language: 'en' }).suggestions[0]?.articleId,
    ).toBe(1)
    expect(suggest('do you sponsor local football clubs or charities?', { language: 'en' }).abstained).toEqual({
      reason: 'unsure',
    })
  })
})

describe('an index', () => {
  it('is the same whatever order articles and questions come in', () => {
    const questions = [
      past('refund please', [{ articleId: 1, weight: 1 }]),
      past('where is it', [{ articleId: 2, weight: 1 }]),
    ]
    const turned = buildIndex({
      articles: [...ARTICLES].reverse(),
      past: [...questions].reverse(),
      version: 'v1',
      nowMs: NOW_MS,
    })
    expect(JSON.stringify(turned)).toBe(JSON.stringify(stored(questions)))
  })

  it('of another form is not read', () => {
    expect(() => knowledgeSearch({ ...stored(), format: 99 })).toThrow('form 99')
  })

  it('keeps no word of what a customer asked', () => {
    const text = JSON.stringify(
      stored([past('My name is Zebediah Quux and my parrot is ill', [{ articleId: 1, weight: 1 }])]),
    )
    expect(text).not.toMatch(/zebediah|quux|parrot/i)
  })
})
