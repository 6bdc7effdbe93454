/**
 * How far one text is from another, in words, and which words differ. One table gives both: a library for the distance
 * alone would have to be joined by one for the difference, and the two may disagree on what was changed.
 */

export type WordEdit = {
  /** Words changed, of the words of the longer text. */
  readonly ratio: number
  readonly removed: readonly string[]
  readonly added: readonly string[]
  /** Each run of words that gave way to others, in order; one side may be empty. */
  readonly changes: readonly WordChange[]
}
export type WordChange = {
  readonly removed: readonly string[]
  readonly added: readonly string[]
  /** Words of the former text before it. */
  readonly at: number
}

/** The table grows with the product of both: what is longer than any reply is compared by its beginning. */
const WORDS_AT_MOST = 1_500

/** A mark is a word of its own: `refund?` for `refund.` is an edit, but not of the word. */
const WORD = /[\p{L}\p{N}]+(?:['’.,:/@_-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu

/** Where each word stands in the text, as NFC has it. */
export const wordSpans = (text: string): readonly { readonly from: number; readonly to: number }[] =>
  [...text.normalize('NFC').matchAll(WORD)].map(({ 0: word, index }) => ({ from: index, to: index + word.length }))

export const wordsOf = (text: string): readonly string[] => text.normalize('NFC').match(WORD) ?? []

export function wordEdit(before: string, after: string): WordEdit {
  const from = wordsOf(before).slice(0, WORDS_AT_MOST)
  const to = wordsOf(after).slice(0, WORDS_AT_MOST)
  const distance = distances(from, to)
  const changes = walk(from, to, distance)
  const longer = Math.max(from.length, to.length)
  return {
    ratio: longer === 0 ? 0 : distance(0, 0) / longer,
    removed: changes.flatMap(({ removed }) => removed),
    added: changes.flatMap(({ added }) => added),
    changes,
  }
}

/** The runs in which two lists of words, or of lines, differ; short lists: the work grows with the product of both. */
export const changesBetween = (from: readonly string[], to: readonly string[]): readonly WordChange[] =>
  walk(from, to, distances(from, to))

type Distance = (i: number, j: number) => number

/** Levenshtein's, in words, from each pair of places to the ends: so that the walk goes forward. */
function distances(from: readonly string[], to: readonly string[]): Distance {
  const width = to.length + 1
  const table = new Uint16Array((from.length + 1) * width)
  const at: Distance = (i, j) => table[i * width + j] ?? 0
  for (let i = from.length; i >= 0; i--) {
    for (let j = to.length; j >= 0; j--) {
      table[i * width + j] = least(i, j)
    }
  }
  return at

  function least(i: number, j: number): number {
    if (i === from.length) return to.length - j
    if (j === to.length) return from.length - i
    if (from[i] === to[j]) return at(i + 1, j + 1)
    return 1 + Math.min(at(i + 1, j + 1), at(i + 1, j), at(i, j + 1))
  }
}

function walk(from: readonly string[], to: readonly string[], distance: Distance): readonly WordChange[] {
  const changes: { removed: string[]; added: string[]; at: number }[] = []
  let open: (typeof changes)[number] | null = null
  for (let i = 0, j = 0; i < from.length || j < to.length; ) {
    const word = from[i]
    const other = to[j]
    if (word !== undefined && word === other) {
      open = null
      i += 1
      j += 1
      continue
    }
    if (open === null) {
      open = { removed: [], added: [], at: i }
      changes.push(open)
    }
    const left = distance(i, j) - 1
    const isReplaced = word !== undefined && other !== undefined && distance(i + 1, j + 1) === left
    if (word !== undefined && (isReplaced || other === undefined || distance(i + 1, j) === left)) {
      open.removed.push(word)
      i += 1
      if (!isReplaced) continue
    }
    if (other !== undefined) {
      open.added.push(other)
      j += 1
    }
  }
  return changes
}
