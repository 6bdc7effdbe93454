/** What any document must keep to before it is looked into. */
import { canonicalText } from '#domain/canonical'
import { type Problem, shown } from './problem.ts'

const MOST_BYTES = 100 * 1024
/** Documents are a handful of levels deep; reading text that nests without end would exhaust the stack. */
const DEEPEST = 12

/** Undefined when the document keeps to all bounds. */
export function outOfBounds(raw: unknown): Problem | undefined {
  const message = tooDeep(raw) ?? tooLarge(raw)
  return message === undefined ? undefined : { path: 'document', message }
}

function tooLarge(raw: unknown): string | undefined {
  const bytes = new TextEncoder().encode(canonicalText(raw)).length
  return bytes > MOST_BYTES ? `has ${bytes} bytes; ${MOST_BYTES} are the most` : undefined
}

function tooDeep(raw: unknown): string | undefined {
  let level = [raw]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return `nests deeper than ${DEEPEST} levels, as no document of this kind does`
    const below: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      // Assigning to this name would change what an object is, so no reader would keep it.
      if (Object.hasOwn(value, '__proto__')) return `uses the name ${shown('__proto__')}, which cannot be kept`
      for (const member of Object.values(value)) below.push(member)
    }
    level = below
  }
  return undefined
}
