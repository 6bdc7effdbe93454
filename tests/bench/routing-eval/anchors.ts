/** The obvious ways to tell topics, to stand beside ours: each learns from texts and answers with a topic and how sure it is. */
import { seededRandom, shuffle } from '#text/topics/seeded-random'
import type { Labelled } from './labelled-sets.ts'

export type Guess = { readonly topic: string; readonly sure: number }
export type Guesser = (text: string) => Guess
export type Method = (taught: readonly Labelled[]) => Guesser

type Vector = ReadonlyMap<number, number>
type Taught = {
  readonly topics: readonly string[]
  readonly labels: readonly number[]
  readonly vectors: readonly Vector[]
  readonly vectorOf: (text: string) => Vector
  readonly size: number
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []

/** Words seen once at least, by how often they occur, or by TF-IDF with length 1. */
function taughtBy(examples: readonly Labelled[], weighing: 'counts' | 'tfidf'): Taught {
  const topics = [...new Set(examples.map(({ topic }) => topic))].sort()
  const places = new Map<string, number>()
  const found = new Map<number, number>()
  const counted = (text: string, isNew: boolean): Map<number, number> => {
    const counts = new Map<number, number>()
    for (const word of wordsOf(text)) {
      if (isNew && !places.has(word)) places.set(word, places.size)
      const place = places.get(word)
      if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1)
    }
    return counts
  }
  const counts = examples.map(({ text }) => counted(text, true))
  for (const one of counts) for (const place of one.keys()) found.set(place, (found.get(place) ?? 0) + 1)
  const weighed = (one: Map<number, number>): Vector => {
    if (weighing === 'counts') return one
    const values = [...one].map(([place, count]): [number, number] => [
      place,
      count * (1 + Math.log((1 + examples.length) / (1 + (found.get(place) ?? 0)))),
    ])
    const length = Math.sqrt(values.reduce((sum, [, value]) => sum + value * value, 0)) || 1
    return new Map(values.map(([place, value]) => [place, value / length]))
  }
  return {
    topics,
    labels: examples.map(({ topic }) => topics.indexOf(topic)),
    vectors: counts.map(weighed),
    vectorOf: (text) => weighed(counted(text, false)),
    size: places.size,
  }
}

const majority: Method = (examples) => {
  const counts = new Map<string, number>()
  for (const { topic } of examples) counts.set(topic, (counts.get(topic) ?? 0) + 1)
  const [topic = '', count = 0] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? []
  return () => ({ topic, sure: count / examples.length })
}

/** Multinomial, with add-one smoothing. */
const naiveBayes: Method = (examples) => {
  const { topics, labels, vectors, vectorOf, size } = taughtBy(examples, 'counts')
  const sums = topics.map(() => new Float64Array(size))
  const totals = new Float64Array(topics.length)
  const priors = new Float64Array(topics.length)
  vectors.forEach((vector, at) => {
    const topic = labels[at] ?? 0
    priors[topic] = (priors[topic] ?? 0) + 1
    for (const [place, count] of vector) {
      const sum = sums[topic]
      if (sum !== undefined) sum[place] = (sum[place] ?? 0) + count
      totals[topic] = (totals[topic] ?? 0) + count
    }
  })
  return (text) => {
    const vector = vectorOf(text)
    const scores = topics.map((_, topic) => {
      let score = Math.log((priors[topic] ?? 0) / examples.length)
      for (const [place, count] of vector)
        score += count * Math.log(((sums[topic]?.[place] ?? 0) + 1) / ((totals[topic] ?? 0) + size))
      return score
    })
    return surest(topics, scores)
  }
}

/** The topic of the one text nearest by cosine. */
const nearest: Method = (examples) => {
  const { topics, labels, vectors, vectorOf, size } = taughtBy(examples, 'tfidf')
  const lists = Array.from({ length: size }, (): [number, number][] => [])
  vectors.forEach((vector, at) => {
    for (const [place, value] of vector) lists[place]?.push([at, value])
  })
  return (text) => {
    const near = new Float64Array(vectors.length)
    for (const [place, value] of vectorOf(text))
      for (const [at, other] of lists[place] ?? []) near[at] = (near[at] ?? 0) + value * other
    const best = near.reduce((most, one, at) => (one > (near[most] ?? 0) ? at : most), 0)
    return { topic: topics[labels[best] ?? 0] ?? '', sure: near[best] ?? 0 }
  }
}

/** Softmax regression on TF-IDF of words, by AdaGrad. */
const logistic: Method = (examples) => {
  const { topics, labels, vectors, vectorOf, size } = taughtBy(examples, 'tfidf')
  const count = topics.length
  const weights = new Float32Array((size + 1) * count)
  const gathered = new Float32Array((size + 1) * count).fill(1e-3)
  const entries = vectors.map((vector) => [...vector, [size, 1] as const])
  const scoresOf = (vector: Iterable<readonly [number, number]>): Float64Array => {
    const scores = new Float64Array(count)
    for (const [place, value] of vector)
      for (let k = 0; k < count; k++) scores[k] = (scores[k] as number) + value * (weights[place * count + k] as number)
    return scores
  }
  const order = Int32Array.from(entries.keys())
  const random = seededRandom(1)
  for (let pass = 0; pass < 12; pass++) {
    shuffle(order, random)
    for (const at of order) {
      const entry = entries[at] ?? []
      const shares = softmax(scoresOf(entry))
      const own = labels[at] ?? 0
      for (const [place, value] of entry)
        for (let k = 0; k < count; k++) {
          const slope = value * ((shares[k] as number) - Number(k === own))
          if (slope > -1e-4 && slope < 1e-4) continue
          const i = place * count + k
          const sum = (gathered[i] as number) + slope * slope
          gathered[i] = sum
          weights[i] = (weights[i] as number) - (0.5 * slope) / Math.sqrt(sum)
        }
    }
  }
  return (text) => surest(topics, [...scoresOf([...vectorOf(text), [size, 1] as const])])
}

function softmax(scores: Float64Array): Float64Array {
  const highest = Math.max(...scores)
  const shares = scores.map((score) => Math.exp(score - highest))
  const total = shares.reduce((a, b) => a + b, 0)
  return shares.map((share) => share / total)
}

function surest(topics: readonly string[], scores: readonly number[]): Guess {
  const shares = softmax(Float64Array.from(scores))
  const best = shares.indexOf(Math.max(...shares))
  return { topic: topics[best] ?? '', sure: shares[best] ?? 0 }
}

export const ANCHORS: Readonly<Record<string, Method>> = {
  'most frequent': majority,
  'naive Bayes': naiveBayes,
  'nearest text': nearest,
  'TF-IDF, logistic': logistic,
}
