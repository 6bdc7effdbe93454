/**
 * What a customer asks, as Chatwoot has it at one moment: read for one draft, by way of `act`, and forgotten. It travels on
 * queues alone and is never stored (ADR 0018).
 */
export type QuestionRequest = {
  readonly kind: 'question'
  readonly account: string
  readonly conversationId: number
  /** The message that began the wait: the same again within the deduplication of the queue is read once. */
  readonly id: string
  readonly requestedAtMs: number
  readonly correlationId: string
}

export const SPEAKERS = ['customer', 'operator', 'bot'] as const
export type Said = {
  readonly id: number
  readonly from: (typeof SPEAKERS)[number]
  readonly text: string
}

export type Question = {
  readonly kind: 'question_read'
  readonly account: string
  readonly conversationId: number
  readonly requestId: string
  readonly readAtMs: number
  readonly correlationId: string
  /** The newest public messages, oldest first. */
  readonly messages: readonly Said[]
  readonly contact: { readonly name: string; readonly email: string | null; readonly phone: string | null }
  readonly cannedResponses: readonly CannedResponse[]
}
export type CannedResponse = { readonly id: number; readonly shortCode: string; readonly content: string }

/** Texts beyond this are cut: what a customer wants stands at the beginning. */
export const MESSAGE_CHARACTERS = 4_000
/** So many canned responses are looked through. */
export const MOST_CANNED = 200

/** What the customer has said since anybody answered, and the newest message of it; null: nobody waits. */
export function askedIn({
  messages,
}: Pick<Question, 'messages'>): { readonly text: string; readonly lastMessageId: number } | null {
  const answered = messages.findLastIndex(({ from }) => from !== 'customer')
  const since = messages.slice(answered + 1)
  const last = since.at(-1)
  const text = since
    .map((one) => one.text.trim())
    .filter((one) => one !== '')
    .join('\n\n')
  return last === undefined || text === '' ? null : { text, lastMessageId: last.id }
}
