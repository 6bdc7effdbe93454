import { describe, expect, it } from 'vitest'
import type { Grade } from '#domain/approval'
import { type ConversationGrade, gradeId, humanScore, machineScore, readGradeId } from '#domain/quality/grade'
import { qualityFigures } from '#domain/quality/quality-figures'
import { blind, disputed, disputeResolved, isOpenFor, isShownToLeads, reviewed } from '#domain/quality/reviewing'
import { scoreCard } from '#domain/quality/scorecard'
import { START_MS } from '#tests/support/builders'
import { aCard, aGrade, aMachineGrade, aQualityDocument } from '#tests/support/grades'

const document = aQualityDocument()
const LEAD = { name: 'lena', operatorId: 99 }
const OTHER_LEAD = { name: 'otto', operatorId: 98 }
const OPERATOR = { name: 'ada', operatorId: 11 }
const nowMs = START_MS + 3_600_000
const given = { by: LEAD, nowMs, card: aCard(4), coaching: null, document }

const left = (
  done: ReturnType<typeof reviewed> | ReturnType<typeof disputed> | ReturnType<typeof disputeResolved>,
): ConversationGrade => {
  if (done.kind !== 'done') throw new Error(done.code)
  return done.grade
}

describe('a scorecard', () => {
  it('is worth its weighted mean, without what does not apply', () => {
    expect(
      scoreCard({ ...aCard(5), categories: { tone: 1, accuracy: 5, policy: null, process: 5 } }, document),
    ).toEqual({
      score: 75,
    })
  })

  it('is worth nothing with a critical fail', () => {
    expect(scoreCard(aCard(5, ['data_leak']), document)).toEqual({ score: 0 })
  })

  it.each([
    [{ ...aCard(4), categories: { tone: 4, accuracy: 4, policy: 4 } }, 'category_missing'],
    [{ ...aCard(4), categories: { ...aCard(4).categories, style: 3 } }, 'unknown_category'],
    [aCard(4, ['rude']), 'unknown_critical'],
    [{ ...aCard(4), categories: { tone: null, accuracy: null, policy: null, process: null } }, 'nothing_graded'],
  ] as const)('is refused where it does not fit the document (%#)', (card, code) => {
    expect(scoreCard(card as never, document)).toMatchObject({ code })
  })
})

describe('a review', () => {
  const twice = aGrade({ sample: { ...aGrade().sample, wanted: 2 } })

  it('is by two where two are wanted, neither of whom sees the other or the machine', () => {
    const first = left(reviewed(twice, given))
    expect(isOpenFor(first, OTHER_LEAD)).toBe(true)
    expect(JSON.stringify(blind(first))).not.toMatch(/machine|score|review|lena/)
    const second = left(reviewed(first, { ...given, by: OTHER_LEAD, card: aCard(2) }))
    expect(second.reviews.map(({ by }) => by)).toEqual(['lena', 'otto'])
    expect(humanScore(second)).toBe(50)
    expect(second.version).toBe(3)
    expect(second.history.map(({ by, did }) => [by, did])).toEqual([
      ['lena', 'reviewed'],
      ['otto', 'reviewed'],
    ])
    expect(isOpenFor(second, { name: 'third', operatorId: null })).toBe(false)
  })

  it.each([
    [
      'of what was not drawn',
      aGrade({ sample: { ...aGrade().sample, isDrawn: false, wanted: 0 } }),
      given,
      'not_drawn',
    ],
    ['of his own', aGrade({ operatorId: 99 }), given, 'own_conversation'],
    ['twice by one', left(reviewed(twice, given)), given, 'reviewed_already'],
    ['by more than wanted', left(reviewed(aGrade(), given)), { ...given, by: OTHER_LEAD }, 'enough_reviews'],
  ] as const)('is refused %s', (_, grade, asked, code) => {
    expect(reviewed(grade, asked)).toMatchObject({ kind: 'refused', code })
  })
})

