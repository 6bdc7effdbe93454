/** Which of the times in a sentence are promised by us. */
import type { Language } from './language.ts'
import type { Mention } from './mentions.ts'

type Mark = { readonly start: number; readonly end: number; readonly isOurs: boolean }
/** A time that stands before its verb is this close to it: "By Friday our team will ...". */
const WIDEST_LEAD = 60

/** Whether somebody of us is said to do something in this lower case sentence. */
export const commits = (sentence: string, language: Language): boolean =>
  marksIn(sentence, language).some((m) => m.isOurs)

/** The mentions that a commitment of ours governs. */
export function promisedOf(mentions: readonly Mention[], sentence: string, language: Language): Mention[] {
  const marks = marksIn(sentence, language)
  const boundaries = [...sentence.matchAll(language.boundary)].map(({ index }) => index)
  return mentions.filter((mention) => isGoverned(mention, { marks, boundaries }))
}

/** In order; a commitment that overlaps the words of another's is none: "you will call us", "we cannot reply". */
function marksIn(sentence: string, language: Language): Mark[] {
  const theirs = spans(sentence, language.theirs)
  const ours = spans(sentence, language.ours).filter(
    (one) => !theirs.some((t) => t.start < one.end && one.start < t.end),
  )
  return [...ours.map((m) => ({ ...m, isOurs: true })), ...theirs.map((m) => ({ ...m, isOurs: false }))].sort(
    (a, b) => a.start - b.start,
  )
}

const spans = (sentence: string, pattern: RegExp): { start: number; end: number }[] =>
  [...sentence.matchAll(pattern)].map(({ index, 0: found }) => ({ start: index, end: index + found.length }))

/**
 * A time belongs to the last verb before it in its clause; without one, to the verb that follows it in the same
 * clause or the next one; else to the last verb of the sentence so far.
 */
function isGoverned({ start, end }: Mention, in_: { marks: readonly Mark[]; boundaries: readonly number[] }): boolean {
  const clauseFrom = in_.boundaries.findLast((at) => at < start) ?? -1
  const before = in_.marks.findLast((mark) => mark.start < start)
  if (before !== undefined && before.end > clauseFrom) return before.isOurs
  const after = in_.marks.find((mark) => mark.start >= end)
  if (after !== undefined && after.start - end <= WIDEST_LEAD) {
    const between = in_.boundaries.filter((at) => at >= end && at < after.start)
    if (between.length <= 1) return after.isOurs
  }
  return before?.isOurs ?? false
}
