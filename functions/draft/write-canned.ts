import type { CannedResponse } from '#domain/question'
import { articleEvidence, lettered, notWritten, percent, questionEvidence, type Write } from './writing.ts'

export type MatchCanned = (
  question: string,
  responses: readonly CannedResponse[],
) => { readonly response: CannedResponse; readonly confidence: number } | null

const VERSION = '1'

/** A canned response of the account, word for word, where the question is surely the one it was written for. */
export const cannedWriter =
  (match: MatchCanned): Write =>
  async (task) => {
    const { question, asked, document, suggestions } = task
    const usable = question.cannedResponses.flatMap((one) => {
      const content = filled(one.content, question.contact.name)
      return content === null ? [] : [{ ...one, content }]
    })
    const found = match(asked, usable)
    if (found === null) return notWritten('no_canned_response')
    const { response, confidence } = found
    if (percent(confidence) < document.atLeastPercent) return notWritten('unsure')
    const article = suggestions.find((one) => one.url !== '' && percent(one.confidence) >= document.atLeastPercent)
    return {
      kind: 'written',
      text: lettered(response.content, task, article?.url ?? null),
      source: { kind: 'canned', name: response.shortCode, version: VERSION },
      intent: response.shortCode,
      evidence: [
        { kind: 'canned_response', id: String(response.id), title: response.shortCode, url: null, excerpt: null },
        ...(article === undefined ? [] : [articleEvidence(article)]),
        questionEvidence(task),
      ],
      impact: `Answers with the canned response "${response.shortCode}", which has ${percent(confidence)} % of what was asked.`,
    }
  }

const NAME = /\{\{\s*contact\.(?:name|first_name)\s*\}\}/g

/** With the contact's name in its place; null where something else is to be filled in, which is for a person. */
function filled(content: string, name: string): string | null {
  const text = name.trim() === '' ? content : content.replace(NAME, name.trim())
  return /\{\{|\{%/.test(text) || text.trim() === '' ? null : text
}
