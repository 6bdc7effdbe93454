import { describe, expect, it } from 'vitest'
import { type ConversationRead, gradeConversation, type TurnRead } from '#domain/quality/grade-conversation'
import { aQualityDocument } from '#tests/support/grades'
import { assertProperty, fc } from '#tests/support/property'

const MINUTE_MS = 60_000
const aTurn = (changes: Partial<TurnRead>): TurnRead => ({
  messageId: 1,
  role: 'operator',
  atMs: 0,
  tone: 0,
  greets: false,
  isWarm: false,
  closes: false,
  asks: false,
  holds: false,
  isConcrete: true,
  breaches: [],
  unsupported: null,
  promisedUntilMs: null,
  reaction: null,
  ...changes,
})
const asked = aTurn({ messageId: 1, role: 'customer', asks: true, reaction: 0 })
const answered = aTurn({ messageId: 2, atMs: MINUTE_MS, greets: true, closes: true })
const thanked = aTurn({ messageId: 3, role: 'customer', atMs: 2 * MINUTE_MS, reaction: 80, isConcrete: false })
const read = (...turns: TurnRead[]): ConversationRead => ({ turns, resolvedAtMs: 10 * MINUTE_MS, outcome: 0.8 })

function graded(...turns: TurnRead[]) {
  const machine = gradeConversation(read(...turns), aQualityDocument())
  if (machine.kind !== 'graded') throw new Error(machine.reason)
  return machine
}

describe('a conversation that went well', () => {
  const machine = graded(asked, answered, thanked)

  it('has the best grades, each with what it rests on', () => {
    expect(machine.dimensions.tone).toEqual({ grade: 5, because: [{ code: 'warm', messageIds: [2] }] })
    expect(machine.dimensions.accuracy).toEqual({
      grade: 5,
      because: [{ code: 'customer_says_it_helped', messageIds: [3] }],
    })
    expect(machine.dimensions.policy).toEqual({ grade: 5, because: [] })
    expect(machine.dimensions.process).toEqual({ grade: 5, because: [] })
    expect(machine.checks).toEqual({
      greeting: { result: 'passed', messageIds: [2] },
      needed_data: { result: 'not_needed', messageIds: [] },
      question_answered: { result: 'passed', messageIds: [1, 2] },
      promise_kept: { result: 'not_needed', messageIds: [] },
      closing: { result: 'passed', messageIds: [2] },
    })
    expect(machine).toMatchObject({ score: 100, outcomePercent: 80, tones: { first: 0, last: 80 }, criticals: [] })
  })
})

