import { expect, test } from 'vitest'
import {
  FEWEST_GRADED,
  isNeverAlone,
  isSampled,
  type Judged,
  judged,
  mayActAlone,
  newTrack,
  standingOf,
  WINDOW,
  wilsonLowerBound,
} from '#domain/autonomy'
import { assertProperty, fc } from '../../support/property.ts'

const INTENT = 'router_reset'
const TERMS = [{ intent: INTENT, above: 0.85 }]
const ASKS = { intent: INTENT, risk: 'low', blocks: [], flagged: [] } as const

const grade = fc.constantFrom(1, 2, 3, 4, 5) as fc.Arbitrary<1 | 2 | 3 | 4 | 5>
const fine = fc.record({
  grades: fc.record({ tone: fc.constantFrom(4, 5), accuracy: fc.constantFrom(4, 5), policy: fc.constantFrom(4, 5) }),
  edited: fc.constant(false),
  atMs: fc.nat(),
}) as fc.Arbitrary<Judged>
const any: fc.Arbitrary<Judged> = fc.record({
  grades: fc.record({ tone: grade, accuracy: grade, policy: grade }),
  edited: fc.boolean(),
  atMs: fc.nat(),
})
const history = fc.array(fc.oneof({ weight: 60, arbitrary: fine }, { weight: 1, arbitrary: any }), {
  maxLength: 160,
  size: 'max',
})
const trackOf = (judgements: readonly Judged[]) => judgements.reduce(judged, newTrack(INTENT))
const alone = (judgements: readonly Judged[]) => mayActAlone(ASKS, TERMS, trackOf(judgements)).kind === 'alone'

test('never alone with fewer than fifty graded since it was last lost, and never below the bar', () => {
  let seen = 0
  assertProperty(
    fc.property(history, (judgements) => {
      if (!alone(judgements)) return true
      seen += 1
      const lost = judgements.findLastIndex(({ grades }) => grades.policy <= 2)
      const since = judgements.slice(lost + 1)
      const good = since.filter(
        ({ grades, edited }) => !edited && Math.min(grades.tone, grades.accuracy, grades.policy) >= 4,
      )
      return since.length >= FEWEST_GRADED && good.length / since.length > 0.85
    }),
  )
  expect(seen).toBeGreaterThan(0)
})

test('one low grade for policy takes it away at once, whatever came before', () => {
  assertProperty(
    fc.property(history, any, fc.constantFrom(1, 2), (judgements, last, policy) => {
      const demoting = { ...last, grades: { ...last.grades, policy } } as Judged
      const track = trackOf([...judgements, demoting])
      return !alone([...judgements, demoting]) && standingOf(track).graded === 0 && track.demotions > 0
    }),
  )
})

test('after it was lost, forty-nine perfect replies do not bring it back; fifty do', () => {
  const perfect: Judged = { grades: { tone: 5, accuracy: 5, policy: 5 }, edited: false, atMs: 1 }
  const bad: Judged = { ...perfect, grades: { tone: 5, accuracy: 5, policy: 2 } }
  const earned = Array.from({ length: 300 }, () => perfect)

  expect(alone(earned)).toBe(true)
  expect(alone([...earned, bad, ...earned.slice(0, FEWEST_GRADED - 1)])).toBe(false)
  expect(alone([...earned, bad, ...earned.slice(0, FEWEST_GRADED)])).toBe(true)
})

test('the window holds the newest alone: what was good long ago does not make up for what is not', () => {
  assertProperty(fc.property(history, (judgements) => trackOf(judgements).graded.length <= WINDOW))
})

test.each([
  ['an intent that no document names', { ...ASKS, intent: 'other' }, 'not_allowed'],
  ['no intent', { ...ASKS, intent: null }, 'not_allowed'],
  ['something that the guard has blocked', { ...ASKS, blocks: ['x'] }, 'blocked'],
  ['more than low risk', { ...ASKS, risk: 'medium' }, 'risky'],
  ['a customer who speaks of lawyers', { ...ASKS, flagged: ['legal'] }, 'flagged'],
] as const)('a person decides about %s', (_what, asks, why) => {
  const perfect = Array.from(
    { length: 60 },
    (): Judged => ({ grades: { tone: 5, accuracy: 5, policy: 5 }, edited: false, atMs: 1 }),
  )
  expect(mayActAlone(asks, TERMS, trackOf(perfect))).toMatchObject({ kind: 'person', why })
})

test('money and law are never alone, though a document should say so', () => {
  const perfect = Array.from(
    { length: 60 },
    (): Judged => ({ grades: { tone: 5, accuracy: 5, policy: 5 }, edited: false, atMs: 1 }),
  )
  for (const intent of [
    'refund_status',
    'Billing',
    'legal_question',
    'Rechnung',
    'kündigung',
    'facture',
    'factura',
    'ｒｅｆｕｎｄ',
  ]) {
    expect(isNeverAlone(intent), intent).toBe(true)
    expect(mayActAlone({ ...ASKS, intent }, [{ intent, above: 0.8 }], trackOf(perfect))).toMatchObject({
      why: 'never_allowed',
    })
  }
  for (const intent of ['router_reset', 'password', 'opening_hours', 'export'])
    expect(isNeverAlone(intent), intent).toBe(false)
})

test("Wilson's bound is that of the books", () => {
  expect(wilsonLowerBound(50, 50)).toBeCloseTo(0.929, 3)
  expect(wilsonLowerBound(45, 50)).toBeCloseTo(0.786, 3)
  expect(wilsonLowerBound(0, 0)).toBe(0)
  expect(wilsonLowerBound(0, 50)).toBe(0)
})

test('one in so many is sampled, by the digest alone', () => {
  const digests = Array.from({ length: 1000 }, (_, nth) =>
    (nth * 2_654_435_761).toString(16).slice(-8).padStart(8, '0'),
  )
  expect(digests.filter((digest) => isSampled(digest, 5)).length).toBeGreaterThan(120)
  expect(digests.every((digest) => isSampled(digest, 1))).toBe(true)
})
