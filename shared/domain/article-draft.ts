/**
 * The text of an article that nobody has written yet, put together of replies that reviewers sent with good grades. A
 * beginning: the replies are scrubbed, answer one customer each, and were never meant for everybody. A person makes an
 * article of it. Pure.
 */
import { ARTICLE_LENGTH } from './action.ts'
import { isWellGraded } from './article-health.ts'
import type { LearningSignal } from './learning-signal.ts'
import { wordsOf } from './word-edit.ts'

export type ArticleDraft = {
  /** Null: none can be told from the replies. */
  readonly title: string | null
  readonly content: string
  /** Slug of the portal it is for; null: there are several, or none is known. */
  readonly portal: string | null
  /** Signals whose replies it was made of, best graded first. */
  readonly from: readonly string[]
  /** Theirs: when one of these customers wants to be forgotten, what was made of his words goes too. */
  readonly conversationIds: readonly number[]
  /** What was proposed, kept where a person has changed it. */
  readonly proposed: { readonly title: string | null; readonly content: string } | null
}

export const TITLE_LENGTH = 255
/** More would say the same again. */
const REPLIES_AT_MOST = 5
/** A paragraph of which so much was said before says nothing new. */
const SAID_BEFORE = 0.8
/** What is left of "Dear [name]," without its mark. */
const GREETING_WORDS = 4

/** Where personal data was. A link in Markdown is none. */
const SCRUBBED = /\[\w+\](?!\()/
export const isScrubbedIn = (text: string): boolean => SCRUBBED.test(text)

/** Null: none of what it rests on was sent with good grades. `evidence` has ids of signals, or of conversations. */
export function draftOf(
  evidence: readonly string[],
  signals: readonly LearningSignal[],
  portal: string | null,
): ArticleDraft | null {
  const asked = new Set(evidence)
  const byId = new Map(signals.map((signal) => [signal.id, signal]))
  const good = [...byId.values()]
    .filter(({ id, conversationId }) => asked.has(id) || asked.has(String(conversationId)))
    .filter((signal) => signal.outcome === 'sent' && !signal.seeded && signal.after !== null)
    .filter(({ grades }) => isWellGraded({ ...UNGRADED, grades }))
    .sort((a, b) => points(b) - points(a) || b.endedAtMs - a.endedAtMs || (a.id < b.id ? -1 : 1))
    .slice(0, REPLIES_AT_MOST)
  const content = joined(good.flatMap(({ after }) => after ?? []))
  if (content === '') return null
  return {
    title: titleOf(good),
    content,
    portal,
    from: good.map(({ id }) => id),
    conversationIds: [...new Set(good.map(({ conversationId }) => conversationId))],
    proposed: null,
  }
}

const UNGRADED = { id: '', atMs: 0, success: true, editRatio: null }
const points = ({ grades }: LearningSignal): number =>
  grades === null ? 0 : grades.tone + grades.accuracy + grades.policy

/** Paragraph by paragraph, each once, without greetings. */
function joined(replies: readonly string[]): string {
  const said = new Set<string>()
  const kept: string[] = []
  let length = 0
  for (const paragraph of replies.flatMap(paragraphsOf)) {
    const words = tellingIn(paragraph)
    const known = words.filter((word) => said.has(word)).length
    if (words.length === 0 || known / words.length >= SAID_BEFORE) continue
    length += paragraph.length + 2
    if (length > ARTICLE_LENGTH) break
    for (const word of words) said.add(word)
    kept.push(paragraph)
  }
  return kept.join('\n\n')
}

const paragraphsOf = (reply: string): readonly string[] =>
  reply
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '' && !isGreeting(paragraph))

/** Somebody was addressed or has signed, and hardly anything else is said. */
const isGreeting = (paragraph: string): boolean =>
  isScrubbedIn(paragraph) && tellingIn(paragraph).length <= GREETING_WORDS

const tellingIn = (text: string): readonly string[] =>
  wordsOf(text.replace(/\[\w+\]/g, ' '))
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => word.toLowerCase())

/** What most of the replies were about, if they were about one thing. */
function titleOf(signals: readonly LearningSignal[]): string | null {
  const counts = new Map<string, number>()
  for (const { intent } of signals) if (intent !== null) counts.set(intent, (counts.get(intent) ?? 0) + 1)
  const [most] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  if (most === undefined || most[1] * 2 <= signals.length) return null
  const words = most[0].replaceAll(/[-_]+/g, ' ').trim()
  return words === '' ? null : `${words[0]?.toUpperCase()}${words.slice(1)}`.slice(0, TITLE_LENGTH)
}
