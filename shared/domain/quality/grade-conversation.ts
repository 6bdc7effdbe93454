/** The automatic rubric: from what was read of each turn, without its text, to grades with what they rest on. */
import type { Grade } from '#domain/approval'
import type { CheckResult, DimensionGrade, Finding, MachineGrade } from './grade.ts'
import { CHECKS, type Check, type QualityDocument } from './quality-policy.ts'
import { scoreOf } from './scorecard.ts'

/** What was read of one public message. */
export type TurnRead = {
  readonly messageId: number
  readonly role: 'customer' | 'operator'
  readonly atMs: number
  /** -100 to 100; null: in a language whose tone is not read. */
  readonly tone: number | null
  readonly greets: boolean
  /** Says please, thanks, or sorry. */
  readonly isWarm: boolean
  /** Ends well: offers more help, wishes, or answers a thanks. */
  readonly closes: boolean
  readonly asks: boolean
  /** Puts off: "I will get back to you". */
  readonly holds: boolean
  /** Says something to go by: steps, links, figures. */
  readonly isConcrete: boolean
  /** Codes of the guard: what an operator may not write. */
  readonly breaches: readonly string[]
  /** Figures in an answer that what it cites does not have; null: it cites nothing that could be read. */
  readonly unsupported: number | null
  /** Until when it promises something. */
  readonly promisedUntilMs: number | null
  /** How the customer says it went, -100 to 100. */
  readonly reaction: number | null
}

export type ConversationRead = {
  readonly turns: readonly TurnRead[]
  readonly resolvedAtMs: number
  /** 0 to 1. */
  readonly outcome: number
}

/** Their like makes a conversation worth nothing. */
const CRITICAL_BREACHES: ReadonlySet<string> = new Set(['other_customers_data', 'secret'])

export function gradeConversation(read: ConversationRead, document: QualityDocument): MachineGrade {
  const answers = read.turns.filter(({ role }) => role === 'operator')
  if (answers.length === 0) return { kind: 'cannot_grade', reason: 'no_answer' }
  const checks = checksOf(read, document.checks)
  const dimensions = {
    tone: toneGrade(answers),
    accuracy: accuracyGrade(read.turns),
    policy: policyGrade(answers),
    process: processGrade(checks),
  }
  const criticals = criticalsIn(answers)
  const graded = Object.entries(dimensions).map(([name, { grade }]) => ({
    grade,
    weight: document.weights[name as keyof typeof dimensions],
  }))
  const score = scoreOf(graded, criticals.length > 0)
  if (score === null) return { kind: 'cannot_grade', reason: 'nothing_graded' }
  const customers = read.turns.filter(({ role }) => role === 'customer')
  return {
    kind: 'graded',
    dimensions,
    checks,
    criticals,
    score: Math.round(score * 10) / 10,
    outcomePercent: Math.round(100 * read.outcome),
    tones: { first: customers[0]?.tone ?? null, last: lastWord(read.turns) },
  }
}

/** The customer's last word after an answer. */
function lastWord(turns: readonly TurnRead[]): number | null {
  const answered = turns.findIndex(({ role }) => role === 'operator')
  return turns.slice(answered).findLast(({ role }) => role === 'customer')?.reaction ?? null
}

const idsOf = (turns: readonly TurnRead[]): number[] => turns.map(({ messageId }) => messageId)
const clamped = (value: number): Grade => Math.max(1, Math.min(5, Math.round(value))) as Grade
const found = (code: string, turns: readonly TurnRead[]): Finding[] =>
  turns.length === 0 ? [] : [{ code, messageIds: idsOf(turns) }]

const HARSH = -50
const COOL = -30

function toneGrade(answers: readonly TurnRead[]): DimensionGrade {
  const heard = answers.filter(({ tone }) => tone !== null)
  const harsh = heard.filter(({ tone }) => (tone ?? 0) <= HARSH)
  const cool = heard.filter(({ tone }) => (tone ?? 0) <= COOL && (tone ?? 0) > HARSH)
  const warm = answers.filter(({ isWarm, greets }) => isWarm || greets)
  if (heard.length === 0 && warm.length === 0)
    return { grade: null, because: [{ code: 'language_not_read', messageIds: [] }] }
  const because = [...found('harsh', harsh), ...found('cool', cool), ...found('warm', warm)]
  return { grade: clamped(4 + Number(warm.length > 0) - 2 * harsh.length - cool.length), because }
}

/** From where a reaction to the answers speaks for and against them. */
const HELPED = 50
const NOT_HELPED = -20
const WITHOUT_EVIDENCE = 3

