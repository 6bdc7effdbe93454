/** Learns topics from labelled texts. The same examples in the same order give the same model. */
import { type Calibration, calibrate, type HeldOut, probabilitiesOf, UNCALIBRATED } from './calibration.ts'
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

/** Characters of a stored model. What would be larger gives up the features that matter least. */
const LARGEST = 1_000_000
/** Where that begins: more would not fit. */
const MOST_WEIGHTS = 2_500_000
const MOST_FEATURES = 60_000

/** Texts without a word teach nothing and are left out. @throws RangeError when the others are of fewer than two topics. */
export function trainTopics(given: readonly Example[], { largest = LARGEST } = {}): Training {
  const examples = given.filter(({ text }) => wordsTold(text) !== '')
  const topics = [...new Set(examples.map(({ topic }) => topic))].sort()
  if (topics.length < 2) throw new RangeError('A classifier needs examples of two topics at least')
  const numbers = new Map(topics.map((topic, at) => [topic, at]))
  const lessons = examples.map(
    ({ text, topic }): Lesson => ({ features: textFeatures(text), topic: numbers.get(topic) ?? 0 }),
  )
  const stored = (learnt: Learnt, calibration: Calibration): StoredModel =>
    storedModel({ topics, examples: examples.length, calibration, ...learnt })
  const whole = learn(lessons, topics.length)
  let most = Math.min(whole.space.places.size, MOST_FEATURES, Math.floor(MOST_WEIGHTS / topics.length))
  let learnt = pruned(whole, most)
  for (;;) {
    const { length } = JSON.stringify(stored(learnt, UNCALIBRATED))
    if (length <= largest || most === 0) break
    most = Math.floor(most * Math.min(0.95, largest / length))
    learnt = pruned(whole, most)
  }
  const heldOut = triedOut(lessons, partsOf(examples), { topicCount: topics.length, most })
  const calibration = calibrate(heldOut)
  const model = stored(learnt, calibration)
  const trials = heldOut.map((judged): Trial => {
    const probabilities = probabilitiesOf(judged, calibration)
    const confidence = Math.max(...probabilities)
    return { topic: topics[judged.topic] ?? '', best: topics[probabilities.indexOf(confidence)] ?? '', confidence }
  })
  return { model, trials }
}

type Lesson = { readonly features: TextFeatures; readonly topic: number }
type Learnt = { readonly space: FeatureSpace; readonly machines: readonly Machine[] }
type Whole = Learnt & { readonly vectors: readonly TextVector[] }

/** Each lesson judged by what was learnt from the other parts. */
function triedOut(
  lessons: readonly Lesson[],
  parts: readonly number[],
  { topicCount, most }: { readonly topicCount: number; readonly most: number },
): HeldOut[] {
  const judged = new Map<number, HeldOut>()
  for (const part of new Set(parts)) {
    const taught = lessons.filter((_, at) => parts[at] !== part)
    if (taught.length === 0) continue
    const learnt = pruned(learn(taught, topicCount), most)
    lessons.forEach((lesson, at) => {
      if (parts[at] === part) judged.set(at, judgedBy(learnt, lesson))
    })
  }
  return lessons.flatMap((_, at) => judged.get(at) ?? [])
}

function learn(lessons: readonly Lesson[], topicCount: number): Whole {
  const space = featureSpaceOf(lessons.map(({ features }) => features))
  const vectors = lessons.map(({ features }) => vectorOf(features, space))
  const topics = Int32Array.from(lessons, ({ topic }) => topic)
  const machines = fitMachines({ vectors, topics, topicCount, width: space.places.size })
  return { space, machines, vectors }
}

/** Without the features that move the margins least, where there are too many. */
function pruned({ space, machines, vectors }: Whole, most: number): Learnt {
  const width = space.places.size
  if (width <= most) return { space, machines }
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
