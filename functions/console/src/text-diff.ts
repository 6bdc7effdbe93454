/** What was changed in a text, word by word. */
import { diffWordsWithSpace } from 'diff'

export type Piece = { readonly kind: 'kept' | 'added' | 'gone'; readonly text: string }

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
