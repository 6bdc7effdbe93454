/**
 * One text for one value: JSON with keys sorted by code unit, and members whose value is undefined left out.
 * Serves as the last tie-break of registers and for equality of states.
 */
export function canonicalText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  // This is asked many times for each write: texts are added up, and no lists are made on the way.
  let text = ''
  if (Array.isArray(value)) {
    for (const element of value) text += text === '' ? canonicalText(element) : `,${canonicalText(element)}`
    return `[${text}]`
  }
  const members = value as Readonly<Record<string, unknown>>
  // without a comparison of one's own, `sort` goes by code unit
  for (const key of Object.keys(members).sort()) {
    const member = members[key]
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalText(member)}`
  }
  return `{${text}}`
}

/** By code unit: unlike `localeCompare`, the same on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
