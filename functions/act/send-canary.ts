import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import type { Called } from '#chatwoot/called'
import { ACCOUNT_SLUG } from '#domain/account'
import { OUTAGE } from '#domain/switches'
import { DONE, type Outcome } from '#runtime/sqs-batch'
import type { AccessBook } from './access-book.ts'

export type CanaryDeps = {
  readonly now: () => number
  readonly book: Pick<AccessBook, 'find' | 'doubt'>
  readonly isOff: (account: string, name: string) => Promise<boolean>
  /** Writes the canary's note into its conversation. */
  readonly sing: (
    access: ChatwootAccess,
    note: { readonly conversationId: number; readonly key: string; readonly sentAtMs: number },
  ) => Promise<Called<unknown>>
  readonly sent: (account: string, atMs: number) => Promise<void>
  readonly count: (name: 'CanariesUnsent') => void
  readonly log: {
    warn(code: string, fields: Readonly<Record<string, string | number>>): void
  }
}

const text = z.string().check(z.minLength(1), z.maxLength(200))
const request = z.object({
  kind: z.literal('canary'),
  account: z.string().check(z.regex(ACCOUNT_SLUG)),
  conversationId: z.int().check(z.positive()),
  id: text,
  requestedAtMs: z.int().check(z.positive()),
  correlationId: text,
})

/** Another is due by then. */
const WORTH_MS = 240_000

/** Sends a message of the canary. One that Chatwoot does not take is counted and never repeated: the next measures as well. */
export async function sendCanary(message: unknown, deps: CanaryDeps): Promise<Outcome> {
  const parsed = z.safeParse(request, message)
  if (!parsed.success) {
    const detail = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'canary'}: ${code}`).join('; ')
    return { kind: 'dead', reason: 'malformed_canary', detail }
  }
  const { account, conversationId, id, requestedAtMs, correlationId } = parsed.data
  const unsent = (error: string): Outcome => {
    deps.count('CanariesUnsent')
    deps.log.warn('canary_unsent', { account, conversationId, correlationId, error })
    return DONE
  }
  const sentAtMs = deps.now()
  if (sentAtMs - requestedAtMs > WORTH_MS) return unsent('outdated')
  for (const name of ['canary', 'act', OUTAGE]) if (await deps.isOff(account, name)) return DONE
  const access = await deps.book.find(account)
  if (access === 'unavailable') return unsent('chatwoot_access_unavailable')
  if (access === undefined) return unsent('no_chatwoot_access')
  const called = await deps.sing(access, { conversationId, key: id, sentAtMs })
  if (called.kind === 'denied') deps.book.doubt()
  if (called.kind !== 'ok') return unsent(called.code)
  await deps.sent(account, sentAtMs)
  return DONE
}