describe('the automatic rubric', () => {
  it('cannot grade a conversation that nobody answered', () => {
    expect(gradeConversation(read(asked), aQualityDocument())).toEqual({ kind: 'cannot_grade', reason: 'no_answer' })
  })

  it('does not guess: what it cannot read or check has no grade, and weighs nothing', () => {
    const { dimensions, score } = graded(asked, aTurn({ messageId: 2, tone: null, closes: true }))
    expect(dimensions.tone).toEqual({ grade: null, because: [{ code: 'language_not_read', messageIds: [] }] })
    expect(dimensions.accuracy).toEqual({ grade: null, because: [{ code: 'nothing_to_check_by', messageIds: [] }] })
    expect(score).toBeGreaterThan(0)
    const none = aQualityDocument({ weights: { tone: 0, accuracy: 1, policy: 0, process: 0 } })
    expect(gradeConversation(read(asked, answered), none)).toEqual({ kind: 'cannot_grade', reason: 'nothing_graded' })
  })

  it('takes off for harsh words, and names the message', () => {
    const { tone } = graded(asked, answered, aTurn({ messageId: 9, tone: -70 })).dimensions
    expect(tone).toMatchObject({ grade: 3 })
    expect(tone.because).toContainEqual({ code: 'harsh', messageIds: [9] })
  })

  it('holds figures against what the answer cites, and the answer against what the customer says of it', () => {
    const cited = (unsupported: number) => ({ ...answered, unsupported })
    const unhappy = { ...thanked, reaction: -60 }
    expect(graded(asked, cited(0)).dimensions.accuracy.grade).toBe(4)
    expect(graded(asked, cited(0), thanked).dimensions.accuracy.grade).toBe(5)
    expect(graded(asked, cited(2)).dimensions.accuracy).toEqual({
      grade: 2,
      because: [{ code: 'unsupported_figures', messageIds: [2] }],
    })
    expect(graded(asked, answered, unhappy).dimensions.accuracy.grade).toBe(1)
  })

  it('takes off for what nobody may promise, and gives nothing for a data leak', () => {
    const promised = graded(asked, { ...answered, breaches: ['promises_money'] }, thanked)
    expect(promised.dimensions.policy).toEqual({ grade: 3, because: [{ code: 'promises_money', messageIds: [2] }] })
    expect(promised.score).toBeGreaterThan(0)
    const leaked = graded(asked, { ...answered, breaches: ['other_customers_data'] }, thanked)
    expect(leaked).toMatchObject({ score: 0, criticals: [{ code: 'other_customers_data', messageIds: [2] }] })
  })

  it.each([
    [
      'a customer who said nothing to go by was not asked',
      [{ ...asked, isConcrete: false }, answered],
      'needed_data',
      'failed',
    ],
    [
      'one who was asked',
      [
        { ...asked, isConcrete: false },
        { ...answered, asks: true },
      ],
      'needed_data',
      'passed',
    ],
    [
      'a question that was only put off',
      [asked, { ...answered, isConcrete: false, holds: true }],
      'question_answered',
      'failed',
    ],
    [
      'a promise that was kept',
      [asked, { ...answered, promisedUntilMs: 5 * MINUTE_MS }, aTurn({ messageId: 4, atMs: 4 * MINUTE_MS })],
      'promise_kept',
      'passed',
    ],
    [
      'a promise that was broken',
      [asked, { ...answered, promisedUntilMs: 3 * MINUTE_MS }, aTurn({ messageId: 4, atMs: 4 * MINUTE_MS })],
      'promise_kept',
      'failed',
    ],
    ['a last word that only stops', [asked, { ...answered, closes: false }], 'closing', 'failed'],
  ] as const)('%s', (_, turns, check, result) => {
    expect(graded(...turns).checks[check]?.result).toBe(result)
  })

  it('gives every conversation a score from 0 to 100 or says why not, and cites only its own messages', () => {
    const turn = fc.record({
      messageId: fc.integer({ min: 1, max: 9_999 }),
      role: fc.constantFrom('customer' as const, 'operator' as const),
      atMs: fc.integer({ min: 0, max: 100 }),
      tone: fc.option(fc.integer({ min: -100, max: 100 })),
      greets: fc.boolean(),
      isWarm: fc.boolean(),
      closes: fc.boolean(),
      asks: fc.boolean(),
      holds: fc.boolean(),
      isConcrete: fc.boolean(),
      breaches: fc.subarray(['promises_money', 'legal', 'secret']),
      unsupported: fc.option(fc.nat(3)),
      promisedUntilMs: fc.option(fc.integer({ min: 0, max: 100 })),
      reaction: fc.option(fc.integer({ min: -100, max: 100 })),
    })
    assertProperty(
      fc.property(fc.uniqueArray(turn, { selector: ({ messageId }) => messageId, maxLength: 8 }), (turns) => {
        const machine = gradeConversation({ turns, resolvedAtMs: 50, outcome: 0.5 }, aQualityDocument())
        if (machine.kind === 'cannot_grade') {
          expect(turns.every(({ role }) => role === 'customer')).toBe(true)
          return
        }
        expect(machine.score).toBeGreaterThanOrEqual(0)
        expect(machine.score).toBeLessThanOrEqual(100)
        const ids = new Set(turns.map(({ messageId }) => messageId))
        const cited = [...Object.values(machine.dimensions).flatMap(({ because }) => because), ...machine.criticals]
        for (const { messageIds } of [...cited, ...Object.values(machine.checks)])
          for (const id of messageIds) expect(ids.has(id)).toBe(true)
      }),
    )
  })
})
