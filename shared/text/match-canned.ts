/** Which canned response answers a question, told by the words they share; most questions are answered by none. */
import { EMPTY_WORDS } from './substance-words.ts'

export type Canned = { readonly id: number; readonly shortCode: string; readonly content: string }
export type CannedMatch<One extends Canned> = { readonly response: One /** 0 to 1. */; readonly confidence: number }

/** So much of what the question says must be found in the response. */
const LEAST_COVERED = 0.5
/** The second best must be this much worse: of two that fit alike, a person chooses. */
const LEAST_LEAD = 0.15
const FEWEST_SHARED = 2
/** Words are told by their beginnings: `order` and `orders`, `Rückgabe` and `Rückgaben`. */
const STEM = 6

/** Null: none is surely meant. */
export function matchCanned<One extends Canned>(question: string, responses: readonly One[]): CannedMatch<One> | null {
  const asked = stemsOf(question)
  if (asked.size < FEWEST_SHARED) return null
  const documents = responses.map((response) => ({
    response,
    code: stemsOf(response.shortCode.replace(/[_\-./]+/g, ' ')),
    content: stemsOf(response.content),
  }))
  const rarity = (stem: string): number => {
    const holding = documents.filter(({ code, content }) => code.has(stem) || content.has(stem)).length
    return Math.log(1 + (documents.length + 1) / (holding + 1))
  }
  const weights = new Map([...asked].map((stem) => [stem, rarity(stem)]))
  const total = [...weights.values()].reduce((a, b) => a + b, 0)
  const scored = documents
    .map(({ response, code, content }) => {
      const shared = [...asked].filter((stem) => code.has(stem) || content.has(stem))
      const weight = shared.reduce((sum, stem) => sum + (weights.get(stem) ?? 0) * (code.has(stem) ? 1.5 : 1), 0)
      return { response, shared: shared.length, confidence: Math.min(1, weight / total) }
    })
    .sort((a, b) => b.confidence - a.confidence || a.response.id - b.response.id)
  const [best, second] = scored
  if (best === undefined || best.shared < FEWEST_SHARED || best.confidence < LEAST_COVERED) return null
  if (best.confidence - (second?.confidence ?? 0) < LEAST_LEAD) return null
  return { response: best.response, confidence: best.confidence }
}

function stemsOf(text: string): Set<string> {
  const words =
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}']{3,}/gu) ?? []
  return new Set(words.filter((word) => !EMPTY_WORDS.has(word)).map((word) => word.slice(0, STEM)))
}
