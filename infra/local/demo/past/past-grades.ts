/**
 * Grades of the shop's past: by the rubric from what was read of each turn, drawn as all are, and reviewed by two leads who
 * mostly agree with it. The same past gives the same grades.
 */
import type { Grade } from '#domain/approval'
import type { ConversationGrade } from '#domain/quality/grade'
import { gradeConversation, type TurnRead } from '#domain/quality/grade-conversation'
import type { QualityDocument } from '#domain/quality/quality-policy'
import { disputed, reviewed } from '#domain/quality/reviewing'
import { drawn } from '#domain/quality/sampling'
import { categoriesOf } from '#domain/quality/scorecard'
import { uniformOf } from '#runtime/digest'
import { type Random, seededRandom } from '../../chatwoot/random.ts'
import type { PastLedger } from './past-weeks.ts'

export type GradeTerms = {
  readonly account: string
  readonly document: QualityDocument
  readonly rubricVersion: number
}

const SEED = 11
const REVIEWERS = ['Noor Castellan', 'Robin Ashdown'] as const
const DAY_MS = 86_400_000
const COACHING = [
  'Good: you said at once when the parcel arrives. Next time ask for the order number in the same message.',
  'The answer was right, but the second question was left open.',
  'Friendly and clear. A closing line would have saved the last message.',
] as const

/** Each as it was recorded, and as people have left it. */
export function* pastGrades(past: Iterable<PastLedger>, terms: GradeTerms): Generator<readonly ConversationGrade[]> {
  const random = seededRandom(SEED).fork('grades')
  for (const { conversationId, events } of past) {
    const resolved = events.findLast(({ type }) => type === 'conversation.resolved.v1')
    if (resolved === undefined) continue
    const { occurredAtMs: resolvedAtMs } = resolved
    const reply = events.find(({ type }) => type === 'conversation.operator_replied.v1')
    const operatorId = (reply?.data as { readonly operatorId?: number } | undefined)?.operatorId ?? null
    const turns = turnsOf({ conversationId, resolvedAtMs, random })
    const machine = random.chance(0.05)
      ? ({ kind: 'cannot_grade', reason: 'not_whole' } as const)
      : gradeConversation({ turns, resolvedAtMs, outcome: 0.35 + 0.6 * random.next() }, terms.document)
    const about = { account: terms.account, conversationId, resolvedAtMs, machine }
    const first: ConversationGrade = {
      ...about,
      gradedAtMs: resolvedAtMs + 5_000,
      version: 1,
      rubricVersion: terms.rubricVersion,
      operatorId,
      ...{ inboxId: null, teamId: null, reviews: [], dispute: null, correction: null, history: [] },
      sample: drawn(about, terms.document.sample, uniformOf),
      correlationId: 'past',
    }
    yield withPeople(first, { random, document: terms.document })
  }
}

type Turning = { readonly conversationId: number; readonly resolvedAtMs: number; readonly random: Random }

function turnsOf({ conversationId, resolvedAtMs, random }: Turning): TurnRead[] {
  const isGood = random.chance(0.75)
  const turn = (nth: number, role: TurnRead['role'], read: Partial<TurnRead>): TurnRead => ({
    messageId: conversationId * 100 + nth,
    role,
    atMs: resolvedAtMs - (10 - nth) * 600_000,
    ...{ tone: 10, greets: false, isWarm: false, closes: false, asks: false, holds: false, isConcrete: false },
    ...{ breaches: [], unsupported: null, promisedUntilMs: null, reaction: null },
    ...read,
  })
  return [
    turn(1, 'customer', { asks: true, isConcrete: random.chance(0.5), tone: -10 }),
    turn(2, 'operator', {
      greets: random.chance(isGood ? 0.9 : 0.4),
      isWarm: random.chance(isGood ? 0.8 : 0.3),
      asks: random.chance(0.5),
      tone: isGood || random.chance(0.7) ? 30 : -40,
      isConcrete: random.chance(isGood ? 0.9 : 0.5),
      unsupported: random.chance(0.6) ? (random.chance(isGood ? 0.05 : 0.3) ? 1 : 0) : null,
      breaches: random.chance(isGood ? 0.02 : 0.1) ? ['promises_money'] : [],
    }),
    turn(3, 'customer', { asks: random.chance(0.4), tone: 0, reaction: 0 }),
    turn(4, 'operator', {
      closes: random.chance(isGood ? 0.8 : 0.3),
      isConcrete: true,
      isWarm: random.chance(0.5),
      tone: 20,
    }),
    ...(random.chance(0.7)
      ? [turn(5, 'customer', { tone: 40, reaction: isGood ? random.between(20, 90) : random.between(-60, 60) })]
      : []),
  ]
}

type Looking = { readonly random: Random; readonly document: QualityDocument }

function withPeople(first: ConversationGrade, { random, document }: Looking): readonly ConversationGrade[] {
  const steps = [first]
  const last = (): ConversationGrade => steps.at(-1) ?? first
  // the newest are left for whoever looks at the demo
  const reviews = random.chance(0.8) ? first.sample.wanted : 0
  for (const name of REVIEWERS.slice(0, reviews)) {
    const nowMs = first.gradedAtMs + DAY_MS + random.between(0, 6) * 3_600_000
    const card = cardOf(first, { random, document })
    const coaching = random.chance(0.4) ? random.pick(COACHING) : null
    const done = reviewed(last(), { by: { name, operatorId: null }, nowMs, card, coaching, document })
    if (done.kind === 'done') steps.push(done.grade)
  }
  if (reviews > 0 && random.chance(0.05)) {
    const by = { name: 'The operator', operatorId: first.operatorId }
    const reason = 'The order number stood in the first message: there was nothing to ask for.'
    const nowMs = first.gradedAtMs + 2 * DAY_MS
    const done = disputed(last(), { by, nowMs, reason, document })
    if (done.kind === 'done') steps.push(done.grade)
  }
  return steps
}

/** As the rubric in most cases, one off in some. */
function cardOf({ machine }: ConversationGrade, { random, document }: Looking) {
  const near = (grade: Grade | null): Grade => {
    const from = grade ?? random.pick([3, 4, 5] as const)
    const moved = from + (random.chance(0.3) ? random.pick([-1, 1]) : 0)
    return Math.max(1, Math.min(5, moved)) as Grade
  }
  const categories = Object.fromEntries(
    categoriesOf(document).map(({ id }) => {
      const dimension =
        machine.kind === 'graded' ? machine.dimensions[id as keyof typeof machine.dimensions] : undefined
      return [id, near(dimension?.grade ?? null)]
    }),
  )
  return { categories, criticals: [] }
}
