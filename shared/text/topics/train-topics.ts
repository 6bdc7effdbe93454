/** Learns topics from labelled texts. The same examples in the same order give the same model. */
import { calibrate, type HeldOut, probabilitiesOf } from './calibration.ts'
import { type FeatureSpace, featureSpaceOf, narrowed, type TextVector, vectorOf } from './feature-space.ts'
import { type Example, partsOf } from './held-out-parts.ts'
import { fitMachines, type Machine } from './linear-machines.ts'
import { type TextFeatures, textFeatures, wordsTold } from './text-features.ts'
import { knownShareOf, type StoredModel, storedModel } from './topic-model.ts'

/** What is said of an example by a model that has not learnt from it. */
export type Trial = {
  readonly topic: string
  readonly best: string
  /** 0 to 1. */
  readonly confidence: number
}
export type Training = {
  readonly model: StoredModel
  /** By example that has a word. */
  readonly trials: readonly Trial[]
}

/** What a model holds at most: it stays below a megabyte. */
const MOST_WEIGHTS = 2_500_000
const MOST_FEATURES = 60_000
const FEATURES_ANYHOW = 9_000

/** Texts without a word teach nothing and are left out. @throws RangeError when the others are of fewer than two topics. */
export function trainTopics(given: readonly Example[]): Training {
  const examples = given.filter(({ text }) => wordsTold(text) !== '')
  const topics = [...new Set(examples.map(({ topic }) => topic))].sort()
  if (topics.length < 2) throw new RangeError('A classifier needs examples of two topics at least')
  const numbers = new Map(topics.map((topic, at) => [topic, at]))
  const lessons = examples.map(
    ({ text, topic }): Lesson => ({ features: textFeatures(text), topic: numbers.get(topic) ?? 0 }),
  )
  const heldOut = triedOut(lessons, partsOf(examples), topics.length)
  const calibration = calibrate(heldOut)
  const model = storedModel({ topics, examples: examples.length, calibration, ...learn(lessons, topics.length) })
  const trials = heldOut.map((judged): Trial => {
    const probabilities = probabilitiesOf(judged, calibration)
    const confidence = Math.max(...probabilities)
    return { topic: topics[judged.topic] ?? '', best: topics[probabilities.indexOf(confidence)] ?? '', confidence }
  })
  return { model, trials }
}

type Lesson = { readonly features: TextFeatures; readonly topic: number }
type Learnt = { readonly space: FeatureSpace; readonly machines: readonly Machine[] }

/** Each lesson judged by what was learnt from the other parts. */
function triedOut(lessons: readonly Lesson[], parts: readonly number[], topicCount: number): HeldOut[] {
  const judged = new Map<number, HeldOut>()
  for (const part of new Set(parts)) {
    const taught = lessons.filter((_, at) => parts[at] !== part)
    if (taught.length === 0) continue
    const learnt = learn(taught, topicCount)
    lessons.forEach((lesson, at) => {
      if (parts[at] === part) judged.set(at, judgedBy(learnt, lesson))
    })
  }
  return lessons.flatMap((_, at) => judged.get(at) ?? [])
}

function learn(lessons: readonly Lesson[], topicCount: number): Learnt {
  const space = featureSpaceOf(lessons.map(({ features }) => features))
  const vectors = lessons.map(({ features }) => vectorOf(features, space))
  const topics = Int32Array.from(lessons, ({ topic }) => topic)
  const machines = fitMachines({ vectors, topics, topicCount, width: space.places.size })
  return pruned({ space, machines }, vectors)
}

/** Without the features that move the margins least, where there are too many. */
function pruned(learnt: Learnt, vectors: readonly TextVector[]): Learnt {
  const { space, machines } = learnt
  const width = space.places.size
  const most = Math.min(MOST_FEATURES, Math.max(FEATURES_ANYHOW, Math.floor(MOST_WEIGHTS / machines.length)))
  if (width <= most) return learnt
  const use = new Float64Array(width)
  for (const { places, values } of vectors)
    places.forEach((place, at) => {
      use[place] = (use[place] ?? 0) + (values[at] ?? 0) ** 2
    })
  const worth = use.map((one, place) => one * machines.reduce((sum, machine) => sum + (machine[place] ?? 0) ** 2, 0))
  const kept = [...worth.keys()]
    .sort((a, b) => (worth[b] ?? 0) - (worth[a] ?? 0) || a - b)
    .slice(0, most)
    .sort((a, b) => a - b)
  return {
    space: narrowed(space, kept),
    machines: machines.map((machine) => Float32Array.from([...kept, width], (place) => machine[place] ?? 0)),
  }
}

function judgedBy({ space, machines }: Learnt, { features, topic }: Lesson): HeldOut {
  const { places, values } = vectorOf(features, space)
  const margins = Float32Array.from(machines, (machine) =>
    places.reduce((sum, place, at) => sum + (machine[place] ?? 0) * (values[at] ?? 0), machine[space.places.size] ?? 0),
  )
  return { margins, knownShare: knownShareOf(places.length, features), topic }
}
