/**
 * What a customer asks, as Chatwoot has it at one moment: read for a draft and suggestions, by way of `act`, and forgotten. It
 * travels on queues alone and is never stored (ADR 0018).
 */
export type QuestionRequest = {
  readonly kind: 'question'
  readonly account: string
  readonly conversationId: number
  /** The message that began the wait: the same again within the deduplication of the queue is read once. */
  readonly id: string
  readonly requestedAtMs: number
  readonly correlationId: string
  /** Asked when it is over, for what the answer teaches; only who learns gets it. Absent: for whoever answers. */
  readonly purpose?: 'learn'
}

/** What all ask for when a customer begins to wait: the same id, so that Chatwoot is asked once for all of them. */
export const waitRequest = (
  wait: {
    readonly account: string
    readonly conversationId: number
    readonly correlationId: string
    readonly data: { readonly messageId: number | null; readonly sinceMs: number }
  },
  nowMs: number,
): QuestionRequest => ({
  kind: 'question',
  account: wait.account,
  conversationId: wait.conversationId,
  id: `${wait.account}/question/${wait.conversationId}/${wait.data.messageId ?? wait.data.sinceMs}`,
  requestedAtMs: nowMs,
  correlationId: wait.correlationId,
})

export const SPEAKERS = ['customer', 'operator', 'bot'] as const
export type Said = {
  readonly id: number
  readonly from: (typeof SPEAKERS)[number]
  readonly text: string
  /** A bot's that answers nothing, as a greeting does, or what a rule sends: whoever waits goes on waiting. */
  readonly isAutomatic?: true
}
/** Somebody spoke to the customer, and not by rote. */
export const isAnswer = ({ from, isAutomatic }: Said): boolean => from !== 'customer' && isAutomatic !== true

export type Question = {
  readonly kind: 'question_read'
  readonly account: string
  readonly conversationId: number
  readonly requestId: string
  readonly readAtMs: number
  readonly correlationId: string
  /** As it was asked for. */
  readonly purpose?: 'learn'
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
  const since = messages.slice(messages.findLastIndex(isAnswer) + 1).filter(({ from }) => from === 'customer')
  const last = since.at(-1)
  const text = since
    .map((one) => one.text.trim())
    .filter((one) => one !== '')
    .join('\n\n')
  return last === undefined || text === '' ? null : { text, lastMessageId: last.id }
}
