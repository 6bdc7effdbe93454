import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ArticleReview, bandOf, HEALTH_BANDS, healthOf, reviewOf } from '#domain/article-health'
import { isToArchive, repeatedIn, rewrittenIn } from '#domain/article-proposals'
import { type DecidedApproval, signalOf } from '#domain/learning-signal'
import { themesOf } from '#domain/question-themes'
import { assertProperty } from '#tests/support/property'
import { aDecidedApproval, ENDED_AT_MS, PLAIN_MEANS } from '#tests/support/signals'

const DAY_MS = 86_400_000
const review = (given: Partial<ArticleReview> = {}): ArticleReview => ({
  id: 'ap-1',
  atMs: ENDED_AT_MS,
  success: true,
  grades: { tone: 5, accuracy: 5, policy: 5 },
  editRatio: 0.2,
  ...given,
})
const signal = (given: Partial<DecidedApproval> = {}) => signalOf(aDecidedApproval(given), ENDED_AT_MS, PLAIN_MEANS)

const grade = fc.integer({ min: 1, max: 5 })
const reviews = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 500 }).map((n) => `ap-${n}`),
    atMs: fc.integer({ min: 0, max: 1_000 }),
    success: fc.boolean(),
    grades: fc.option(fc.record({ tone: grade, accuracy: grade, policy: grade })),
    editRatio: fc.option(fc.integer({ min: 0, max: 10 }).map((n) => n / 10)),
  }),
  { maxLength: 80, selector: ({ id }) => id },
)

describe('the health of an article', () => {
  it('begins at a half', () => {
    expect(healthOf([])).toEqual({
      ...{ confidence: 0.5, band: 'weak', parts: null, adjustment: 0 },
      ...{ n: { decided: 0, graded: 0 }, flaggedBy: [], lastUsedAtMs: null },
    })
  })

  it('weighs success, tone, accuracy and policy', () => {
    const graded = [
      review({ grades: { tone: 4, accuracy: 3, policy: 5 } }),
      review({ id: 'ap-2', success: false, grades: null, editRatio: null }),
    ]
    expect(healthOf(graded)).toMatchObject({
      confidence: 0.4 * 0.5 + 0.2 * 0.8 + 0.3 * 0.6 + 0.1,
      band: 'fair',
      n: { decided: 2, graded: 1 },
    })
  })

  it('gains by a good reply that was hardly touched, and loses and is flagged by a bad grade', () => {
    const alone = healthOf([review({ grades: { tone: 4, accuracy: 4, policy: 4 } })])
    const helped = healthOf([review({ grades: { tone: 4, accuracy: 4, policy: 4 }, editRatio: 0.09 })])
    expect(helped.confidence).toBeCloseTo(alone.confidence + 0.05, 6)
    const failed = healthOf([review({ grades: { tone: 5, accuracy: 2, policy: 5 }, editRatio: 0 })])
    expect(failed).toMatchObject({ adjustment: -0.1, flaggedBy: ['ap-1'] })
  })

  it.each([
    [0.8, 'trusted'],
    [0.79, 'fair'],
    [0.6, 'fair'],
    [0.4, 'weak'],
    [0.39, 'poor'],
  ] as const)('%s is %s', (confidence, band) => {
    expect(bandOf(confidence)).toBe(band)
  })

  it('stays within 0 and 1, and in a band', () =>
    assertProperty(
      fc.property(reviews, (given) => {
        const { confidence, band } = healthOf(given)
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1)
        expect(HEALTH_BANDS).toContain(band)
      }),
    ))

  it('is the same in whatever order reviews come, and however often', () =>
    assertProperty(
      fc.property(reviews, fc.integer({ min: 0, max: 80 }), (given, cut) => {
        const mixed = [...given.slice(cut), ...given.slice(0, cut).reverse(), ...given.slice(0, 3)]
        expect(healthOf(mixed)).toEqual(healthOf(given))
      }),
    ))

  it('never falls by a better grade', () =>
    assertProperty(
      fc.property(reviews, (given) => {
        const better = given.map((one) => ({ ...one, grades: one.grades && { ...one.grades, accuracy: 5 } }))
        expect(healthOf(better).confidence).toBeGreaterThanOrEqual(healthOf(given).confidence)
      }),
    ))

  it('hears of its own article alone, of ends that say something of it, and never of what was seeded', () => {
    expect(reviewOf(signal(), '12')).toMatchObject({ id: 'ap-1', success: true, editRatio: 0 })
    expect(reviewOf(signal({ outcome: 'rejected', text: null }), '12')).toMatchObject({ success: false })
    expect(reviewOf(signal(), '13')).toBeNull()
    expect(reviewOf(signal({ outcome: 'voided' }), '12')).toBeNull()
    expect(reviewOf(signal({ seeded: true }), '12')).toBeNull()
  })
})

