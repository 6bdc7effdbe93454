/** How dead letters and what becomes of them are told. Knows no DOM. */
import { duration } from './format.ts'
import type { Effect, Letter, LetterRun, Tried } from './letter-shapes.ts'

/** Which letters of a queue are meant: those that are ticked, those of a reason, or all. */
export type Meant = { readonly ids: readonly string[]; readonly reason: string | null }

const EFFECTS: Readonly<Record<Effect, string>> = {
  applies: 'Would change something',
  nothing_new: 'Would change nothing',
  draft: 'Would wait as a draft',
  refused: 'Would die again',
  comes_back: 'Would be tried, and come back',
  goes: 'Would be deleted',
}
const TONES: Readonly<Record<Effect, string>> = {
  applies: 'good',
  nothing_new: 'plain',
  draft: 'warned',
  refused: 'late',
  comes_back: 'warned',
  goes: 'late',
}
export const effectWords = (effect: Effect): string => EFFECTS[effect]
export const effectTone = (effect: Effect): string => TONES[effect]

/** A code as words; those of our own are read well enough that way. */
export const codeWords = (code: string): string => code.replaceAll('_', ' ')

export const lettersWords = (count: number): string => (count === 1 ? '1 letter' : `${count} letters`)

/** `Would change something: 12, would die again: 3`. */
export function triedWords(tried: readonly Tried[]): string {
  const counts = new Map<Effect, number>()
  for (const { effect } of tried) counts.set(effect, (counts.get(effect) ?? 0) + 1)
  const told = [...counts].sort(([, a], [, b]) => b - a).map(([effect, count]) => `${effectWords(effect)}: ${count}`)
  return told.map((words, nth) => (nth === 0 ? words : `${words.charAt(0).toLowerCase()}${words.slice(1)}`)).join(', ')
}

/** Of a button or a heading: what is meant, in words. */
export function meantWords({ ids, reason }: Meant, all: number): string {
  if (ids.length > 0) return ids.length === 1 ? 'the ticked letter' : `the ${ids.length} ticked letters`
  const count = `all ${all > 0 ? `${all} ` : ''}`
  return reason === null ? `${count}of this queue` : `${count}with the reason ${codeWords(reason)}`
}

export const agedWords = ({ atMs }: Pick<Letter, 'atMs'>, nowMs: number): string => duration(Math.max(0, nowMs - atMs))

/** SQS deletes what nobody has dealt with. */
const KEPT_MS = 14 * 86_400_000
const SOON_MS = 2 * 86_400_000
export const goesSoon = (atMs: number, nowMs: number): boolean => nowMs - atMs > KEPT_MS - SOON_MS

export function runWords({ what, queue, by, end, meant }: LetterRun): string {
  const { letterReason, letters } = meant
  const which = letters !== null ? ' by hand' : letterReason !== null ? `, ${codeWords(letterReason)}` : ''
  const did = what === 'drop' ? 'dropped' : 'sent again'
  if (end === null) return `${by} began with ${queue}${which}, and it is not known how that ended`
  const ended = end.state === 'done' ? '' : end.state === 'stopped' ? ', then time ran out' : ', then it failed'
  const left = end.left > 0 ? `, ${end.left} left` : ''
  return `${lettersWords(end.letters)} of ${queue} ${did} by ${by}${which}${ended}${left}`
}
