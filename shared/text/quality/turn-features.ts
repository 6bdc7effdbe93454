/** What tells the answer that helped from the others of its conversation: itself, its place, and what came after. */
import type { ReadTurn } from './read-turns.ts'
import type { Features } from './thread-features.ts'

const HOUR_MS = 3_600_000
const bit = (holds: boolean): number => (holds ? 1 : 0)
const log = (value: number): number => Math.log1p(Math.max(0, value))
const capped = (value: number, cap = 3): number => Math.min(cap, value)

/** Of the operator's turn at `at`. */
export function turnFeatures(turns: readonly ReadTurn[], at: number): Features {
  const turn = turns[at]
  if (turn === undefined) throw new RangeError(`No turn ${at}`)
  return { ...ownFeatures(turn), ...placeFeatures(turns, at), ...echoFeatures(turns, at) }
}

function ownFeatures(turn: ReadTurn): Features {
  const { operator } = turn
  return {
    words: log(turn.words),
    isShort: bit(turn.words < 12),
    links: log(turn.links),
    listed: log(turn.listed),
    specifics: log(turn.specifics),
    overlap: turn.overlap,
    novelty: turn.novelty,
    questions: log(turn.questions),
    steps: log(operator.steps),
    order: log(operator.order),
    hedges: log(operator.hedges),
    asksFor: log(operator.asksFor),
    welcome: capped(operator.welcome),
    elsewhere: log(operator.elsewhere),
    empathy: log(operator.empathy),
    sameHere: bit(operator.sameHere > 0),
    holding: bit(operator.holding > 0),
    tone: turn.tone / 100,
  }
}

function placeFeatures(turns: readonly ReadTurn[], at: number): Features {
  const answers = turns.flatMap(({ role }, nth) => (role === 'operator' ? [nth] : []))
  const nth = answers.indexOf(at)
  const longest = Math.max(1, ...answers.map((one) => turns[one]?.words ?? 0))
  const last = turns.findLastIndex(({ role }) => role === 'customer')
  return {
    isFirst: bit(nth === 0),
    isLast: bit(nth === answers.length - 1),
    place: answers.length < 2 ? 0 : nth / (answers.length - 1),
    shareOfLongest: (turns[at]?.words ?? 0) / longest,
    isLongest: bit((turns[at]?.words ?? 0) === longest),
    isLastBeforeLastReply: bit(answers.filter((one) => one < last).at(-1) === at),
    isAfterLastReply: bit(at > last),
    isOfFirstSpeaker: bit(turns[at]?.speaker === turns[answers[0] ?? 0]?.speaker),
    followsOwn: bit(turns[at - 1]?.speaker === turns[at]?.speaker),
  }
}

/** What the customer said next, before anybody else did; and how the conversation went on from there. */
function echoFeatures(turns: readonly ReadTurn[], at: number): Features {
  const rest = turns.slice(at + 1)
  const replyAt = rest.findIndex(({ role }) => role === 'customer')
  const reply = rest[replyAt]
  const own = turns[at]
  const between = replyAt < 0 ? rest.length : replyAt
  const later = reply === undefined ? [] : rest.slice(replyAt + 1)
  return {
    isAnswered: bit(reply !== undefined),
    isAnsweredAtOnce: bit(replyAt === 0),
    between: capped(between),
    replyThanks: capped(reply?.customer.thanks ?? 0),
    replySolved: capped(reply?.customer.solved ?? 0),
    replyNotSolved: capped(reply?.customer.notSolved ?? 0),
    replyWillTry: capped(reply?.customer.willTry ?? 0),
    replyOpensSolved: bit((reply?.opening.solved ?? 0) > 0),
    replyOpensThanks: bit((reply?.opening.thanks ?? 0) > 0),
    replyThanksAndSolved: bit((reply?.customer.thanks ?? 0) > 0 && (reply?.customer.solved ?? 0) > 0),
    replyQuestions: capped(reply?.questions ?? 0),
    replyExclamations: capped(reply?.exclamations ?? 0),
    replyWords: reply === undefined ? 0 : log(reply.words),
    replyTone: (reply?.tone ?? 0) / 100,
    replyHours: reply === undefined || own === undefined ? 0 : log((reply.atMs - own.atMs) / HOUR_MS),
    laterReplies: log(later.filter(({ role }) => role === 'customer').length),
    welcomedNext: capped(later[0]?.operator.welcome ?? 0),
  }
}
