/** What the writers of drafts have before them, and what they give. */
import type { Conversation } from '#domain/conversation'
import type { Evidence } from '#domain/draft-proposal'
import type { DraftsDocument, Wording, Writer } from '#domain/drafts-policy'
import type { Question } from '#domain/question'
import type { Suggestion } from '#domain/suggestion'

export type Task = {
  readonly question: Question
  /** What the customer has said since anybody answered. */
  readonly asked: string
  readonly conversation: Conversation
  readonly document: DraftsDocument
  readonly wording: Wording | null
  /** Articles that may answer it, best first. */
  readonly suggestions: readonly Suggestion[]
}

export type Written = {
  readonly kind: 'written'
  readonly text: string
  readonly source: { readonly kind: Writer; readonly name: string; readonly version: string }
  /** What it is about, where the writer knows. */
  readonly intent: string | null
  readonly evidence: readonly Evidence[]
  readonly impact: string
}
/** `why`: a stable code. */
export type NotWritten = { readonly kind: 'not_written'; readonly why: string }
export const notWritten = (why: string): NotWritten => ({ kind: 'not_written', why })

export type Write = (task: Task) => Promise<Written | NotWritten>

/** Greeting, answer and closing, with the address of an article where one is cited. */
export function lettered(answer: string, { wording, question }: Task, url: string | null): string {
  const body = answer.trim()
  const link = url === null || body.includes(url) ? [] : [wording === null ? url : `${wording.readMore} ${url}`]
  if (wording === null) return [body, ...link].join('\n\n')
  const name = plainName(question.contact.name)
  const greeting = name === null ? wording.greetingWithoutName : wording.greeting.replace('{name}', name)
  return [...(isGreeted(body, wording) ? [] : [greeting]), body, ...link, wording.closing].join('\n\n')
}

/** Contacts name themselves: an address, a telephone number or a sentence is not repeated. */
function plainName(given: string): string | null {
  const name = given.trim()
  return /^[\p{L}][\p{L}\p{M}'’. -]{0,59}$/u.test(name) && name.split(/\s+/).length <= 4 ? name : null
}

const isGreeted = (body: string, { greeting }: Wording): boolean => {
  const word = firstWord(greeting)
  return word !== '' && firstWord(body) === word
}
const firstWord = (text: string): string => /^\p{L}+/u.exec(text.trim().toLowerCase())?.[0] ?? ''

export const articleEvidence = ({ articleId, title, url, extract }: Suggestion): Evidence => ({
  kind: 'article',
  id: String(articleId),
  title,
  url: url === '' ? null : url,
  excerpt: extract.slice(0, 2_000),
})
export const questionEvidence = ({ question }: Task): Evidence => ({
  kind: 'message',
  id: String(question.messages.findLast(({ from }) => from === 'customer')?.id ?? 0),
  title: null,
  url: null,
  excerpt: null,
})
export const percent = (share: number): number => Math.round(100 * share)
