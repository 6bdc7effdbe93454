/**
 * A change of an article as it is proposed: the exact difference, what it came from, and what past replies say of it. Pure.
 * Whoever applies it shows that the article is still the one it was made of.
 */
import type { LearningSignal } from './learning-signal.ts'
import { changesBetween, type WordChange, wordsOf } from './word-edit.ts'

export type ArticlePatch = {
  readonly articleId: string
  /** The article's `updated_at` that it was made of: another one, and it is refused. */
  readonly boundTo: string
  /** The former text, whole: what a rollback puts back. */
  readonly before: string
  readonly after: string
  /** By lines; `at` counts lines of the former text. */
  readonly changes: readonly WordChange[]
  /** Signals whose edits asked for it. */
  readonly triggers: readonly string[]
}

/** How much of each sent reply the article holds, before and after. */
export type BackTest = {
  readonly replies: number
  readonly better: readonly string[]
  readonly worse: readonly string[]
}

export type WhyNotPatch = 'changed_meanwhile' | 'changes_nothing' | 'mends_nothing' | 'makes_worse'

const LINES_AT_MOST = 1_500
const linesOf = (text: string): readonly string[] => text.split('\n')

/** Null where there is nothing to change, or the article is too long to be compared. */
export function patchOf(
  article: { readonly id: string; readonly updatedAt: string; readonly content: string },
  after: string,
  triggers: readonly string[],
): ArticlePatch | null {
  const [from, to] = [linesOf(article.content), linesOf(after)]
  if (article.content === after || Math.max(from.length, to.length) > LINES_AT_MOST) return null
  const changes = changesBetween(from, to)
  return { articleId: article.id, boundTo: article.updatedAt, before: article.content, after, changes, triggers }
}

/** The patch that puts the former text back, bound to the article as the patch left it. */
export const rollbackOf = (patch: ArticlePatch, updatedAt: string): ArticlePatch => ({
  ...patch,
  boundTo: updatedAt,
  before: patch.after,
  after: patch.before,
  changes: changesBetween(linesOf(patch.after), linesOf(patch.before)),
})

/**
 * Every sent reply that rested on the article, once: would it have found more of its words there, or fewer? What reviewers
 * sent is the measure, since they corrected what the article had got wrong.
 */
export function backTest(patch: ArticlePatch, signals: readonly LearningSignal[]): BackTest {
  const [before, after] = [tellingIn(patch.before), tellingIn(patch.after)]
  const byId = new Map(signals.map((signal) => [signal.id, signal]))
  const tried = [...byId.values()]
    .filter(({ outcome, seeded }) => outcome === 'sent' && !seeded)
    .filter(({ evidence }) => evidence.some(({ kind, id }) => kind === 'article' && id === patch.articleId))
    .flatMap(({ id, after: sent }) => (sent === null ? [] : [{ id, moved: held(sent, after) - held(sent, before) }]))
  const idsOf = (of: typeof tried): readonly string[] => of.map(({ id }) => id).sort()
  return {
    replies: tried.length,
    better: idsOf(tried.filter(({ moved }) => moved > 0)),
    worse: idsOf(tried.filter(({ moved }) => moved < 0)),
  }
}

/** Why it may not be published as things stand; null: a person may approve it. */
export function whyNotPatch(
  patch: ArticlePatch,
  { updatedAt, test }: { readonly updatedAt: string; readonly test: BackTest },
): WhyNotPatch | null {
  if (patch.boundTo !== updatedAt) return 'changed_meanwhile'
  if (patch.before === patch.after) return 'changes_nothing'
  if (test.worse.length > 0) return 'makes_worse'
  return test.better.length === 0 ? 'mends_nothing' : null
}

/** Marks say nothing, and what was scrubbed is in no article. */
const tellingIn = (text: string): ReadonlySet<string> =>
  new Set(
    wordsOf(text.replace(/\[\w+\]/g, ' '))
      .filter((word) => /[\p{L}\p{N}]/u.test(word))
      .map((word) => word.toLowerCase()),
  )

function held(reply: string, article: ReadonlySet<string>): number {
  const words = [...tellingIn(reply)]
  return words.filter((word) => article.has(word)).length
}
