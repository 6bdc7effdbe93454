/**
 * What a conversation looks like to the judge of its outcome: sums and last words, no text. Every figure is bounded, so
 * that no odd conversation can outweigh what was learnt.
 */
import type { ReadTurn } from './read-turns.ts'

export type Features = Readonly<Record<string, number>>

const HOUR_MS = 3_600_000
const log = (value: number): number => Math.log1p(Math.max(0, value))
const bit = (holds: boolean): number => (holds ? 1 : 0)
const sum = <T>(list: readonly T[], of: (one: T) => number): number => list.reduce((total, one) => total + of(one), 0)
const most = <T>(list: readonly T[], of: (one: T) => number): number =>
  list.reduce((highest, one) => Math.max(highest, of(one)), 0)
const capped = (value: number, cap = 3): number => Math.min(cap, value)

/** Of the whole conversation, the customer's reaction included. */
export function threadFeatures(turns: readonly ReadTurn[]): Features {
  return { ...answerFeatures(turns), ...reactionFeatures(turns), ...courseFeatures(turns) }
}

/** Of what the operators wrote, and when: what they could be graded by on the day they wrote it. */
export function answerFeatures(turns: readonly ReadTurn[]): Features {
  const answers = turns.filter(({ role }) => role === 'operator')
  const [question] = turns
  const [first] = answers
  const longest = answers.reduce<ReadTurn | undefined>(
    (a, b) => (a === undefined || b.words > a.words ? b : a),
    undefined,
  )
  const of = (read: (turn: ReadTurn) => number): number => log(sum(answers, read))
  return {
    answers: log(answers.length),
    answerWords: of(({ words }) => words),
    longestWords: log(longest?.words ?? 0),
    firstWords: log(first?.words ?? 0),
    firstHours: first === undefined || question === undefined ? 0 : log((first.atMs - question.atMs) / HOUR_MS),
    firstIsQuestion: bit((first?.questions ?? 0) > 0),
    firstLinks: bit((first?.links ?? 0) > 0),
    firstOverlap: first?.overlap ?? 0,
    bestOverlap: most(answers, ({ overlap }) => overlap),
    novelty: most(answers, ({ novelty }) => novelty),
    links: of(({ links }) => links),
    onlyLinks: bit(answers.length > 0 && answers.every(({ links, words }) => links > 0 && words < 8)),
    listed: of(({ listed }) => listed),
    specifics: of(({ specifics }) => specifics),
    steps: of(({ operator }) => operator.steps),
    order: of(({ operator }) => operator.order),
    hedges: of(({ operator }) => operator.hedges),
    asksFor: of(({ operator }) => operator.asksFor),
    questions: of(({ questions }) => questions),
    elsewhere: of(({ operator }) => operator.elsewhere),
    empathy: of(({ operator }) => operator.empathy),
    holding: of(({ operator }) => operator.holding),
    sameHere: of(({ operator }) => operator.sameHere),
    answerTone: sum(answers, ({ tone }) => tone) / 100 / Math.max(1, answers.length),
    operators: log(new Set(answers.map(({ speaker }) => speaker)).size),
    questionWords: log(question?.words ?? 0),
    questionMarks: capped(question?.questions ?? 0),
    questionTone: (question?.tone ?? 0) / 100,
    questionTried: bit((question?.customer.notSolved ?? 0) > 0),
  }
}

/** Of what the customer said after an answer. */
function reactionFeatures(turns: readonly ReadTurn[]): Features {
  const answeredAt = turns.findIndex(({ role }) => role === 'operator')
  const replies = answeredAt < 0 ? [] : turns.slice(answeredAt).filter(({ role }) => role === 'customer')
  const last = replies.at(-1)
  const earlier = replies.slice(0, -1)
  const saysDone = (turn: ReadTurn): number =>
    turn.customer.thanks + turn.customer.solved - turn.customer.notSolved - turn.questions
  return {
    replied: bit(last !== undefined),
    replies: log(replies.length),
    lastThanks: capped(last?.customer.thanks ?? 0),
    lastSolved: capped(last?.customer.solved ?? 0),
    lastNotSolved: capped(last?.customer.notSolved ?? 0),
    lastWillTry: capped(last?.customer.willTry ?? 0),
    lastOwnAnswer: capped(last?.customer.ownAnswer ?? 0),
    lastOpensThanks: bit((last?.opening.thanks ?? 0) > 0),
    lastOpensSolved: bit((last?.opening.solved ?? 0) > 0),
    lastOpensNot: bit((last?.opening.notSolved ?? 0) > 0),
    lastThanksAndSolved: bit((last?.customer.thanks ?? 0) > 0 && (last?.customer.solved ?? 0) > 0),
    lastQuestions: capped(last?.questions ?? 0),
    lastExclamations: capped(last?.exclamations ?? 0),
    lastWords: last === undefined ? 0 : log(last.words),
    lastIsShort: bit(last !== undefined && last.words <= 40),
    lastTone: (last?.tone ?? 0) / 100,
    lastNovelty: last?.novelty ?? 0,
    bestReply: Math.max(-3, Math.min(4, ...[most(replies, saysDone)])),
    earlierThanks: capped(sum(earlier, ({ customer }) => customer.thanks)),
    earlierSolved: capped(sum(earlier, ({ customer }) => customer.solved)),
    earlierNotSolved: log(sum(earlier, ({ customer }) => customer.notSolved)),
    toneTrend: last === undefined ? 0 : (last.tone - (turns[0]?.tone ?? 0)) / 100,
  }
}

/** Of who spoke when, and how it ended. */
function courseFeatures(turns: readonly ReadTurn[]): Features {
  const last = turns.at(-1)
  const lastReplyAt = turns.findLastIndex(({ role }) => role === 'customer')
  const after = turns.slice(lastReplyAt + 1)
  const before = turns.slice(0, lastReplyAt).findLast(({ role }) => role === 'operator')
  const reply = turns[lastReplyAt]
  const first = turns[0]
  return {
    customerSpokeLast: bit(last?.role === 'customer' && turns.length > 1),
    answersAfterReply: capped(after.length),
    afterReplyWelcome: capped(sum(after, ({ operator }) => operator.welcome)),
    afterReplyQuestions: capped(sum(after, ({ questions }) => questions)),
    afterReplyWords: log(sum(after, ({ words }) => words)),
    replyHours: before === undefined || reply === undefined ? 0 : log((reply.atMs - before.atMs) / HOUR_MS),
    spanHours: first === undefined || last === undefined ? 0 : log((last.atMs - first.atMs) / HOUR_MS),
    turns: log(turns.length),
    firstFollowUpIsOwn: bit(turns[1]?.role === 'customer'),
  }
}
