/** From the texts of a conversation to what the rubric asks of each turn. Nothing of the texts is in what comes out. */
import { guardDraft } from '#domain/draft-guard'
import type { ConversationRead, TurnRead } from '#domain/quality/grade-conversation'
import { plainText } from '#text/plain-text'
import { readPromise } from '#text/read-promise'
import { GREETINGS } from '#text/substance-words'
import { CLOSING_WORDS } from './conduct-words.ts'
import { signCounter } from './count-signs.ts'
import { type QualityModel, readQuality } from './quality-model.ts'
import { type ReadTurn, readTurns } from './read-turns.ts'
import type { QualityTurn } from './thread.ts'

/** One public message. */
export type Spoken = QualityTurn & {
  readonly messageId: number
  /** What the answer was approved with: null where it was no approved draft. */
  readonly evidence: readonly string[] | null
}

export type Surroundings = {
  readonly resolvedAtMs: number
  readonly timeZone: string
  /** BCP 47; null: not recognised. */
  readonly languageOf: (text: string) => string | null
  readonly model: QualityModel
}

const GREETS_WITHIN = 5
const WORD = /\p{L}[\p{L}\p{M}]*(?:'\p{L}+)*/gu
const FIGURE = /\d[\d.,:]*\d|\d/g
/** A customer who says so much, or anything to look for word by word, has said something to go by. */
const TELLING_WORDS = 25
const FEWEST_STEPS = 2
/**
 * Of what the guard knows. Whose number an operator names only people can say: he is the first to tell of a new order or a
 * parcel's number, and he may link to anything.
 */
const BREACHES: ReadonlySet<string> = new Set(['promises_money', 'legal', 'admits_liability', 'secret'])
const closing = signCounter(CLOSING_WORDS)

export function readConduct(spoken: readonly Spoken[], around: Surroundings): ConversationRead {
  const turns = readTurns(spoken)
  const { outcome, reactions } = readQuality(spoken, around.model)
  return {
    resolvedAtMs: around.resolvedAtMs,
    outcome,
    turns: spoken.map((one, at) =>
      turnRead(one, { turn: turns[at] as ReadTurn, reaction: reactions[at] ?? null }, around),
    ),
  }
}

type Beside = { readonly turn: ReadTurn; readonly reaction: number | null }

function turnRead(spoken: Spoken, { turn, reaction }: Beside, around: Surroundings): TurnRead {
  const plain = plainText(spoken.text)
  const language = around.languageOf(plain)
  const isOperator = spoken.role === 'operator'
  const { operator } = turn
  return {
    messageId: spoken.messageId,
    role: spoken.role,
    atMs: spoken.atMs,
    tone: language === 'en' || turn.tone !== 0 ? turn.tone : null,
    greets: greets(plain),
    isWarm: operator.empathy > 0,
    closes: closing(plain).closes > 0 || operator.welcome > 0,
    asks: turn.questions > 0 || (isOperator && operator.asksFor > 1),
    holds: operator.holding > 0,
    isConcrete: isOperator
      ? operator.steps >= FEWEST_STEPS || turn.links > 0 || turn.listed > 0 || turn.specifics >= FEWEST_STEPS
      : turn.specifics > 0 || turn.words >= TELLING_WORDS,
    breaches: isOperator && spoken.evidence === null ? breachesIn(spoken.text) : [],
    unsupported: spoken.evidence === null ? null : unsupportedIn(plain, spoken.evidence),
    promisedUntilMs: isOperator ? promisedIn(spoken, language ?? 'en', around.timeZone) : null,
    reaction,
  }
}

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()

const greets = (plain: string): boolean =>
  (folded(plain).match(WORD) ?? []).slice(0, GREETS_WITHIN).some((word) => GREETINGS.has(word))

const breachesIn = (text: string): string[] =>
  guardDraft(
    { text, evidence: [], rollback: '' },
    { articleUrls: [], contactEmails: [], contactPhones: [], references: [] },
  )
    .map(({ code }): string => code)
    .filter((code) => BREACHES.has(code))

/** Null: it cites nothing that says anything. */
function unsupportedIn(plain: string, evidence: readonly string[]): number | null {
  const cited = evidence.join('\n')
  if (cited.trim() === '') return null
  const known = new Set(cited.match(FIGURE) ?? [])
  return new Set((plain.match(FIGURE) ?? []).filter((figure) => !known.has(figure))).size
}

const promisedIn = ({ text, atMs }: Spoken, locale: string, timeZone: string): number | null =>
  readPromise(text, { writtenAtMs: atMs, timeZone, locale })?.dueAtMs ?? null
