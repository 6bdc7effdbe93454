import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import type { Called } from '#chatwoot/called'
import { ACCOUNT_SLUG } from '#domain/account'
import type { Reading, ReadingRequest } from '#domain/chatwoot-reading'
import { DONE, type Outcome } from '#runtime/sqs-batch'
import type { AccessBook } from './access-book.ts'

type Fields = Readonly<Record<string, string | number>>

export type ReadingDeps = {
  readonly now: () => number
  readonly book: Pick<AccessBook, 'find' | 'doubt'>
  readonly reader: (
    access: ChatwootAccess,
  ) => Readonly<Record<ReadingRequest['what'], () => Promise<Called<Pick<Reading, 'operators' | 'directory'>>>>>
  /** Whether somebody has switched off `act`, or readings as `act.read`. */
  readonly isOff: (account: string, name: string) => Promise<boolean>
  /** Tells whoever asked. `undefined` in a deployment where nobody does. */
  readonly answer: ((reading: Reading) => Promise<void>) | undefined
  readonly count: (name: 'ReadingsAnswered' | 'ReadingsFailed') => void
  readonly log: { warn(code: string, fields: Fields): void; error(code: string, fields: Fields): void }
}

const text = z.string().check(z.minLength(1), z.maxLength(200))
const request = z.object({
  kind: z.literal('reading'),
  what: z.enum(['operators', 'directory']),
  account: z.string().check(z.regex(ACCOUNT_SLUG)),
  id: text,
  requestedAtMs: z.int().check(z.positive()),
  correlationId: text,
})

/** Whoever wants to know asks every minute; what was asked for earlier has been asked for again. */
const WORTH_MS = 120_000

/**
 * Asks Chatwoot, and answers whoever asked. A reading has no item and is never repeated: one that cannot be made is
 * counted and dropped, because an answer that comes minutes later is worth nothing.
 * @throws when the answer cannot be sent.
 */
export async function performReading(message: unknown, deps: ReadingDeps): Promise<Outcome> {
  const parsed = z.safeParse(request, message)
  if (!parsed.success) {
    const detail = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'reading'}: ${code}`).join('; ')
    return { kind: 'dead', reason: 'malformed_reading', detail }
  }
  if (deps.answer === undefined) {
    return { kind: 'dead', reason: 'nobody_asks', detail: 'No queue is set up for answers to readings' }
  }
  const { what, account, id, correlationId, requestedAtMs } = parsed.data
  const failed = (error: string, level: 'warn' | 'error'): Outcome => {
    deps.count('ReadingsFailed')
    deps.log[level]('reading_failed', { account, what, requestId: id, correlationId, error })
    return DONE
  }
  const readAtMs = deps.now()
  if (readAtMs - requestedAtMs > WORTH_MS) return failed('outdated', 'warn')
  // Not wanting it is a choice, as is not giving Backdesk a token.
  if ((await deps.isOff(account, 'act')) || (await deps.isOff(account, 'act.read'))) return DONE
  const access = await deps.book.find(account)
  if (access === 'unavailable') return failed('chatwoot_access_unavailable', 'warn')
  if (access === undefined) return DONE
  const called = await deps.reader(access)[what]()
  if (called.kind === 'denied') deps.book.doubt()
  if (called.kind !== 'ok') return failed(called.code, called.kind === 'passing' ? 'warn' : 'error')
  await deps.answer({ kind: 'operators_read', account, requestId: id, readAtMs, correlationId, ...called.value })
  deps.count('ReadingsAnswered')
  return DONE
}
