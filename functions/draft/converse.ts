import type { Answered, Converse } from './write-bedrock.ts'

export type Sent = {
  readonly output?:
    | { readonly message?: { readonly content?: readonly { readonly text?: string }[] | undefined } | undefined }
    | undefined
  readonly stopReason?: string | undefined
  readonly usage?: { readonly inputTokens?: number | undefined; readonly outputTokens?: number | undefined } | undefined
}
export type ConverseDeps = {
  /** One call; it stops when the signal says so. @throws the SDK's errors. */
  readonly send: (prompt: { readonly system: string; readonly user: string }, signal: AbortSignal) => Promise<Sent>
  readonly now: () => number
  readonly random: () => number
  readonly wait: (ms: number) => Promise<void>
  readonly after: (ms: number, stop: () => void) => () => void
}

/** All tries together: the function has 60 s, and other conversations wait in its batch. */
export const BUDGET_MS = 20_000
export const TRY_MS = 12_000
const FIRST_WAIT_MS = 400
const LONGEST_WAIT_MS = 4_000

/** What may be otherwise a moment later. Anything else is a mistake of the settings, which no retry mends. */
const PASSING: Readonly<Record<string, 'throttled' | 'unavailable' | 'timed_out'>> = {
  ThrottlingException: 'throttled',
  ServiceQuotaExceededException: 'throttled',
  ServiceUnavailableException: 'unavailable',
  InternalServerException: 'unavailable',
  ModelNotReadyException: 'unavailable',
  ModelTimeoutException: 'timed_out',
  AbortError: 'timed_out',
  TimeoutError: 'timed_out',
}

/** Asks until there is an answer, with full jitter in between, as long as the time allows. */
export const patientConverse =
  ({ send, now, random, wait, after }: ConverseDeps): Converse =>
  async (prompt) => {
    const untilMs = now() + BUDGET_MS
    for (let nth = 0; ; nth++) {
      const left = untilMs - now()
      const abort = new AbortController()
      const forget = after(Math.min(TRY_MS, left), () => abort.abort())
      let code: Extract<Answered, { kind: 'failed' }>['code']
      try {
        return answeredBy(await send(prompt, abort.signal))
      } catch (error) {
        code = (error instanceof Error ? PASSING[error.name] : undefined) ?? 'refused'
      } finally {
        forget()
      }
      const pauseMs = Math.round(random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** nth))
      if (code === 'refused' || now() + pauseMs >= untilMs) return { kind: 'failed', code }
      await wait(pauseMs)
    }
  }

function answeredBy({ output, stopReason, usage }: Sent): Answered {
  const text = (output?.message?.content ?? []).map((part) => part.text ?? '').join('')
  const { inputTokens = 0, outputTokens = 0 } = usage ?? {}
  return { kind: 'answered', text, stopReason: stopReason ?? 'unknown', inputTokens, outputTokens }
}
