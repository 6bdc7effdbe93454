/** More names than any real fork adds; beyond it nothing is news any more. */
const LIMIT = 1_000

/** Says, in the life of one function instance, whether a name was not asked about before. */
export function firstSights(): (name: string) => boolean {
  const seen = new Set<string>()
  return (name) => {
    if (seen.has(name) || seen.size >= LIMIT) return false
    seen.add(name)
    return true
  }
}
