/** Conversations whose outcome is known, in their order of time. Texts and labels lie in files of their own. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { exampleOf, type QualityExample } from '#text/quality/quality-model'
import type { QualityThread } from '#text/quality/thread'
import { rowsOf } from '../routing-eval/labelled-sets.ts'

export type Thread = {
  readonly id: string
  readonly texts: QualityThread
  /** Undefined: no label. */
  readonly example: QualityExample | undefined
  /** By turn: how many found it helpful, less those who did not; null: nobody was asked. */
  readonly votes: readonly (number | null)[]
}
export type Labelled = Thread & { readonly example: QualityExample }

type RawTurn = { readonly role: string; readonly at: string; readonly text: string }
type RawThread = { readonly id: string; readonly turns: readonly RawTurn[] }
type RawVote = { readonly helpful?: number; readonly unhelpful?: number; readonly solution?: boolean } | null
type RawLabel = { readonly id: string; readonly solved: boolean; readonly turns: readonly RawVote[] }

/** Of DIR or DIR/sumo-threads; undefined where neither holds threads. */
export function threadsIn(directory: string): Thread[] | undefined {
  const folder = [directory, join(directory, 'sumo-threads')].find((one) => existsSync(join(one, 'threads.jsonl')))
  if (folder === undefined) return undefined
  const raw = (rowsOf(folder, 'threads.jsonl') ?? []) as unknown as RawThread[]
  const labels = new Map(
    ((rowsOf(folder, 'labels.jsonl') ?? []) as unknown as RawLabel[]).map((label) => [label.id, label]),
  )
  return raw
    .filter(({ turns }) => turns.length > 0)
    .map((thread) => threadOf(thread, labels.get(thread.id)))
    .sort((a, b) => (a.texts[0]?.atMs ?? 0) - (b.texts[0]?.atMs ?? 0))
}

export const isLabelled = (thread: Thread): thread is Labelled => thread.example !== undefined

function threadOf({ id, turns }: RawThread, label: RawLabel | undefined): Thread {
  const texts = turns.map(({ role, at, text }) => ({
    role: role === 'customer' ? ('customer' as const) : ('operator' as const),
    speaker: role,
    atMs: Date.parse(at),
    text,
  }))
  const solution = label?.turns.findIndex((turn) => turn?.solution === true) ?? -1
  const outcome = { solved: label?.solved ?? false, solution: solution < 0 ? null : solution }
  return {
    id,
    texts,
    example: label === undefined ? undefined : exampleOf(texts, outcome),
    votes: turns.map((_, at) => votesOf(label?.turns[at])),
  }
}

const votesOf = (vote: RawVote | undefined): number | null =>
  vote === null || vote === undefined || (vote.helpful ?? vote.unhelpful) === undefined
    ? null
    : (vote.helpful ?? 0) - (vote.unhelpful ?? 0)
