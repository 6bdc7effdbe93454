import { remember } from '#domain/remember'
import { modelKey, TRAINED_NAME } from '#domain/topic'
import { sha256Hex } from '#runtime/digest'
import { parsedJson } from '#runtime/json'
import { type StoredModel, type TopicClassifier, topicClassifier } from '#text/topics/topic-model'

export type ModelBookDeps = {
  /** The text of an object in the bucket of bodies; undefined when there is none. @throws the SDK's errors. */
  readonly read: (key: string) => Promise<string | undefined>
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
  /** A model that is wanted cannot be used; said once a minute and model. */
  readonly onFault: (error: unknown, about: { readonly account: string; readonly model: string }) => void
}

/** A classifier takes some megabytes. */
const KEPT = 8
const AGAIN_AFTER_MS = 60_000
/** What takes longer is not waited for: webhooks matter more than topics. */
const PATIENCE_MS = 2_000

/**
 * Trained classifiers by account and name. A name stands for a content and is read once. What cannot be had is asked for
 * again a minute later: texts that come meanwhile are read without it, which is better than not at all.
 */
export function modelBook({ read, now, wait, onFault }: ModelBookDeps) {
  const loaded = new Map<string, Promise<TopicClassifier | undefined>>()
  const failedAtMs = new Map<string, number>()

  async function load(account: string, model: string): Promise<TopicClassifier | undefined> {
    const key = modelKey(account, model)
    try {
      const text = await read(key)
      if (text === undefined) throw new Error('There is no such topic model')
      const [, digits] = TRAINED_NAME.exec(model) ?? []
      if (digits !== undefined && !sha256Hex(text).startsWith(digits))
        throw new Error('The topic model is not what was stored under its name')
      const stored = parsedJson(text)
      if (stored === undefined) throw new Error('The topic model is no JSON')
      const classifier = topicClassifier(stored as StoredModel)
      // one that cannot judge must be found out here, and not by every message of a customer
      classifier.probabilities('Hello')
      return classifier
    } catch (error) {
      failedAtMs.set(key, now())
      onFault(error, { account, model })
      return undefined
    }
  }

  return (account: string, model: string): Promise<TopicClassifier | undefined> => {
    const key = modelKey(account, model)
    const known = loaded.get(key)
    const failed = failedAtMs.get(key)
    if (known !== undefined && (failed === undefined || now() - failed < AGAIN_AFTER_MS)) return known
    failedAtMs.delete(key)
    const loading = load(account, model)
    void loading.then((classifier) => {
      if (classifier !== undefined) remember(loaded, [key, Promise.resolve(classifier)], KEPT)
    })
    return remember(loaded, [key, Promise.race([loading, wait(PATIENCE_MS).then(() => undefined)])], KEPT)
  }
}
