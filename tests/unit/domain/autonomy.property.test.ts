import { expect, test } from 'vitest'
import type { Approval, Grades } from '#domain/approval'
import {
  type Asks,
  autonomyStanding,
  FEWEST_GRADED,
  isNeverAlone,
  isSampled,
  mayActAlone,
  stillHolds,
} from '#domain/autonomy'
import {
  type Judgement,
  judged,
  judgementOf,
  MARKS,
  newTrack,
  standingOf,
  tracksFrom,
  WINDOW,
  wilsonLowerBound,
  writerOf,
} from '#domain/autonomy-track'
import { anApproval } from '../../support/approvals.ts'
import { fc } from '../../support/property.ts'

/** Each run folds hundreds of judgements. */
const assertProperty = <Values>(property: fc.IProperty<Values>): void =>
  void fc.assert(property, { numRuns: Number(process.env.FC_RUNS ?? 150) })

const KEY = { intent: 'router_reset', writer: 'canned@1' }
const BY = { rules: { intents: [{ intent: KEY.intent, above: 0.85 }], sampleOneIn: 5 }, policy: 'drafts@3' }
const ASKS: Asks = { ...KEY, about: [], risk: 'low', blocks: [], flagged: [], answered: false, digestHex: '00000001' }

type Looked = { readonly mark: Judgement['mark']; readonly atMs: number }
const mark = fc.oneof(
  { weight: 60, arbitrary: fc.constant('good' as const) },
  { weight: 1, arbitrary: fc.constantFrom(...MARKS) },
)
const history: fc.Arbitrary<Looked[]> = fc.array(fc.record({ mark, atMs: fc.nat(500) }), {
  maxLength: 160,
  size: 'max',
})
/** Each of a reply of its own. */
const named = (looked: readonly Looked[]): Judgement[] => looked.map((one, nth) => ({ ...one, id: `${nth}/a` }))
const trackOf = (judgements: readonly Judgement[]) => judgements.reduce(judged, newTrack(KEY))
const alone = (judgements: readonly Judgement[]) => mayActAlone(ASKS, BY, trackOf(judgements)).kind === 'alone'
const run = (mark: Judgement['mark'], count: number, fromMs = 0): Judgement[] =>
  named(Array.from({ length: count }, (_, nth) => ({ mark, atMs: fromMs + nth }))).map((one) => ({
    ...one,
    id: `${fromMs}-${one.id}`,
  }))

test('never alone with fewer than fifty graded since it was last lost, and never below the bar', () => {
  let seen = 0
  assertProperty(
    fc.property(history, (looked) => {
      const judgements = named(looked)
      if (!alone(judgements)) return true
      seen += 1
      const lostAtMs = Math.max(-1, ...looked.filter((one) => one.mark === 'demoting').map(({ atMs }) => atMs))
      const since = looked.filter(({ atMs }) => atMs > lostAtMs)
      const graded = since.filter((one) => one.mark !== 'rejected')
      const good = since.filter((one) => one.mark === 'good')
      return graded.length >= FEWEST_GRADED && good.length / since.length > 0.85
    }),
  )
  expect(seen).toBeGreaterThan(0)
})

test('one low grade for policy takes it away at once, whatever came before', () => {
  assertProperty(
    fc.property(history, (looked) => {
      const low: Judgement = { id: 'last', atMs: 501, mark: 'demoting' }
      const track = trackOf([...named(looked), low])
      return standingOf(track).graded === 0 && track.lost?.id === 'last' && !alone([...named(looked), low])
    }),
  )
})

test('in whatever order judgements come, and however often each, the track is the same', () => {
  const shuffled = history.chain((looked) => {
    const judgements = named(looked)
    const worse = judgements.map((one) => ({ ...one, mark: 'faulty' as const }))
    const all = [...judgements, ...judgements, ...worse.slice(0, 5)]
    return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))
  })
  assertProperty(
    fc.property(shuffled, ([all, others]) => {
      expect(trackOf(others)).toEqual(trackOf(all))
    }),
  )
})

