import { SAID_KEPT } from '#domain/topic'
import { isSubstantive } from '#text/substance'

/**
 * What of a customer's messages teaches the topic of their conversation: each of the first that say something, and all of
 * these together, as a conversation is judged by them.
 */
export function lessonsIn(messages: readonly string[]): string[] {
  const telling = messages.filter(isSubstantive).slice(0, SAID_KEPT)
  return telling.length > 1 ? [...telling, telling.join('\n')] : telling
}
