/** The figures of `npm run eval:quality`, of conversations as they were read. */
import { plainText } from '#text/plain-text'
import { lastReply } from '#text/quality/quality-model'
import { toneOf } from '#text/tone'
import type { Labelled } from './labelled-threads.ts'
import type { Read } from './protocols.ts'
import { aucOf, aucSpread, pairsInOrder, type Ranked, rankCorrelation, type Scored } from './rank-figures.ts'

export type AucRow = { readonly by: string; readonly auc: number | null; readonly spread: number; readonly n: number }

const rowOf = (by: string, scored: readonly Scored[]): AucRow => ({
  by,
  auc: aucOf(scored),
  spread: aucSpread(scored),
  n: scored.length,
})

const lengthOf = ({ texts }: Labelled): number => texts.reduce((sum, { text }) => sum + text.length, 0)

export function outcomeRow(by: string, read: readonly Read[]): AucRow {
  return rowOf(
    by,
    read.map(({ thread, reading }) => ({ score: reading.outcome, isYes: thread.example.solved })),
  )
}

/** What anybody could count. */
export function anchorRows(threads: readonly Labelled[]): AucRow[] {
  const by = (name: string, score: (thread: Labelled) => number): AucRow =>
    rowOf(
      name,
      threads.map((thread) => ({ score: score(thread), isYes: thread.example.solved })),
    )
  return [
    by('length of all turns', lengthOf),
    by('length of answers', ({ texts }) =>
      texts.filter(({ role }) => role === 'operator').reduce((sum, { text }) => sum + text.length, 0),
    ),
    by('number of turns', ({ texts }) => texts.length),
  ]
}

export function pairFigures(read: readonly Read[]) {
  const ours = read.flatMap((one) => ranked(one, (at) => one.reading.answers[at] ?? 0))
  const longest = read.flatMap((one) => ranked(one, (at) => one.thread.texts[at]?.text.length ?? 0))
  const last = read.flatMap((one) => ranked(one, (at) => at))
  return [
    { by: 'longest answer', ...pairsInOrder(longest) },
    { by: 'last answer', ...pairsInOrder(last) },
    { by: 'Backdesk', ...pairsInOrder(ours) },
  ]
}

function ranked({ thread }: Read, scoreOf: (at: number) => number): Ranked[] {
  const { solution, turns } = thread.example
  if (solution === null) return []
  const others = turns.flatMap(({ role }, at) => (role === 'operator' && at !== solution ? [scoreOf(at)] : []))
  return others.length === 0 ? [] : [{ right: scoreOf(solution), others }]
}

/** Whether the last word of the customer tells the outcome. */
export function toneRows(read: readonly Read[]): AucRow[] {
  const replied = read.flatMap((one) => {
    const at = lastReply(one.thread.example.turns)
    return at === undefined ? [] : [{ ...one, at }]
  })
  const by = (name: string, score: (one: (typeof replied)[number]) => number): AucRow =>
    rowOf(
      name,
      replied.map((one) => ({ score: score(one), isYes: one.thread.example.solved })),
    )
  return [
    by('length of the last reply, shorter is better', ({ thread, at }) => -(thread.texts[at]?.text.length ?? 0)),
    by('tone (AFINN-165 and its surroundings)', ({ thread, at }) => toneOf(plainText(thread.texts[at]?.text ?? ''))),
    by('reaction (trained: signs and tone)', ({ reading, at }) => reading.reactions[at] ?? 0),
  ]
}

/** Answers that readers have voted on: not trained on. */
export function voteFigures(read: readonly Read[]) {
  const points = read.flatMap(({ thread, reading }) =>
    thread.votes.flatMap((votes, at) => {
      const score = reading.answers[at]
      return votes === null || score === null || score === undefined ? [] : [[score, votes] as const]
    }),
  )
  return { answers: points.length, rankCorrelation: rankCorrelation(points) }
}