/** Against what it cites and, as the customer is the first to try it out, by whether it did. */
function accuracyGrade(turns: readonly TurnRead[]): DimensionGrade {
  const cited = turns.filter(({ unsupported }) => unsupported !== null)
  const made = cited.filter(({ unsupported }) => (unsupported ?? 0) > 0)
  const answered = turns.findIndex(({ role }) => role === 'operator')
  const replies = turns.slice(answered).filter(({ role, reaction }) => role === 'customer' && reaction !== null)
  const last = replies.at(-1)
  if (cited.length === 0 && last === undefined)
    return { grade: null, because: [{ code: 'nothing_to_check_by', messageIds: [] }] }
  const said = last?.reaction ?? 0
  const because = [
    ...found('supported', made.length === 0 ? cited : []),
    ...found('unsupported_figures', made),
    ...found('customer_says_it_helped', last !== undefined && said >= HELPED ? [last] : []),
    ...found('customer_says_it_did_not_help', last !== undefined && said <= NOT_HELPED ? [last] : []),
  ]
  const base = cited.length > 0 ? 4 : WITHOUT_EVIDENCE
  const moved = (said >= HELPED ? (cited.length > 0 ? 1 : 2) : 0) - (said <= NOT_HELPED ? 2 : 0)
  return { grade: clamped(base + moved - 2 * made.length), because }
}

function policyGrade(answers: readonly TurnRead[]): DimensionGrade {
  const codes = [...new Set(answers.flatMap(({ breaches }) => breaches))].sort()
  const because = codes.map((code) => ({
    code,
    messageIds: idsOf(answers.filter(({ breaches }) => breaches.includes(code))),
  }))
  const isCritical = codes.some((code) => CRITICAL_BREACHES.has(code))
  return { grade: isCritical ? 1 : clamped(5 - 2 * codes.length), because }
}

const criticalsIn = (answers: readonly TurnRead[]): Finding[] =>
  (policyGrade(answers).because ?? []).filter(({ code }) => CRITICAL_BREACHES.has(code))

function processGrade(checks: MachineChecks): DimensionGrade {
  const applied = CHECKS.flatMap((name) => {
    const check = checks[name]
    return check === undefined || check.result === 'not_needed' ? [] : [{ name, ...check }]
  })
  if (applied.length === 0) return { grade: null, because: [{ code: 'nothing_to_check_by', messageIds: [] }] }
  const passed = applied.filter(({ result }) => result === 'passed').length
  const because = applied
    .filter(({ result }) => result === 'failed')
    .map(({ name, messageIds }) => ({ code: `${name}_failed`, messageIds }))
  return { grade: clamped(1 + (4 * passed) / applied.length), because }
}

type MachineChecks = Readonly<Partial<Record<Check, CheckResult>>>
const JUDGES: Readonly<Record<Check, (read: ConversationRead) => CheckResult>> = {
  greeting: ({ turns }) => {
    const first = turns.find(({ role }) => role === 'operator')
    return verdict(first?.greets === true, first === undefined ? [] : [first])
  },
  needed_data: neededData,
  question_answered: questionAnswered,
  promise_kept: promiseKept,
  closing: ({ turns }) => {
    const last = turns.findLast(({ role }) => role === 'operator')
    return verdict(last?.closes === true, last === undefined ? [] : [last])
  },
}

const checksOf = (read: ConversationRead, wanted: readonly Check[]): MachineChecks =>
  Object.fromEntries(CHECKS.filter((name) => wanted.includes(name)).map((name) => [name, JUDGES[name](read)]))

const verdict = (holds: boolean, turns: readonly TurnRead[]): CheckResult => ({
  result: holds ? 'passed' : 'failed',
  messageIds: idsOf(turns),
})
const NOT_NEEDED: CheckResult = { result: 'not_needed', messageIds: [] }

/** A customer who says nothing to go by has to be asked, before he is told what to do. */
function neededData({ turns }: ConversationRead): CheckResult {
  const answered = turns.findIndex(({ role }) => role === 'operator')
  const opening = turns.slice(0, answered)
  if (opening.length === 0 || opening.some(({ isConcrete }) => isConcrete)) return NOT_NEEDED
  const asked = turns.filter(({ role, asks }) => role === 'operator' && asks)
  return asked.length > 0 ? verdict(true, asked.slice(0, 1)) : verdict(false, opening)
}

/** The last question of the customer had an answer that says more than that there will be one. */
function questionAnswered({ turns }: ConversationRead): CheckResult {
  const at = turns.findLastIndex(({ role, asks }) => role === 'customer' && asks)
  const question = turns[at]
  if (question === undefined) return NOT_NEEDED
  const answers = turns.slice(at + 1).filter(({ role }) => role === 'operator')
  const real = answers.filter(({ holds, isConcrete, asks }) => isConcrete || !(holds || asks))
  return real.length > 0 ? verdict(true, [question, ...real.slice(0, 1)]) : verdict(false, [question])
}

/** Whoever promised to write by some time wrote by then, or it was resolved. */
function promiseKept({ turns, resolvedAtMs }: ConversationRead): CheckResult {
  const promises = turns.flatMap((turn, at) => {
    const { promisedUntilMs } = turn
    if (turn.role !== 'operator' || promisedUntilMs === null) return []
    const next = turns.slice(at + 1).find(({ role }) => role === 'operator')
    return [{ turn, isKept: Math.min(next?.atMs ?? resolvedAtMs, resolvedAtMs) <= promisedUntilMs }]
  })
  if (promises.length === 0) return NOT_NEEDED
  const broken = promises.filter(({ isKept }) => !isKept)
  return broken.length > 0
    ? verdict(
        false,
        broken.map(({ turn }) => turn),
      )
    : verdict(
        true,
        promises.map(({ turn }) => turn),
      )
}
