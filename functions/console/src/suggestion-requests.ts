/** Articles that were suggested to a conversation, and what people make of them. Knows no DOM. */
import type { Api } from './api-client.ts'
import type { Outcome } from './desk-actions.ts'

export type SuggestedArticle = {
  readonly articleId: number
  readonly title: string
  /** Empty where the portal's is not known. */
  readonly url: string
  readonly confidence: number
  readonly extract: string
  readonly why: { readonly words: readonly string[]; readonly pastAnswers: number }
}
export type SuggestedAnswer = {
  readonly suggestedAtMs: number
  readonly asked: 'customer_waiting' | 'request'
  readonly suggestions: readonly SuggestedArticle[]
  readonly confidence: number
}
export type Verdict = 'used' | 'not_useful'

type Of = { readonly account: string | null; readonly conversationId: number }
const query = (account: string | null): string => (account === null ? '' : `?account=${encodeURIComponent(account)}`)

export const suggestedPath = ({ account, conversationId }: Of): string =>
  `/v1/conversations/${conversationId}/suggestions${query(account)}`

const DONE: Readonly<Record<Verdict, string>> = {
  used: 'Noted: it answered.',
  not_useful: 'Noted: it did not help.',
}

/** The last word on an article counts. */
export async function judgeSuggestion(
  api: Pick<Api, 'post'>,
  { account, conversationId }: Of,
  { articleId, verdict }: { readonly articleId: number; readonly verdict: Verdict },
): Promise<Outcome> {
  const path = `/v1/conversations/${conversationId}/suggestions/${articleId}/feedback${query(account)}`
  const result = await api.post(path, { verdict })
  if (result.ok) return { ok: true, words: DONE[verdict] }
  const { kind, code, detail } = result.failure
  if (code === 'no_such_suggestion') return { ok: false, words: 'Other articles are suggested by now.' }
  return {
    ok: false,
    words: kind === 'unreachable' ? `${detail} It may have been noted or not: say it again.` : detail,
  }
}

const percent = (share: number): string => `${Math.round(100 * share)} %`

/** How sure it is that any of them answers. */
export const sureWords = ({ confidence }: Pick<SuggestedAnswer, 'confidence'>): string =>
  `${percent(confidence)} sure that one answers`
export const likelyWords = ({ confidence }: Pick<SuggestedArticle, 'confidence'>): string => percent(confidence)

/** Why this one; null: nothing that a person would want to know. */
export function reasonWords({ why: { words, pastAnswers } }: Pick<SuggestedArticle, 'why'>): string | null {
  const reasons = [
    ...(pastAnswers === 0 ? [] : [`answered ${pastAnswers === 1 ? 'a question' : `${pastAnswers} questions`} like it`]),
    ...(words.length === 0 ? [] : [`speaks of ${words.slice(0, 4).join(', ')}`]),
  ]
  return reasons.length === 0 ? null : reasons.join('; ')
}

/** An address comes from Chatwoot's settings: only pages are opened. */
export const pageAt = (url: string): string | null => (/^https?:\/\//i.test(url) ? url : null)
