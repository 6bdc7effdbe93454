/** Answers about dead letters, as docs/api/dead-letters.md tells them. */

export type LetterQueue = {
  readonly queue: string
  readonly holds: string
  readonly again: string
  readonly canRedrive: boolean
  readonly canRehearse: boolean
  readonly letters: number
  readonly oldestAtMs: number | null
  readonly reasons: readonly { readonly reason: string; readonly letters: number }[]
  readonly complete: boolean
}
export type LetterQueues = { readonly items: readonly LetterQueue[] }

export type Letter = {
  readonly id: string
  readonly reason: string
  readonly detail: string | null
  readonly atMs: number
  readonly conversationId: number | null
  readonly correlationId: string | null
  readonly bytes: number
}
export type LetterPage = LetterQueue & { readonly items: readonly Letter[]; readonly nextCursor: string | null }

export type Effect = 'applies' | 'nothing_new' | 'draft' | 'refused' | 'comes_back' | 'goes'
export type Tried = Letter & {
  readonly effect: Effect
  readonly code?: string | null
  readonly does?: readonly string[]
}
export type TriedAnswer = {
  readonly dryRun: true
  readonly items: readonly Tried[]
  readonly left: number
  readonly more: boolean
}
export type WorkedAnswer = {
  readonly dryRun: false
  readonly run: string
  readonly state: 'done' | 'stopped' | 'failed'
  readonly fault: string | null
  readonly letters: number
  readonly left: number
  readonly complete: boolean
  readonly more: boolean
}

export type LetterRun = {
  readonly id: string
  readonly queue: string
  readonly what: 'redrive' | 'drop'
  readonly by: string
  readonly via: 'ops' | 'api'
  readonly atMs: number
  readonly reason: string | null
  readonly meant: { readonly letterReason: string | null; readonly letters: number | null }
  readonly end: {
    readonly state: 'done' | 'stopped' | 'failed'
    readonly letters: number
    readonly left: number
  } | null
}
export type LetterRuns = { readonly items: readonly LetterRun[] }
