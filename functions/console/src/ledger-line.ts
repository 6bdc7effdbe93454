/** What a line of the ledger is made of. */
import { plainText } from './names.ts'

/** `warning`: somebody should act; `late`: they did not. */
export type Tone = 'waiting' | 'answered' | 'closed' | 'warning' | 'late' | 'plain'
export type LedgerLine = { readonly text: string; readonly tone: Tone }
/** Operator names by id, as far as the ledger or the conversation tell them. */
export type Names = ReadonlyMap<number, string>

const MOST_LISTED = 8

export const plain = (text: string): LedgerLine => ({ text, tone: 'plain' })

export const operatorName = (id: number | null, names: Names): string =>
  id === null ? 'Somebody' : (names.get(id) ?? `Operator ${id}`)

/** The first few, and how many more. */
export function listed(words: readonly string[]): string {
  const shown = words.slice(0, MOST_LISTED).map(plainText)
  const more = words.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

/** A newer server may tell of events this page was not built for: `approval.applied.v1` is "Approval applied". */
export const unknownEvent = (event: { readonly type: string }): LedgerLine =>
  plain(
    event.type
      .replace(/^conversation\./, '')
      .replace(/\.v\d+$/, '')
      .replace(/[._]/g, ' ')
      .replace(/^[a-z]/, (letter) => letter.toUpperCase()),
  )
