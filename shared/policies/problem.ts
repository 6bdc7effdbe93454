/** What is wrong with a policy document, and where. Read by support leads: what is wrong, and what would be right. */
export type Problem = {
  /** Such as `policies[2].targets.first_response.urgent`; `document` for the whole. */
  readonly path: string
  readonly message: string
}

/** Names that are not plain words are quoted: `words["two words"][0]`. */
export function pathText(parts: readonly PropertyKey[]): string {
  const text = parts.map(partText).join('')
  return text === '' ? 'document' : text.replace(/^\./, '')
}

const partText = (part: PropertyKey): string => {
  if (typeof part === 'number') return `[${part}]`
  return /^[\w-]+$/.test(String(part)) ? `.${String(part)}` : `[${JSON.stringify(String(part))}]`
}

const SHOWN_CHARACTERS = 40

/** A value as it can stand in a message: short, and never a whole list or object. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text
}

/** Names in a message: `a`, `b` or `c`. */
export function anyOf(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``)
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
}