describe('a dispute', () => {
  const shown = left(reviewed(aGrade(), given))
  const open = left(disputed(shown, { by: OPERATOR, nowMs, reason: 'I did greet.', document }))

  it('is raised by the operator concerned, once, while it is fresh', () => {
    expect(open.dispute).toMatchObject({ state: 'open', by: 'ada', reason: 'I did greet.' })
    const again = { by: OPERATOR, nowMs, reason: 'x', document }
    expect(disputed(open, again)).toMatchObject({ code: 'disputed_already' })
    expect(disputed(shown, { ...again, by: LEAD })).toMatchObject({ code: 'not_yours' })
    expect(disputed(shown, { ...again, nowMs: nowMs + 15 * 86_400_000 })).toMatchObject({ code: 'too_late' })
    const ungraded = aGrade({ machine: { kind: 'cannot_grade', reason: 'no_answer' } })
    expect(disputed(ungraded, again)).toMatchObject({ code: 'no_grade' })
  })

  it('is decided by somebody else than who graded, and counts anew', () => {
    const resolving = { by: OTHER_LEAD, nowMs, reason: 'She did.', card: aCard(5), document }
    expect(disputeResolved(open, { ...resolving, by: LEAD })).toMatchObject({ code: 'own_review' })
    expect(disputeResolved(open, { ...resolving, by: OPERATOR })).toMatchObject({ code: 'own_conversation' })
    expect(disputeResolved(shown, resolving)).toMatchObject({ code: 'no_dispute' })
    const corrected = left(disputeResolved(open, resolving))
    expect(humanScore(open)).toBe(75)
    expect(humanScore(corrected)).toBe(100)
    expect(machineScore(corrected)).toBe(100)
    expect(corrected.history.map(({ did }) => did)).toEqual(['reviewed', 'disputed', 'corrected'])
    const upheld = left(disputeResolved(open, { ...resolving, card: null }))
    expect(upheld.dispute?.state).toBe('upheld')
    expect(humanScore(upheld)).toBe(75)
  })
})

describe('who sees a grade', () => {
  it('is its operator at once, and leads after a day or a dispute', () => {
    const { gradedAtMs } = aGrade()
    expect(isShownToLeads(aGrade(), gradedAtMs + 86_399_999, document)).toBe(false)
    expect(isShownToLeads(aGrade(), gradedAtMs + 86_400_000, document)).toBe(true)
    const open = left(disputed(aGrade(), { by: OPERATOR, nowMs, reason: 'No.', document }))
    expect(isShownToLeads(open, nowMs, document)).toBe(true)
  })
})

describe('the id of a grade', () => {
  it('reads as it was written, and nothing else', () => {
    const { conversationId, resolvedAtMs } = aGrade()
    expect(readGradeId(gradeId(aGrade()))).toEqual({ conversationId, resolvedAtMs })
    for (const bad of ['', '7', '0-1790000000000', '7-179', '7-1790000000000x'])
      expect(readGradeId(bad)).toBeUndefined()
  })
})

describe('the figures of a week', () => {
  const tally = { week: '2026-W48', graded: 100, cannotGrade: 0, scoreSum: 7_500 }
  const drawnWith = (human: Grade, machine: Grade, at: number): ConversationGrade =>
    left(
      reviewed(aGrade({ conversationId: at + 1, machine: aMachineGrade(machine) }), { ...given, card: aCard(human) }),
    )
  const agreeing = Array.from({ length: 40 }, (_, at) => drawnWith(at % 2 === 0 ? 5 : 3, at % 2 === 0 ? 5 : 3, at))

  it('count the machine only while it agrees with people', () => {
    const good = qualityFigures({ tallies: [tally], drawn: agreeing, compared: agreeing }, document)
    expect(good).toMatchObject({ machineCounts: true, drawn: 40, reviewed: 40, score: { by: 'assisted', mean: 75 } })
    const contrary = agreeing.map((grade, at) => ({ ...grade, machine: aMachineGrade(at % 2 === 0 ? 1 : 5) }))
    const bad = qualityFigures({ tallies: [tally], drawn: contrary, compared: contrary }, document)
    expect(bad).toMatchObject({ machineCounts: false, score: { by: 'people', mean: 75 } })
    expect(bad.gates.tone).toMatchObject({ counts: false, why: 'agreement_too_low' })
  })

  it('say that there is nothing where there is nothing', () => {
    expect(qualityFigures({ tallies: [], drawn: [], compared: [] }, document)).toMatchObject({
      score: { mean: null, n: 0, interval: null },
      machine: { mean: null, n: 0 },
      machineCounts: false,
    })
  })
})
