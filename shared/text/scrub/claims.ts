/**
 * Scrubbing claims stretches of a text one rule after another. What is claimed is filled with a character no rule reads,
 * as long as it was, so that every later rule sees the same places and none sees what another has taken.
 */

/** Of the private use area: neither a letter, nor a digit, nor white space. */
const FILL = '\ue000'

export type ScrubKind =
  | 'name'
  | 'email'
  | 'phone'
  | 'card'
  | 'iban'
  | 'address'
  | 'ip'
  | 'link'
  | 'number'
  | 'birthdate'
  | 'id'

/** `as` null: recognised as harmless, so it stays, and nobody else takes it for something else. */
export type Claim = { readonly start: number; readonly end: number; readonly as: ScrubKind | null }

export type Claimed = { readonly work: string; readonly claims: readonly Claim[] }

export type Rule = {
  readonly as: ScrubKind | null
  readonly pattern: RegExp
  /** Whether a match is one, by more than its form; absent: it always is. */
  readonly holds?: (match: string) => boolean
  /** Group of the match that is taken; the rest stays, as what introduces it. Default: the whole match. */
  readonly group?: number
}

export const unclaimed = (text: string): Claimed => ({ work: text.replaceAll(FILL, ' '), claims: [] })

export function applyRules(claimed: Claimed, rules: readonly Rule[]): Claimed {
  return rules.reduce(applyRule, claimed)
}

function applyRule({ work, claims }: Claimed, { as, pattern, holds, group = 0 }: Rule): Claimed {
  const more: Claim[] = []
  for (const match of work.matchAll(pattern)) {
    const taken = match[group]
    if (taken === undefined || taken === '' || holds?.(taken) === false) continue
    // what is taken ends the match, where it is a part of it: rules are written so
    const start = match.index + (group === 0 ? 0 : match[0].lastIndexOf(taken))
    more.push({ start, end: start + taken.length, as })
  }
  return more.length === 0 ? { work, claims } : { work: filled(work, more), claims: [...claims, ...more] }
}

export function claim({ work, claims }: Claimed, more: readonly Claim[]): Claimed {
  return { work: filled(work, more), claims: [...claims, ...more] }
}

function filled(work: string, claims: readonly Claim[]): string {
  let kept = ''
  let from = 0
  for (const { start, end } of [...claims].sort((a, b) => a.start - b.start)) {
    if (start < from) continue
    kept += work.slice(from, start) + FILL.repeat(end - start)
    from = end
  }
  return kept + work.slice(from)
}

/** The text with a word in brackets for whatever was taken; neighbours of one kind are one. */
export function written(text: string, claims: readonly Claim[]): string {
  let out = ''
  let from = 0
  for (const { start, end, as } of [...claims].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (as === null || start < from) continue
    out += `${text.slice(from, start)}[${as}]`
    from = end
  }
  return (out + text.slice(from)).replace(/\[(\w+)\](?:[\s,]*\[\1\])+/g, '[$1]')
}
