/** The text of an article with what reviewers changed again and again in replies that rested on it. Pure. */
import type { LearningSignal } from './learning-signal.ts'
import { wordEdit, wordsOf } from './word-edit.ts'

/** A change that so many replies have in common is no one's taste. */
const IN_COMMON = 3
/** Words around a change by which its place is told, widest first: the article need not say it in the reply's words. */
const AROUND: readonly (readonly [number, number])[] = [
  [2, 2],
  [2, 0],
  [0, 2],
  [1, 1],
  [1, 0],
  [0, 1],
  [0, 0],
]

/** Null: no change is common to enough of them, or its place in the article cannot be told for certain. */
export function derivedText(content: string, triggers: readonly LearningSignal[]): string | null {
  const votes = new Map<string, { readonly swap: Swap; readonly by: Set<string> }>()
  for (const { id, before, after } of triggers) {
    if (after === null) continue
    for (const swap of swapsIn(before, after, content)) {
      const name = JSON.stringify([swap.from, swap.to])
      const vote = votes.get(name) ?? { swap, by: new Set<string>() }
      vote.by.add(id)
      votes.set(name, vote)
    }
  }
  const common = [...votes.values()].filter(({ by }) => by.size >= IN_COMMON).map(({ swap }) => swap)
  const text = common.reduce(
    (now, { from, to }) => (placesOf(now, from).length === 1 ? swapped(now, from, to) : now),
    content,
  )
  return text === content ? null : text
}

/** Words that give way, and what stands there instead; both as the texts write them. */
type Swap = { readonly from: readonly string[]; readonly to: string }

/** What was scrubbed is in no article, and must not get into one. */
const isScrubbed = (words: readonly string[]): boolean => words.includes('[') || words.includes(']')

function swapsIn(before: string, after: string, content: string): readonly Swap[] {
  const words = wordsOf(before)
  return wordEdit(before, after).changes.flatMap(({ at, removed, added }): Swap[] => {
    if (isScrubbed(removed) || isScrubbed(added)) return []
    for (const [left, right] of AROUND) {
      const pre = words.slice(Math.max(0, at - left), at)
      const post = words.slice(at + removed.length, at + removed.length + right)
      const from = [...pre, ...removed, ...post]
      // something added to nothing has no place without words around it
      const isPlaced = removed.length > 0 || pre.length + post.length >= 2
      if (isPlaced && placesOf(content, from).length === 1) return [{ from, to: joined([...pre, ...added, ...post]) }]
    }
    return []
  })
}

const placesOf = (text: string, words: readonly string[]): readonly RegExpExecArray[] =>
  words.length === 0 ? [] : [...text.matchAll(patternOf(words))]

/** Between words may be any white space, and none before a mark; not within a word. */
function patternOf(words: readonly string[]): RegExp {
  const escaped = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped.join('\\s*')}(?![\\p{L}\\p{N}])`, 'gu')
}

const swapped = (text: string, from: readonly string[], to: string): string => text.replace(patternOf(from), () => to)

/** Marks stand by the word before them. */
const joined = (words: readonly string[]): string =>
  words.reduce((text, word) => (text === '' || /^[.,;:!?)%]$/.test(word) ? `${text}${word}` : `${text} ${word}`), '')