test('of two low grades of one instant the same one is told, whichever comes first', () => {
  const low = ['a', 'b'].map((id): Judgement => ({ id, atMs: 1_000, mark: 'demoting' }))
  expect(trackOf(low.toReversed())).toEqual(trackOf(low))
})

test('after it was lost, forty-nine perfect replies do not bring it back; fifty do', () => {
  const low: Judgement = { id: 'low', atMs: 1_000, mark: 'demoting' }
  const before = [...run('good', 300), low]
  expect(alone(run('good', 300))).toBe(true)
  expect(alone([...before, ...run('good', FEWEST_GRADED - 1, 2_000)])).toBe(false)
  expect(alone([...before, ...run('good', FEWEST_GRADED, 2_000)])).toBe(true)
  // what was graded before it was lost and is told of late does not count
  expect(alone([low, ...run('good', 300)])).toBe(false)
})

test('drafts that were rejected weigh as those that were bad, and do not count as graded', () => {
  expect(standingOf(trackOf([...run('good', 60), ...run('rejected', 60, 100)]))).toMatchObject({
    ...{ graded: 60, good: 60, rejected: 60 },
    lowerBound: wilsonLowerBound(60, 120),
  })
  expect(alone([...run('good', 49), ...run('rejected', 1, 100)])).toBe(false)
})

test('the window holds the newest alone: what was good long ago does not make up for what is not', () => {
  assertProperty(fc.property(history, (looked) => trackOf(named(looked)).judgements.length <= WINDOW))
  expect(alone([...run('good', 400), ...run('faulty', 40, 1_000)])).toBe(false)
})

const GOOD: Grades = { tone: 5, accuracy: 4, policy: 5, note: null }
const LOW: Grades = { ...GOOD, policy: 2 }
const look = (grades: Grades) => ({ by: 'kim', atMs: 9, grades })
test.each<[string, Partial<Approval>, Judgement['mark'] | null]>([
  ['sent as written and well graded', { state: 'learned', grades: GOOD }, 'good'],
  ['sent with a grade of 3', { state: 'audited', grades: { ...GOOD, tone: 3 } }, 'faulty'],
  ['sent after somebody had changed it', { state: 'audited', grades: GOOD, proposedText: 'Another.' }, 'faulty'],
  ['not sent yet', { state: 'approved', grades: GOOD }, null],
  ['never sent, and well graded', { state: 'voided', grades: GOOD }, null],
  ['never sent, and graded low for policy', { state: 'voided', grades: LOW }, 'demoting'],
  ['rejected', { state: 'rejected', grades: null }, 'rejected'],
  [
    'sent, and seen otherwise by a second reviewer',
    { state: 'learned', grades: GOOD, secondLook: look(LOW) },
    'demoting',
  ],
  ['sent by a policy, and graded by nobody', { state: 'learned', grades: null }, null],
  ['sent by a policy, and graded well since', { state: 'learned', grades: null, secondLook: look(GOOD) }, 'good'],
  ['about nothing that is known', { state: 'learned', grades: GOOD, intent: null }, null],
  ['seeded', { state: 'voided', grades: LOW, source: { kind: 'seeded', name: 'x', version: '1' } }, null],
])('a reply that was %s', (_what, changes, expected) => {
  expect(judgementOf(anApproval(changes))?.judgement.mark ?? null).toBe(expected)
})

test('each writer earns by itself: another model, another program, another version of one', () => {
  const source = (kind: 'bedrock' | 'external' | 'extract', name: string, version: string) =>
    anApproval({ state: 'learned', source: { kind, name, version } })
  const tracks = tracksFrom([
    ...[source('bedrock', 'model-a', '1/drafts-2'), source('bedrock', 'model-b', '1/drafts-2')],
    ...[source('external', 'bot', '1.0'), source('external', 'bot', '1.1')],
  ])
  expect(tracks.map(({ writer }) => writer)).toEqual([
    ...['bedrock:model-a@1', 'bedrock:model-b@1'],
    ...['external:bot@1.0', 'external:bot@1.1'],
  ])
  // another article, or another document, is the same writer
  expect(writerOf({ kind: 'extract', name: 'article-7', version: '1.1760/drafts-4' })).toBe('extract@1')
})

