/** The passage of an article that is nearest to a question, and the words they share. */
import { type QuestionFeatures, stemHash } from './question-features.ts'
import type { IndexedArticle } from './stored-index.ts'
import { stemIn, wordsOf } from './words.ts'

export type Extract = { readonly extract: string; readonly words: readonly string[] }

const MOST_WORDS = 6
/** A passage of fewer words says little that could be shown. */
const FULL_PASSAGE_WORDS = 12

export function extractOf({ title, language, passages }: IndexedArticle, asked: QuestionFeatures): Extract {
  const stem = stemIn(language)
  const sharedIn = (text: string): Map<number, string> => {
    const shared = new Map<number, string>()
    for (const word of wordsOf(text)) {
      const stemmed = stem(word)
      if (stemmed === null) continue
      const hash = stemHash(stemmed)
      if (asked.has(hash) && !shared.has(hash)) shared.set(hash, word)
    }
    return shared
  }
  const inTitle = sharedIn(title)
  const inPassages = passages.map(sharedIn)
  const holding = new Map<number, number>()
  for (const shared of inPassages) for (const hash of shared.keys()) holding.set(hash, (holding.get(hash) ?? 0) + 1)
  let best = { passage: passages[0] ?? title, worth: 0 }
  passages.forEach((passage, at) => {
    let worth = 0
    for (const hash of inPassages[at]?.keys() ?? []) worth += 1 / Math.log2(1 + (holding.get(hash) ?? 1))
    worth *= Math.min(1, passage.split(' ').length / FULL_PASSAGE_WORDS)
    if (worth > best.worth) best = { passage, worth }
  })
  const words = new Map(
    [
      ...inTitle,
      ...inPassages.flatMap((shared) => [...shared]).sort(([a], [b]) => (holding.get(a) ?? 0) - (holding.get(b) ?? 0)),
    ].map(([hash, word]) => [hash, word]),
  )
  return { extract: best.passage, words: [...words.values()].slice(0, MOST_WORDS) }
}
