/** What lies in a dead-letter queue, and which of it somebody means. */

/** A dead letter without its body, which is customer text more often than not. */
export type DeadLetter = {
  /** SQS's id of the message as it lies in this queue. */
  readonly id: string
  /** What the worker said, else how it came here: see `LETTER_REASONS`. */
  readonly reason: string
  readonly detail: string | null
  /**
   * When it was sent to this queue, epoch milliseconds; SQS counts the days it keeps a message from then. What SQS itself
   * moved here after the last try carries the time at which it was first sent.
   */
  readonly atMs: number
  /** Null where the message does not tell: such a letter is for the command line alone. */
  readonly account: string | null
  readonly conversationId: number | null
  readonly correlationId: string | null
  readonly attributes: Readonly<Record<string, string>>
  /** Of a FIFO queue. */
  readonly groupId: string | null
  readonly bytes: number
}

/** Reasons that no worker gave. */
export const LETTER_REASONS = {
  /** It failed at its last try as at all before, for a reason that stands in the worker's log. */
  poison: 'poison',
  /** EventBridge could not put it on the queue for a day. */
  undelivered: 'undelivered',
  /** Records of the table's stream that were given up. */
  givenUp: 'given_up',
} as const

export type LetterFilter = {
  readonly reason?: string
  readonly account?: string
  /** By `atMs`, both inclusive. */
  readonly sinceMs?: number
  readonly untilMs?: number
  readonly ids?: readonly string[]
}

/** Whether a filter leaves nothing out. */
export const isEveryLetter = (filter: LetterFilter): boolean =>
  Object.values(filter).every((value) => value === undefined)

export function isMeant(letter: DeadLetter, filter: LetterFilter): boolean {
  const { reason, account, sinceMs, untilMs, ids } = filter
  return (
    (reason === undefined || letter.reason === reason) &&
    (account === undefined || letter.account === account) &&
    (sinceMs === undefined || letter.atMs >= sinceMs) &&
    (untilMs === undefined || letter.atMs <= untilMs) &&
    (ids === undefined || ids.includes(letter.id))
  )
}

export type Tally = {
  readonly letters: number
  readonly oldestAtMs: number | null
  /** By reason, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly letters: number }[]
}

export function tallyOf(letters: readonly DeadLetter[]): Tally {
  const counts = new Map<string, number>()
  for (const { reason } of letters) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const oldestAtMs = letters.reduce<number | null>((least, { atMs }) => Math.min(least ?? atMs, atMs), null)
  const reasons = [...counts].map(([reason, count]) => ({ reason, letters: count }))
  return {
    letters: letters.length,
    oldestAtMs,
    reasons: reasons.sort((a, b) => b.letters - a.letters || (a.reason < b.reason ? -1 : 1)),
  }
}
