import type { Mention } from '#domain/action'
import type { NoteText } from './verbs.ts'

/**
 * A note as Chatwoot wants it: whoever is mentioned stands before the text, and Chatwoot notifies them (CONTRACT (b),
 * `private`). Mentions and templates inside the text are defused, because a text may quote what a customer wrote.
 */
export function noteText({ text, mention, mentionTeam }: NoteText): string {
  const mentions = [
    ...(mention === null ? [] : [mentioned('user', mention)]),
    ...(mentionTeam === null ? [] : [mentioned('team', mentionTeam)]),
  ].join(' ')
  const plain = text
    .replaceAll(NOT_STORED, '\uFFFD')
    .replaceAll(/mention:\/\//gi, 'mention: //')
    .replaceAll(TEMPLATE_START, '{ ')
  return mentions === '' ? plain : `${mentions}\n\n${plain}`
}

/** Half an emoji, as cutting a text leaves it, and NUL: Chatwoot's database refuses a text that has either. */
const NOT_STORED = /\p{Surrogate}|\0/gu

/** Chatwoot fills `{{ }}` and runs `{% %}` in all that is posted, notes too. */
const TEMPLATE_START = /\{(?=[{%])/g

/** Chatwoot looks for `(mention://user/7/Name)` up to the next closing bracket, so a name may not bring its own. */
function mentioned(kind: 'user' | 'team', { id, name }: Mention): string {
  const plain =
    name
      .replaceAll(NOT_STORED, '')
      .replaceAll(/[[\](){}\\\s]+/g, ' ')
      .trim() || String(id)
  const encoded = encodeURIComponent(plain).replaceAll(/['!*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  return `[@${plain}](mention://${kind}/${id}/${encoded})`
}
