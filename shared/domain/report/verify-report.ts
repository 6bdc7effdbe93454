/**
 * A report beside one that was just made for the same week. A number that differs although it is made of the same was
 * tampered with; one that is made of something else now was corrected by late news, and the report is to be made again.
 */
import { canonicalText } from '#domain/canonical'
import type { Provenance, Report } from './report.ts'

export type Difference = {
  readonly id: string
  /**
   * `tampered`: same inputs, another number. `corrected`: what it was made of has changed since. `missing`, `added`: one
   * report alone has it. `other_law`: made by other rules, so that nothing can be compared.
   */
  readonly what: 'tampered' | 'corrected' | 'missing' | 'added' | 'other_law'
  readonly told: unknown
  readonly found: unknown
}

/** `corrected`: by late news; made again it would say something else. `tampered`: nothing in it can be relied on. */
export type Verdict = 'same' | 'corrected' | 'tampered'

export function verdictOf(found: {
  /** The file is byte by byte the one that was put there. */
  readonly isAsWritten: boolean
  readonly differences: readonly Pick<Difference, 'what'>[]
}): Verdict {
  if (!found.isAsWritten || found.differences.some(({ what }) => what === 'tampered')) return 'tampered'
  return found.differences.length === 0 ? 'same' : 'corrected'
}

export function verifyReport(told: Report, found: Report): readonly Difference[] {
  if (told.law !== found.law) return [{ id: 'law', what: 'other_law', told: told.law, found: found.law }]
  return [
    ...compared(told.figures, found.figures, ({ value, n, before, unit, label, query, window }) => ({
      ...{ value, n, before, unit, label, query, window },
    })),
    ...compared(told.series, found.series, ({ points, unit, label, query, window }) => ({
      ...{ points, unit, label, query, window },
    })),
    // what follows from the figures differs with them; alone, it was tampered with
    ...topicsCompared(told, found),
    ...(['causes', 'effects', 'actions', 'days', 'week', 'account', 'timeZone'] as const).flatMap((part) =>
      same(told[part], found[part]) || !same(hashesOf(told), hashesOf(found))
        ? []
        : [{ id: part, what: 'tampered' as const, told: told[part], found: found[part] }],
    ),
  ]
}

/** They are made of sums of their own: late news may move a conversation from one to another, and change nothing else. */
function topicsCompared(told: Report, found: Report): Difference[] {
  if (same(told.topics, found.topics)) return []
  const what = told.topicsHash === found.topicsHash ? 'tampered' : 'corrected'
  return [{ id: 'topics', what, told: told.topics, found: found.topics }]
}

type Part = Provenance & { readonly id: string }

function compared<Of extends Part>(
  told: readonly Of[],
  found: readonly Of[],
  saidBy: (part: Of) => unknown,
): Difference[] {
  const now = new Map(found.map((part) => [part.id, part]))
  const before = new Set(told.map(({ id }) => id))
  return [
    ...told.flatMap((part): Difference[] => {
      const other = now.get(part.id)
      if (other === undefined) return [{ id: part.id, what: 'missing', told: saidBy(part), found: null }]
      if (part.inputHash !== other.inputHash)
        return same(saidBy(part), saidBy(other))
          ? []
          : [{ id: part.id, what: 'corrected', told: saidBy(part), found: saidBy(other) }]
      return same(saidBy(part), saidBy(other))
        ? []
        : [{ id: part.id, what: 'tampered', told: saidBy(part), found: saidBy(other) }]
    }),
    ...found
      .filter(({ id }) => !before.has(id))
      .map((part): Difference => ({ id: part.id, what: 'added', told: null, found: saidBy(part) })),
  ]
}

const same = (a: unknown, b: unknown): boolean => canonicalText(a) === canonicalText(b)
const hashesOf = ({ figures, series }: Report): string[] => [...figures, ...series].map(({ inputHash }) => inputHash)