const perfect = trackOf(run('good', 60))
test.each<[string, Partial<Asks>, string]>([
  ['an intent that no document names', { intent: 'other' }, 'not_allowed'],
  ['no intent', { intent: null }, 'not_allowed'],
  ['a draft of a person', { writer: null }, 'not_allowed'],
  ['a customer who asks for money, whatever the writer calls it', { about: ['delivery', 'refund'] }, 'never_allowed'],
  ['something that the guard has blocked', { blocks: ['x'] }, 'blocked'],
  ['more than low risk', { risk: 'medium' }, 'risky'],
  ['a customer who speaks of lawyers', { flagged: ['legal'] }, 'flagged'],
  ['a customer who was answered by hand meanwhile', { answered: true }, 'answered'],
  ['what is drawn for the sample', { digestHex: '00000005' }, 'sampled'],
])('a person decides about %s', (_what, changes, why) => {
  expect(mayActAlone(ASKS, BY, perfect)).toMatchObject({ kind: 'alone' })
  expect(mayActAlone({ ...ASKS, ...changes }, BY, perfect)).toMatchObject({ kind: 'person', why })
})

test('money and law are never alone, though a document should say so', () => {
  for (const intent of [
    'refund_status',
    'Billing',
    'legal_question',
    'Rechnung',
    'kündigung',
    'facture',
    'ｒｅｆｕｎｄ',
  ]) {
    expect(isNeverAlone(intent), intent).toBe(true)
    const by = { ...BY, rules: { ...BY.rules, intents: [{ intent, above: 0.8 }] } }
    expect(mayActAlone({ ...ASKS, intent }, by, perfect)).toMatchObject({ why: 'never_allowed' })
    expect(autonomyStanding({ ...perfect, intent }, by.rules)).toMatchObject({ mayActAlone: false, goodNeeded: null })
  }
  for (const intent of ['router_reset', 'password', 'opening_hours', 'export'])
    expect(isNeverAlone(intent), intent).toBe(false)
})

test('a receipt holds until it was lost, or too few of the newest are good', () => {
  const answer = mayActAlone(ASKS, BY, perfect)
  if (answer.kind !== 'alone') throw new Error('a person')
  const { receipt } = answer
  expect(receipt).toMatchObject({ ...KEY, policy: 'drafts@3', graded: 60, good: 60, above: 0.85, lostAtMs: null })
  expect(stillHolds(receipt, perfect)).toBe(true)
  expect(stillHolds(receipt, judged(perfect, { id: 'one', atMs: 900, mark: 'faulty' }))).toBe(true)
  expect(stillHolds(receipt, run('faulty', 9, 900).reduce(judged, perfect))).toBe(false)
  const lost = judged(perfect, { id: 'low', atMs: 900, mark: 'demoting' })
  expect(stillHolds(receipt, lost)).toBe(false)
  expect(stillHolds(receipt, run('good', 60, 1_000).reduce(judged, lost))).toBe(false)
})

test('people are told how many good replies are missing, and that many are enough', () => {
  assertProperty(
    fc.property(history, (looked) => {
      const track = trackOf(named(looked))
      const { goodNeeded, mayActAlone: may } = autonomyStanding(track, BY.rules)
      expect(may).toBe(goodNeeded === 0)
      if (goodNeeded === null || track.judgements.length + goodNeeded > WINDOW) return
      const more = (count: number) => run('good', count, 1_000).reduce(judged, track)
      expect(mayActAlone(ASKS, BY, more(goodNeeded)).kind).toBe('alone')
      if (goodNeeded > 0) expect(mayActAlone(ASKS, BY, more(goodNeeded - 1)).kind).toBe('person')
    }),
  )
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
