/** What was changed in a text, word by word. */
import { diffWordsWithSpace } from 'diff'

export type Piece = { readonly kind: 'kept' | 'added' | 'gone'; readonly text: string }

/** Where less than this is kept, words of both between each other could not be read. */
const KEPT_LEAST = 0.4

/** As `diffOf`; of texts that have little in common, the one and then the other. */
export function readableDiff(before: string, after: string): readonly Piece[] {
  const pieces = diffOf(before, after)
  const kept = pieces.reduce((sum, { kind, text }) => sum + (kind === 'kept' ? text.length : 0), 0)
  if (before === '' || after === '' || kept >= KEPT_LEAST * Math.max(before.length, after.length)) return pieces
  return [
    { kind: 'gone', text: before },
    { kind: 'kept', text: '\n' },
    { kind: 'added', text: after },
  ]
}

/** Longer texts are told as a whole taken out and a whole put in, rather than hold up the page. */
const PATIENCE_MS = 200

export function diffOf(before: string, after: string): readonly Piece[] {
  if (before === after) return [{ kind: 'kept', text: after }]
  const changes = diffWordsWithSpace(before, after, { timeout: PATIENCE_MS })
  if (changes === undefined)
    return [
      { kind: 'gone', text: before },
      { kind: 'added', text: after },
    ]
  return changes.map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'gone' : 'kept',
    text: value,
  }))
}
