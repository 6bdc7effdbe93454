import { likeliestTopic, type Said } from '#domain/topic'
import { isSubstantive } from '#text/substance'
import type { Example } from '#text/topics/held-out-parts'
import { type StoredModel, scoredBy, type TopicClassifier, topicClassifier } from '#text/topics/topic-model'
import { trainTopics } from '#text/topics/train-topics'
import type { Guess } from './anchors.ts'

export type Ours = {
  readonly classifier: TopicClassifier
  readonly kilobytes: number
  readonly trainSeconds: number
  readonly loadMs: number
}

/** Trained, stored as text, and loaded from it, as in production. */
export function trainedOurs(examples: readonly Example[]): Ours {
  const startMs = performance.now()
  const text = JSON.stringify(trainTopics(examples).model)
  const storedMs = performance.now()
  const classifier = topicClassifier(JSON.parse(text) as StoredModel)
  return {
    classifier,
    kilobytes: text.length / 1000,
    trainSeconds: (storedMs - startMs) / 1000,
    loadMs: performance.now() - storedMs,
  }
}

export function guessOf(classifier: TopicClassifier, text: string): Guess {
  const probabilities = classifier.probabilities(text)
  const sure = Math.max(...probabilities)
  return { topic: classifier.topics[probabilities.indexOf(sure)] ?? '', sure }
}

/** What a conversation's record would tell after these messages; null: nothing to go by yet. */
export function guessOfSaid(classifier: TopicClassifier, messages: readonly string[]): Guess | null {
  const said = messages.map((text, at): Said => {
    const scored = scoredBy(classifier, 'm', text)
    return { messageId: at, substantive: isSubstantive(text), language: null, scored }
  })
  const topic = likeliestTopic(said)
  return topic === null ? null : { topic: topic.name, sure: topic.confidencePercent / 100 }
}
