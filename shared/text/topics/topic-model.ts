/** A trained classifier as it is stored, and as it is used. */
import { type Scored, TOPICS_KEPT } from '#domain/topic'
import { bytesIn, textOf } from './base64.ts'
import { type Calibration, type Judged, probabilitiesOf } from './calibration.ts'
import { type FeatureSpace, vectorOf } from './feature-space.ts'
import type { Machine } from './linear-machines.ts'
import { packed, unpacked } from './small-numbers.ts'
import { type TextFeatures, textFeatures } from './text-features.ts'

/** JSON. Numbers of a list are little-endian bytes in Base64. */
export type StoredModel = {
  readonly format: 1 | 2
  readonly topics: readonly string[]
  /** How many texts it learnt from. */
  readonly examples: number
  /** Hashed features, 4 bytes each, and how telling each is, in 1/255 of the rarest. */
  readonly features: string
  readonly rareness: string
  readonly rarest: number
  /** A signed byte by feature and, within, by topic; to be multiplied by the topic's scale. Packed, in format 2. */
  readonly weights: string
  readonly scales: readonly number[]
  readonly offsets: readonly number[]
  readonly calibration: Calibration
}

export type TopicClassifier = {
  readonly topics: readonly string[]
  /** By topic; see `probabilitiesOf`. */
  probabilities(text: string): Float64Array
}

export type Trained = {
  readonly topics: readonly string[]
  readonly examples: number
  readonly space: FeatureSpace
  readonly machines: readonly Machine[]
  readonly calibration: Calibration
}

export function storedModel({ topics, examples, space, machines, calibration }: Trained): StoredModel {
  const width = space.places.size
  const rarest = space.unknownRareness
  const scales = machines.map((machine) => largest(machine.subarray(0, width)) / 127 || 1)
  const weights = new Int8Array(width * topics.length)
  machines.forEach((machine, topic) => {
    for (let place = 0; place < width; place++)
      weights[place * topics.length + topic] = Math.round((machine[place] ?? 0) / (scales[topic] ?? 1))
  })
  const features = new Uint32Array(width)
  for (const [feature, place] of space.places) features[place] = feature
  return {
    format: 2,
    topics,
    examples,
    features: textOf(new Uint8Array(features.buffer)),
    rareness: textOf(Uint8Array.from(space.rareness, (one) => Math.round((255 * one) / rarest))),
    rarest,
    weights: textOf(packed(weights, topics.length)),
    scales: scales.map(rounded),
    offsets: machines.map((machine) => rounded(machine[width] ?? 0)),
    calibration,
  }
}

/** @throws Error for what is no model, or one of a later release. */
export function topicClassifier(model: StoredModel): TopicClassifier {
  if (model.format !== 1 && model.format !== 2)
    throw new Error('The topic model has a format this release does not know')
  const { topics, scales, offsets, calibration, rarest } = model
  const features = new Uint32Array(bytesIn(model.features).buffer)
  const weights = weightsIn(model, features.length)
  const rareness = bytesIn(model.rareness)
  const { sharpness, familiarAt, familiarSlope } = calibration
  const numbers = [...scales, ...offsets, rarest, sharpness, familiarAt, familiarSlope]
  const isWhole =
    topics.length > 1 &&
    weights.length === features.length * topics.length &&
    rareness.length === features.length &&
    scales.length === topics.length &&
    offsets.length === topics.length &&
    numbers.every(Number.isFinite)
  if (!isWhole) throw new Error('The topic model is not whole')
  const space: FeatureSpace = {
    places: new Map(Array.from(features, (feature, place) => [feature, place])),
    rareness: Float32Array.from(rareness, (byte) => (byte * rarest) / 255),
    unknownRareness: rarest,
  }
  const judge = (text: string): Judged => {
    const read = textFeatures(text)
    const { places, values } = vectorOf(read, space)
    const margins = new Float64Array(topics.length)
    places.forEach((place, at) => {
      const value = values[at] ?? 0
      const from = place * topics.length
      for (let topic = 0; topic < margins.length; topic++)
        margins[topic] = (margins[topic] as number) + value * (weights[from + topic] as number)
    })
    return {
      margins: margins.map((sum, topic) => sum * (scales[topic] ?? 0) + (offsets[topic] ?? 0)),
      knownShare: knownShareOf(places.length, read),
    }
  }
  return { topics, probabilities: (text) => probabilitiesOf(judge(text), calibration) }
}

function weightsIn({ format, weights, topics }: StoredModel, features: number): Int8Array {
  const bytes = bytesIn(weights)
  if (format === 1) return new Int8Array(bytes.buffer)
  return unpacked(bytes, { count: features * topics.length, perRow: topics.length })
}

export function knownShareOf(known: number, [words, pieces]: TextFeatures): number {
  const all = words.size + pieces.size
  return all === 0 ? 0 : known / all
}

/** Rarer than one in fifty is not worth keeping. */
const LEAST = 0.02

/** What is kept of a message's scores. */
export function scoredBy(classifier: TopicClassifier, model: string, text: string): Scored {
  const probabilities = classifier.probabilities(text)
  const topics = classifier.topics
    .map((topic, at): [string, number] => [topic, probabilities[at] ?? 0])
    .filter(([, probability]) => probability >= LEAST)
    .sort(([a, p], [b, q]) => q - p || (a < b ? -1 : 1))
    .slice(0, TOPICS_KEPT)
    .map(([topic, probability]): [string, number] => [topic, Math.round(1000 * Math.log(probability))])
  const familiar = probabilities.reduce((a, b) => a + b, 0)
  return { model, of: classifier.topics.length, topics, strange: Math.round(1000 * Math.max(0, 1 - familiar)) }
}

const largest = (values: Float32Array): number => values.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
const rounded = (value: number): number => Number(value.toPrecision(6))
