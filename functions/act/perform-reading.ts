import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import type { Called } from '#chatwoot/called'
import { ACCOUNT_SLUG } from '#domain/account'
import type { Reading, ReadingRequest } from '#domain/chatwoot-reading'
import type { Outcome } from '#runtime/sqs-batch'
import { openRequest, type ReadDeps, readOnce } from './read-request.ts'

type Found = Pick<Reading, 'operators' | 'directory'>

export type ReadingDeps = ReadDeps & {
  readonly reader: (access: ChatwootAccess) => Readonly<Record<ReadingRequest['what'], () => Promise<Called<Found>>>>
  /** Tells whoever asked. `undefined` in a deployment where nobody does. */
  readonly answer: ((reading: Reading) => Promise<void>) | undefined
}

const text = z.string().check(z.minLength(1), z.maxLength(200))
const schema = z.object({
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
  const opened = openRequest(schema, message, { reason: 'malformed_reading', name: 'reading' })
  if ('dead' in opened) return opened.dead
  const { answer } = deps
  if (answer === undefined)
    return { kind: 'dead', reason: 'nobody_asks', detail: 'No queue is set up for answers to readings' }
  const { what, account, id: requestId, correlationId } = opened.request
  const once = {
    worthMs: WORTH_MS,
    failure: { code: 'reading_failed', fields: { what } },
    read: (access: ChatwootAccess) => deps.reader(access)[what](),
    answer: (found: Found, readAtMs: number) =>
      answer({ kind: 'operators_read', account, requestId, readAtMs, correlationId, ...found }),
  }
  return readOnce(opened.request, once, deps)
}
