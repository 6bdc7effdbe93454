/** Requests that look at, send or drop dead letters. Knows no DOM. */
import type { Api } from './api-client.ts'
import type { Outcome } from './desk-actions.ts'
import type { TriedAnswer, WorkedAnswer } from './letter-shapes.ts'
import { lettersWords, type Meant } from './letter-words.ts'
import { accountQuery } from './switch-words.ts'

export type Order = {
  readonly account: string | null
  readonly queue: string
  readonly what: 'redrive' | 'drop'
  readonly meant: Meant
}
/** A request works for 20 seconds at most, after it has read. */
const PATIENCE = { timeoutMs: 30_000 }

const pathOf = ({ account, queue, what }: Order): string =>
  `/v1/dead-letters/${encodeURIComponent(queue)}/${what}${accountQuery(account)}`

const which = ({ meant: { ids, reason } }: Order) =>
  ids.length > 0 ? { letters: ids } : reason === null ? { all: true } : { letterReason: reason }

export type TriedOutcome = Outcome & { readonly tried: TriedAnswer | null }

/** What it would do now. */
export async function tryOut(order: Order, api: Pick<Api, 'post'>): Promise<TriedOutcome> {
  const result = await api.post<TriedAnswer>(pathOf(order), { ...which(order), dryRun: true }, PATIENCE)
  return result.ok
    ? { ok: true, words: 'Tried out: nothing was changed.', tried: result.body }
    : { ok: false, words: result.failure.detail, tried: null }
}

export type Going = {
  readonly reason: string
  /** Asked between two requests. */
  readonly isStopped: () => boolean
  readonly onProgress: (done: number, left: number) => void
}

/** Goes on until none are left, it is stopped, or nothing moves any more. */
export async function carryOut(order: Order, going: Going, api: Pick<Api, 'post'>): Promise<Outcome> {
  const did = order.what === 'drop' ? 'dropped' : 'sent again'
  let done = 0
  for (;;) {
    const body = { ...which(order), dryRun: false, reason: going.reason }
    const result = await api.post<WorkedAnswer>(pathOf(order), body, PATIENCE)
    const sofar = `${lettersWords(done)} ${did}`
    if (!result.ok) {
      const { kind, detail } = result.failure
      const unsure = kind === 'unreachable' ? ' The last ones may have been done or not: look again in a moment.' : ''
      return { ok: false, words: `${sofar}, then: ${detail}${unsure}` }
    }
    const { letters, left, complete, more, state, fault } = result.body
    done += letters
    going.onProgress(done, left)
    const now = `${lettersWords(done)} ${did}`
    if (state === 'failed')
      return { ok: false, words: `${now}, then it failed (${fault ?? 'unknown'}). ${left} are left.` }
    if (!more) return { ok: true, words: `${now}.` }
    if (letters === 0) {
      const why = complete
        ? 'The others do not go just now.'
        : 'Not all of the queue could be read: use the command line.'
      return { ok: done > 0, words: `${now}. ${why}` }
    }
    if (going.isStopped())
      return { ok: true, words: `${now}, then it was stopped. ${left > 0 ? left : 'Some'} are left.` }
  }
}
