/** What all that `act` is asked to read has in common: how a request is opened, and how one is answered that is never repeated. */
import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import type { Called } from '#chatwoot/called'
import { DONE, type Outcome } from '#runtime/sqs-batch'
import type { AccessBook } from './access-book.ts'

export type Fields = Readonly<Record<string, string | number>>

export type ReadDeps = {
  readonly now: () => number
  readonly book: Pick<AccessBook, 'find' | 'doubt'>
  /** Whether somebody has switched off `act`, or readings as `act.read`. */
  readonly isOff: (account: string, name: string) => Promise<boolean>
  readonly count: (name: 'ReadingsAnswered' | 'ReadingsFailed') => void
  readonly log: { warn(code: string, fields: Fields): void; error(code: string, fields: Fields): void }
}

type Dead = Extract<Outcome, { kind: 'dead' }>

/** The request, or why its message goes to the dead letters. `name` stands for the whole message in the detail. */
export function openRequest<Request extends z.ZodMiniType>(
  schema: Request,
  message: unknown,
  { reason, name }: { readonly reason: string; readonly name: string },
): { readonly request: z.output<Request> } | { readonly dead: Dead } {
  const parsed = z.safeParse(schema, message)
  if (parsed.success) return { request: parsed.data }
  const detail = parsed.error.issues.map(({ path, code }) => `${path.join('.') || name}: ${code}`).join('; ')
  return { dead: { kind: 'dead', reason, detail } }
}

export type Once<Value> = {
  /** After this time the answer is worth nothing. */
  readonly worthMs: number
  /** Line of the log for one that could not be made, and what it tells beside account and ids. */
  readonly failure: { readonly code: string; readonly fields: Fields }
  readonly read: (access: ChatwootAccess) => Promise<Called<Value>>
  readonly answer: (value: Value, readAtMs: number) => Promise<void>
}

/** Asks Chatwoot, and answers; what cannot be read is counted and dropped. @throws when the answer cannot be sent. */
export async function readOnce<Value>(
  request: {
    readonly account: string
    readonly id: string
    readonly requestedAtMs: number
    readonly correlationId: string
  },
  { worthMs, failure, read, answer }: Once<Value>,
  deps: ReadDeps,
): Promise<Outcome> {
  const { account, id: requestId, correlationId } = request
  const failed = (error: string, level: 'warn' | 'error'): Outcome => {
    deps.count('ReadingsFailed')
    deps.log[level](failure.code, { account, ...failure.fields, requestId, correlationId, error })
    return DONE
  }
  const readAtMs = deps.now()
  if (readAtMs - request.requestedAtMs > worthMs) return failed('outdated', 'warn')
  // Not wanting it is a choice, as is not giving Backdesk a token.
  if ((await deps.isOff(account, 'act')) || (await deps.isOff(account, 'act.read'))) return DONE
  const access = await deps.book.find(account)
  if (access === 'unavailable') return failed('chatwoot_access_unavailable', 'warn')
  if (access === undefined) return DONE
  const called = await read(access)
  if (called.kind === 'denied') deps.book.doubt()
  if (called.kind !== 'ok') return failed(called.code, called.kind === 'passing' ? 'warn' : 'error')
  await answer(called.value, readAtMs)
  deps.count('ReadingsAnswered')
  return DONE
}