describe('what is proposed of articles', () => {
  const rewritten = { proposedText: 'No idea at all about it.', text: 'Hold the small button, then wait for green.' }

  it('is a new one where a good reply had little left of the proposal', () => {
    expect(rewrittenIn([signal(rewritten), signal({ id: 'ap-2' })])).toMatchObject([
      { id: 'rewritten-ap-1', kind: 'new_article', why: 'rewritten', evidence: ['ap-1'] },
    ])
    const badly = { ...rewritten, grades: { tone: 5, accuracy: 3, policy: 5, note: null } }
    expect(rewrittenIn([signal(badly)])).toEqual([])
  })

  const edited = (id: string, day: number, given: Partial<DecidedApproval> = {}) =>
    signal({
      id,
      endedAtMs: ENDED_AT_MS + day * DAY_MS,
      text: 'Your parcel is on its way, sorry.',
      ...given,
    })

  it('is an update after three edits of a kind within seven days', () => {
    expect(repeatedIn([edited('ap-3', 6.9), edited('ap-1', 0), edited('ap-2', 1)])).toEqual([
      {
        ...{ id: 'repeated-ap-1', account: 'shop', kind: 'update_article', articleId: '12', why: 'repeated' },
        ...{ evidence: ['ap-1', 'ap-2', 'ap-3'], proposedAtMs: ENDED_AT_MS + 6.9 * DAY_MS },
      },
    ])
    expect(repeatedIn([edited('ap-3', 7), edited('ap-1', 0), edited('ap-2', 1)])).toEqual([])
    expect(repeatedIn([edited('ap-1', 0), edited('ap-2', 0), edited('ap-3', 0, { intent: 'refund' })])).toEqual([])
    expect(repeatedIn([edited('ap-1', 0), edited('ap-1', 0), edited('ap-2', 0)])).toEqual([])
  })

  it('is a new one where the replies rested on no article', () => {
    const none = { evidence: [] }
    expect(repeatedIn([edited('a', 0, none), edited('b', 1, none), edited('c', 2, none)])).toMatchObject([
      { kind: 'new_article', articleId: null },
    ])
  })

  it('is to put away what nobody has used for ninety days and was not trusted', () => {
    const nowMs = ENDED_AT_MS + 90 * DAY_MS
    const old = { publishedAtMs: 0, nowMs }
    expect(isToArchive({ confidence: 0.49, lastUsedAtMs: ENDED_AT_MS }, old)).toBe(true)
    expect(isToArchive({ confidence: 0.49, lastUsedAtMs: ENDED_AT_MS + 1 }, old)).toBe(false)
    expect(isToArchive({ confidence: 0.5, lastUsedAtMs: ENDED_AT_MS }, old)).toBe(false)
    expect(isToArchive({ confidence: 0.4, lastUsedAtMs: null }, { publishedAtMs: ENDED_AT_MS + 1, nowMs })).toBe(false)
  })
})

describe('themes of questions that nobody answered', () => {
  const asked = (id: string, words: string, atMs = Number(id)) => ({ id, atMs, words: words.split(' ') })
  const questions = [
    asked('1', 'invoic download pdf'),
    asked('2', 'download invoic account'),
    asked('3', 'invoic pdf email'),
    asked('4', 'lamp flicker blue'),
    asked('5', 'lamp flicker night'),
    asked('6', 'lamp flicker dimmer'),
    asked('7', 'weather'),
  ]

  it('are one each, named by what their questions have in common', () => {
    expect(themesOf(questions)).toMatchObject([
      { id: 'theme-1', questionIds: ['1', '2', '3'] },
      { id: 'theme-4', questionIds: ['4', '5', '6'], words: ['flicker', 'lamp'] },
    ])
  })

  it('are the same in whatever order questions come, each in one theme at most', () =>
    assertProperty(
      fc.property(
        fc.uniqueArray(
          fc.record({
            id: fc.integer({ min: 1, max: 99 }).map(String),
            atMs: fc.integer({ min: 0, max: 5 }),
            words: fc.array(fc.constantFrom('invoic', 'pdf', 'lamp', 'flicker', 'ship'), { maxLength: 4 }),
          }),
          { maxLength: 15, selector: ({ id }) => id },
        ),
        (given) => {
          const themes = themesOf(given, 2)
          expect(themesOf([...given].reverse(), 2)).toEqual(themes)
          const ids = themes.flatMap(({ questionIds }) => questionIds)
          expect(new Set(ids).size).toBe(ids.length)
        },
      ),
    ))
})
