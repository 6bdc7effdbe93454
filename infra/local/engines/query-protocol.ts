/** The AWS query protocol: form fields in, XML out. */

export const escapeXml = (text: string): string => text.replace(/[<>&'"\r\n]/g, (c) => `&#${c.charCodeAt(0)};`)

/** `A.entry.1.Name=x` becomes `{ A: { entry: { '1': { Name: 'x' } } } }`. */
export function parseForm(body: string): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [path, value] of new URLSearchParams(body)) {
    const steps = path.split('.')
    const last = steps.pop()
    if (last === undefined || steps.concat(last).includes('__proto__')) continue
    let at = root
    for (const step of steps) {
      const next = at[step]
      if (next !== null && typeof next === 'object') at = next as Record<string, unknown>
      else {
        const created: Record<string, unknown> = {}
        at[step] = created
        at = created
      }
    }
    at[last] = value
  }
  return root
}

/** Entries of a list or map field, in order; `{ entry: { '1': a, '2': b } }` gives `[a, b]`. */
export function formList(field: unknown): readonly Record<string, unknown>[] {
  if (field === null || typeof field !== 'object') return []
  const inner = Object.values(field)[0]
  if (inner === null || typeof inner !== 'object') return []
  return Object.entries(inner)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, entry]) => (entry !== null && typeof entry === 'object' ? (entry as Record<string, unknown>) : {}))
}

/** Elements of a value: members of objects by name, of lists as `member`. Undefined members are left out. */
export function toXml(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map((v) => `<member>${toXml(v)}</member>`).join('')
  if (typeof value !== 'object') return escapeXml(String(value))
  return Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .map(([name, v]) => `<${name}>${toXml(v)}</${name}>`)
    .join('')
}
