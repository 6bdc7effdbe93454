/**
 * Questions that no article answered, put together by what they are about. Deterministic: the same questions give the
 * same themes, in whatever order they come. Questions come scrubbed, as words that tell (stems, without stopwords).
 */
export type AskedQuestion = {
  readonly id: string
  readonly atMs: number
  /** In any order; a word that comes twice counts twice. */
  readonly words: readonly string[]
}

export type Theme = {
  /** Of its first question: a theme that grows stays the same one. */
  readonly id: string
  /** Oldest first. */
  readonly questionIds: readonly string[]
  /** What most of them have in common, most telling first, at most 6. */
  readonly words: readonly string[]
  readonly firstAtMs: number
  readonly lastAtMs: number
}

/** Cosine of two questions' weighted words from which they are of one theme. */
const ALIKE_FROM = 0.35
const WORDS_NAMED = 6

/** Themes of at least `least` questions, largest first. */
export function themesOf(questions: readonly AskedQuestion[], least = 3): readonly Theme[] {
  const asked = inOrder(questions)
  const rarity = rarityOf(asked)
  const vectors = asked.map(({ words }) => vectorOf(words, rarity))
  const root = asked.map((_, index) => index)
  const rootOf = (index: number): number => {
    const above = root[index] ?? index
    return above === index ? index : rootOf(above)
  }
  for (const [i, one] of vectors.entries()) {
    for (const [j, other] of vectors.slice(0, i).entries()) {
      if (cosine(one, other) < ALIKE_FROM) continue
      const [a, b] = [rootOf(i), rootOf(j)]
      // the older question is the root: it names the theme
      root[Math.max(a, b)] = Math.min(a, b)
    }
  }
  const themes = new Map<number, number[]>()
  for (const index of asked.keys()) {
    const of = rootOf(index)
    themes.set(of, [...(themes.get(of) ?? []), index])
  }
  return [...themes.values()]
    .filter((indexes) => indexes.length >= least)
    .map((indexes) =>
      themeOf(
        indexes.flatMap((index) => asked[index] ?? []),
        rarity,
      ),
    )
    .sort((a, b) => b.questionIds.length - a.questionIds.length || (a.id < b.id ? -1 : 1))
}

type Vector = ReadonlyMap<string, number>

function inOrder(questions: readonly AskedQuestion[]): readonly AskedQuestion[] {
  const byId = new Map(questions.map((question) => [question.id, question]))
  return [...byId.values()]
    .filter(({ words }) => words.length > 0)
    .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1))
}

/** Words of few questions tell more: ln(1 + all / those that have it). */
function rarityOf(asked: readonly AskedQuestion[]): Vector {
  const having = new Map<string, number>()
  for (const { words } of asked) for (const word of new Set(words)) having.set(word, (having.get(word) ?? 0) + 1)
  return new Map([...having].map(([word, count]) => [word, Math.log(1 + asked.length / count)]))
}

function vectorOf(words: readonly string[], rarity: Vector): Vector {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const weighed = [...counts].map(([word, count]) => [word, (1 + Math.log(count)) * (rarity.get(word) ?? 0)] as const)
  const length = Math.hypot(...weighed.map(([, weight]) => weight))
  return new Map(weighed.map(([word, weight]) => [word, length === 0 ? 0 : weight / length]))
}

function cosine(one: Vector, other: Vector): number {
  let sum = 0
  for (const [word, weight] of one) sum += weight * (other.get(word) ?? 0)
  return sum
}

function themeOf(of: readonly AskedQuestion[], rarity: Vector): Theme {
  const shares = new Map<string, number>()
  for (const { words } of of) for (const word of new Set(words)) shares.set(word, (shares.get(word) ?? 0) + 1)
  const telling = [...shares]
    .filter(([, count]) => count * 2 >= of.length)
    .map(([word, count]) => [word, count * (rarity.get(word) ?? 0)] as const)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return {
    id: `theme-${of[0]?.id ?? ''}`,
    questionIds: of.map(({ id }) => id),
    words: telling.slice(0, WORDS_NAMED).map(([word]) => word),
    firstAtMs: of[0]?.atMs ?? 0,
    lastAtMs: of.at(-1)?.atMs ?? 0,
  }
}
