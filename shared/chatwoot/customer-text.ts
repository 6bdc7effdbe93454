/** What a customer's message says about its matter: of an e-mail the subject too, which often says it all. */
export function customerText(
  content: string | null | undefined,
  attributes:
    | { readonly email?: { readonly subject?: string | null | undefined } | null | undefined }
    | null
    | undefined,
): string {
  const subject = attributes?.email?.subject?.trim() ?? ''
  return [...(subject === '' || IS_ANSWER.test(subject) ? [] : [subject]), content ?? ''].join('\n').trim()
}

/** "Re:" in the languages of the common mail programs: what is answered stands there, and not what is said. */
const IS_ANSWER = /^(?:re|aw|antw|sv|vs|rv|rif|r|odp|ynt|回复|答复|返信)(?:\[\d+\]|\(\d+\))? ?[:：]/i
