import { linksIn, normalUrl } from './guard/links.ts'
import { isAnswer, type Question } from './question.ts'
import type { Suggestions } from './suggestion.ts'

/** What was suggested to a conversation last. Of the question only hashes are kept (ADR 0018). */
export type Suggested = {
  /** Derived from what asked. */
  readonly id: string
  readonly account: string
  readonly conversationId: number
  /** `customer_waiting`: by itself, when somebody began to wait. `request`: by the API. */
  readonly asked: 'customer_waiting' | 'request'
  readonly suggestedAtMs: number
  readonly correlationId: string
  readonly features: string
  readonly found: Suggestions
}

/** Signs that Markdown would take for its own. */
const escaped = (text: string): string => text.replace(/[\\`*_[\]<>#|]/g, '\\$&')
const percent = (share: number): string => `${Math.round(share * 100)} %`

/** Beside the first, what is less likely than this only takes time to read. */
const WORTH_A_LINE = 0.03

/** A private note for whoever answers: articles, nearest first, and how sure that is. */
export function suggestionNote({ suggestions, confidence }: Suggestions): string {
  const lines = suggestions
    .filter((one, nth) => nth === 0 || one.confidence >= WORTH_A_LINE)
    .map(({ title, url, confidence: sure }) => {
      const name = escaped(title)
      return `- ${url === '' ? name : `[${name}](${url})`} (${percent(sure)})`
    })
  return [`Articles that may answer this (${percent(confidence)} sure that one does):`, '', ...lines].join('\n')
}

export type Taught = { readonly question: string; readonly articleIds: readonly number[] }

/**
 * Which articles operators sent, and what had been asked: the customer's words right before the last link. Null: none was
 * sent, or nothing was asked before. That no link was sent teaches nothing: many answer from an article without one.
 */
export function taughtBy(
  { messages }: Pick<Question, 'messages'>,
  articleAt: (url: string) => number | undefined,
): Taught | null {
  const sent = messages.map(({ from, text }) =>
    from !== 'operator'
      ? []
      : linksIn(text).flatMap(({ target }) => {
          const url = normalUrl(target)
          const id = url === null ? undefined : articleAt(url)
          return id === undefined ? [] : [id]
        }),
  )
  const last = sent.findLastIndex((ids) => ids.length > 0)
  if (last === -1) return null
  const asked = messages.slice(0, last).findLastIndex(({ from }) => from === 'customer')
  if (asked === -1) return null
  const before = messages.slice(0, asked).findLastIndex(isAnswer)
  const question = messages
    .slice(before + 1, asked + 1)
    .filter(({ from }) => from === 'customer')
    .map(({ text }) => text.trim())
    .filter((text) => text !== '')
    .join('\n\n')
  return question === '' ? null : { question, articleIds: [...new Set(sent.slice(asked + 1).flat())] }
}
