/** Which articles should be written, mended or put away, by what people made of replies. Proposals: a lead decides. */
import { type ArticleHealth, isWellGraded } from './article-health.ts'
import type { EditClass } from './edit-class.ts'
import type { LearningSignal } from './learning-signal.ts'

export const PROPOSAL_KINDS = ['new_article', 'update_article', 'archive_article'] as const
export type ProposalKind = (typeof PROPOSAL_KINDS)[number]

export type ArticleProposal = {
  /** Derived from what it is about: the same cause is the same proposal. */
  readonly id: string
  readonly account: string
  readonly kind: ProposalKind
  /** Null for a new one. */
  readonly articleId: string | null
  readonly why: ProposalReason
  /** Signals or questions it rests on, oldest first. */
  readonly evidence: readonly string[]
  readonly proposedAtMs: number
}

/**
 * `rewritten`: a good reply had little left of what was proposed. `repeated`: people have made the same kind of change
 * again and again. `unanswered`: a question no article answers. `unused`: nobody needs it, and it was not trusted.
 */
export const PROPOSAL_REASONS = ['rewritten', 'repeated', 'unanswered', 'unused'] as const
export type ProposalReason = (typeof PROPOSAL_REASONS)[number]

const REWRITTEN_FROM = 0.3
const REPEATED = { times: 3, withinMs: 7 * 86_400_000 }
const UNUSED = { forMs: 90 * 86_400_000, below: 0.5 }

type Kind = { readonly articleId: string | null; readonly intent: string | null; readonly class: EditClass }

/** Of each signal that was sent with good grades and much changed: what was sent is worth an article. */
export function rewrittenIn(signals: readonly LearningSignal[]): readonly ArticleProposal[] {
  return taught(signals)
    .filter(({ edit, grades }) => edit.ratio >= REWRITTEN_FROM && isWellGraded({ ...BARE, grades }))
    .map(({ account, id, endedAtMs }) => ({
      id: `rewritten-${id}`,
      account,
      kind: 'new_article',
      articleId: null,
      why: 'rewritten',
      evidence: [id],
      proposedAtMs: endedAtMs,
    }))
}

/** Three edits of a kind within seven days: of one article an update, of none a new one. */
export function repeatedIn(signals: readonly LearningSignal[]): readonly ArticleProposal[] {
  const groups = new Map<string, { readonly kind: Kind; readonly signals: Taught[] }>()
  for (const signal of taught(signals)) {
    if (signal.edit.class === null) continue
    const articleId = signal.evidence.find(({ kind }) => kind === 'article')?.id ?? null
    const kind = { articleId, intent: signal.intent, class: signal.edit.class }
    const name = JSON.stringify([kind.articleId, kind.intent, kind.class])
    const group = groups.get(name) ?? { kind, signals: [] }
    group.signals.push(signal)
    groups.set(name, group)
  }
  return [...groups.values()].flatMap(({ kind, signals: of }) => {
    const found = firstWithin(of)
    const [first] = found
    const last = found.at(-1)
    if (first === undefined || last === undefined) return []
    return [
      {
        id: `repeated-${first.id}`,
        account: first.account,
        kind: kind.articleId === null ? ('new_article' as const) : ('update_article' as const),
        articleId: kind.articleId,
        why: 'repeated' as const,
        evidence: found.map(({ id }) => id),
        proposedAtMs: last.endedAtMs,
      },
    ]
  })
}

/** Unused for ninety days, and never trusted. One that is new has not had its ninety days. */
export function isToArchive(
  { confidence, lastUsedAtMs }: Pick<ArticleHealth, 'confidence' | 'lastUsedAtMs'>,
  { publishedAtMs, nowMs }: { readonly publishedAtMs: number; readonly nowMs: number },
): boolean {
  const sinceMs = Math.max(lastUsedAtMs ?? 0, publishedAtMs)
  return confidence < UNUSED.below && nowMs - sinceMs >= UNUSED.forMs
}

type Taught = LearningSignal & { readonly edit: NonNullable<LearningSignal['edit']> }
const BARE = { id: '', atMs: 0, success: true, editRatio: null }

/** Sent, edited, each once, oldest first; what was seeded teaches nothing of articles. */
function taught(signals: readonly LearningSignal[]): readonly Taught[] {
  const byId = new Map(signals.map((signal) => [signal.id, signal]))
  return [...byId.values()]
    .filter((signal): signal is Taught => signal.outcome === 'sent' && !signal.seeded && signal.edit !== null)
    .sort((a, b) => a.endedAtMs - b.endedAtMs || (a.id < b.id ? -1 : 1))
}

/** The first stretch of seven days that has enough, whole. */
function firstWithin(signals: readonly Taught[]): readonly Taught[] {
  for (const [index, first] of signals.entries()) {
    const within = signals.slice(index).filter(({ endedAtMs }) => endedAtMs - first.endedAtMs < REPEATED.withinMs)
    if (within.length >= REPEATED.times) return within
  }
  return []
}
