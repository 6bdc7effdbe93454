/** The known name that was probably meant, if one is near: other case, other separators, shortened, or a slip or two. */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  const wanted = plain(given)
  if (wanted === '') return undefined
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const name of known) {
    const distance = distanceOf(wanted, plain(name))
    if (distance <= slipsAllowed(wanted) && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) {
      best = { name, distance }
    }
  }
  return best?.name
}

const MOST_KNOWN = 50

/** Appended to a refusal: `; did you mean ...?`, or nothing when no known name is near, or there are more than 50. */
export function didYouMean(given: string, known: readonly string[]): string {
  const name = known.length > MOST_KNOWN ? undefined : nearest(given, known)
  return name === undefined ? '' : `; did you mean \`${name}\`?`
}

const LONGEST = 64
const SHORTENED = 3
const plain = (name: string): string =>
  name
    .slice(0, LONGEST)
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '')
const slipsAllowed = (wanted: string): number => Math.max(1, Math.floor(wanted.length / 3))

function distanceOf(given: string, known: string): number {
  if (given === known) return 0
  const [short, long] = given.length < known.length ? [given, known] : [known, given]
  if (short.length >= SHORTENED && long.startsWith(short)) return 1
  return slips(given, known)
}

/** Optimal string alignment: letters added, dropped, replaced, or swapped with their neighbour. */
function slips(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const line = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(at(last, column) + 1, at(line, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1))
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1)
      line.push(cost)
    }
    beforeLast = last
    last = line
  }
  return at(last, b.length)
}

const at = (line: readonly number[], column: number): number => line[column] ?? Number.POSITIVE_INFINITY
