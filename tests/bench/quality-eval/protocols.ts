/** Ways to judge conversations by what was learnt from others alone. */
import { learnQuality, type QualityModel, type QualityReading, readQuality } from '#text/quality/quality-model'
import { seededRandom, shuffle } from '#text/topics/seeded-random'
import type { Labelled, Thread } from './labelled-threads.ts'

export type Read<T extends Thread = Labelled> = { readonly thread: T; readonly reading: QualityReading }

const FOLDS = 10
export const TAUGHT_SHARE = 0.7

export const learntFrom = (threads: readonly Labelled[], from: string): QualityModel =>
  learnQuality(
    threads.map(({ example }) => example),
    from,
  )

export const readBy = <T extends Thread>(threads: readonly T[], model: QualityModel): Read<T>[] =>
  threads.map((thread) => ({ thread, reading: readQuality(thread.texts, model) }))

/** Each conversation is judged by a model that learnt from nine tenths of the others. */
export function crossValidated(threads: readonly Labelled[], seed: number): Read[] {
  const order = Int32Array.from(threads.keys())
  shuffle(order, seededRandom(seed))
  const read = new Array<Read>(threads.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    const isTried = (at: number): boolean => at % FOLDS === fold
    const taught = [...order].flatMap((nth, at) => (isTried(at) ? [] : (threads[nth] ?? [])))
    const model = learntFrom(taught, 'folds')
    order.forEach((nth, at) => {
      const thread = threads[nth]
      if (isTried(at) && thread !== undefined) read[nth] = { thread, reading: readQuality(thread.texts, model) }
    })
  }
  return read
}

/** The last three tenths by date, judged by a model that learnt from those before. */
export function later(threads: readonly Labelled[]): Read[] {
  const from = Math.floor(threads.length * TAUGHT_SHARE)
  return readBy(threads.slice(from), learntFrom(threads.slice(0, from), 'earlier'))
}
