/** The text of an article with what reviewers changed again and again in replies that rested on it. Pure. */
import type { LearningSignal } from './learning-signal.ts'
import { wordEdit, wordSpans, wordsOf } from './word-edit.ts'

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
      const name = JSON.stringify([swap.pre, swap.removed, swap.post, swap.added])
      const vote = votes.get(name) ?? { swap, by: new Set<string>() }
      vote.by.add(id)
      votes.set(name, vote)
    }
  }
  const common = [...votes.values()].filter(({ by }) => by.size >= IN_COMMON).map(({ swap }) => swap)
  const text = common.reduce((now, swap) => (placesOf(now, swap).length === 1 ? swapped(now, swap) : now), content)
  return text === content ? null : text
}

/** Words that give way between words that stay, and what stands there instead, as the reply writes it. */
type Swap = {
  readonly pre: readonly string[]
  readonly removed: readonly string[]
  readonly post: readonly string[]
  readonly added: string
  /** What the reply has between the added words and those around them. */
  readonly gaps: readonly [before: string, after: string]
}

/** What was scrubbed is in no article, and must not get into one. */
const isScrubbed = (words: readonly string[]): boolean => words.includes('[') || words.includes(']')

function swapsIn(before: string, after: string, content: string): readonly Swap[] {
  const words = wordsOf(before)
  const sent = wordSpans(after)
  let shift = 0
  return wordEdit(before, after).changes.flatMap(({ at, removed, added }): Swap[] => {
    const from = at + shift
    shift += added.length - removed.length
    if (isScrubbed(removed) || isScrubbed(added)) return []
    const written = writtenAt(after, sent, { from, to: from + added.length })
    for (const [left, right] of AROUND) {
      const pre = words.slice(Math.max(0, at - left), at)
      const post = words.slice(at + removed.length, at + removed.length + right)
      const swap = { pre, removed, post, ...written }
      // something added to nothing has no place without words around it
      const isPlaced = removed.length > 0 || pre.length + post.length >= 2
      if (isPlaced && placesOf(content, swap).length === 1) return [swap]
    }
    return []
  })
}

type Span = { readonly from: number; readonly to: number }

/** The reply's own writing of its words from here to there, and the gaps to the words beside them. */
function writtenAt(text: string, spans: readonly Span[], words: Span): Pick<Swap, 'added' | 'gaps'> {
  const start = spans[words.from - 1]?.to ?? 0
  const end = spans[words.to]?.from ?? text.length
  const first = words.from < words.to ? (spans[words.from]?.from ?? end) : end
  const last = words.from < words.to ? (spans[words.to - 1]?.to ?? end) : end
  const plain = text.normalize('NFC')
  return { added: plain.slice(first, last), gaps: [plain.slice(start, first), plain.slice(last, end)] }
}

const placesOf = (text: string, swap: Swap): readonly RegExpExecArray[] => [...text.matchAll(patternOf(swap))]

/** Between two words is white space, by a mark there may be none; no place is within a word. */
const NOT_AFTER_LETTER = '(?<![\\p{L}\\p{N}])'
const NOT_BEFORE_LETTER = '(?![\\p{L}\\p{N}])'
const GAP = `\\s+|${NOT_AFTER_LETTER}|${NOT_BEFORE_LETTER}`

function patternOf({ pre, removed, post }: Swap): RegExp {
  const written = (words: readonly string[]): string =>
    words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join(`(?:${GAP})`)
  const gap = (name: string, beside: readonly string[]): string => `(?<${name}>${beside.length === 0 ? '' : GAP})`
  const middle = removed.length === 0 ? `(?:${GAP})` : `${gap('before', pre)}${written(removed)}${gap('after', post)}`
  const around = [`(?<pre>${written(pre)})`, middle, `(?<post>${written(post)})`]
  return new RegExp(`${NOT_AFTER_LETTER}${around.join('')}${NOT_BEFORE_LETTER}`, 'gu')
}

/** The article keeps its own white space where a word takes the place of another. */
function swapped(text: string, swap: Swap): string {
  const { added, gaps } = swap
  return text.replace(patternOf(swap), (...given) => {
    const { pre = '', post = '', before, after } = given.at(-1) as Readonly<Record<string, string | undefined>>
    const isReplaced = before !== undefined && after !== undefined && added !== ''
    const [left, right] = isReplaced ? [before, after] : pre === '' ? ['', gaps[1]] : post === '' ? [gaps[0], ''] : gaps
    return `${pre}${left}${added}${right}${post}`
  })
}
