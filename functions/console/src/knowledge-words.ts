/** What is proposed of articles, and how far they can be trusted, in words. Pure. */
import type { Band, ListedProposal, ProposalKind, ProposalState, ProposalWhy } from './knowledge-shapes.ts'
import { plainText } from './names.ts'

export const KIND_WORDS: Readonly<Record<ProposalKind, string>> = {
  new_article: 'Write an article',
  update_article: 'Change an article',
  archive_article: 'Put an article away',
}

const WHY_WORDS: Readonly<Record<ProposalWhy, (n: number) => string>> = {
  rewritten: () => 'a good reply had little left of its draft',
  repeated: (n) => `reviewers made the same change in ${n} replies`,
  unanswered: (n) => `${n} conversations asked alike, and no article answered`,
  unused: () => 'no reply has rested on it for 90 days, and it was not trusted',
  rolled_back: () => 'a lead wanted what was before',
}
export const whyWords = ({ why, evidence }: Pick<ListedProposal, 'why' | 'evidence'>): string =>
  WHY_WORDS[why](evidence.length)

export const STATE_WORDS: Readonly<Record<ProposalState, string>> = {
  proposed: 'To decide',
  approved: 'On its way',
  applied: 'In Chatwoot',
  refused: 'Could not be done',
  rejected: 'Rejected',
}
export const STATE_TONES: Readonly<Record<ProposalState, 'warned' | 'good' | 'late' | 'plain'>> = {
  proposed: 'warned',
  approved: 'plain',
  applied: 'good',
  refused: 'late',
  rejected: 'plain',
}

const REFUSALS: Readonly<Record<string, string>> = {
  not_open: 'It is decided already.',
  no_evidence: 'Nothing asks for it any more.',
  no_patch: 'No text could be told from the edits. Write the whole text as it should be.',
  too_long: 'The article is too long to be compared. Change it in Chatwoot.',
  no_such_article: 'The article is not published any more.',
  changed_meanwhile: 'The article has changed since. Write the text anew, made of the article as it is now.',
  changes_nothing: 'The article says this already.',
  mends_nothing: 'No reply that was sent would have found more of its words in this text.',
  makes_worse: 'Replies that were sent would have found fewer of their words in this text.',
  no_text: 'Write a title and a text for everybody. What replies said is a beginning.',
  still_scrubbed: 'The text still has marks like [name], where personal data was.',
  no_portal: 'There are several portals: say which one it is for.',
  such_an_article: 'There is an article of this title.',
  used_meanwhile: 'A reply has rested on the article since, or it is trusted now.',
  article_gone: 'The article is not there any more.',
  not_done: 'It was switched off, or Backdesk has no token.',
  not_permitted: 'The token may not manage the Help Center.',
}
export const refusalWords = (code: string): string => REFUSALS[code] ?? `${code.replaceAll('_', ' ')}.`

export const BAND_WORDS: Readonly<Record<Band, string>> = {
  trusted: 'Trusted',
  fair: 'Fair',
  weak: 'Weak',
  poor: 'Poor',
}
/** From where it begins. */
export const BAND_FROM: Readonly<Record<Band, string>> = {
  trusted: '.80 and more',
  fair: '.60 and more',
  weak: '.40 and more',
  poor: 'less',
}
export const BAND_TONES: Readonly<Record<Band, 'good' | 'plain' | 'warned' | 'late'>> = {
  trusted: 'good',
  fair: 'plain',
  weak: 'warned',
  poor: 'late',
}

export const titleOf = ({ kind, article }: Pick<ListedProposal, 'kind' | 'article'>): string =>
  article === null ? KIND_WORDS[kind] : article.title

export const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

/** As `plainText`, of what has lines. */
export const plainLines = (text: string): string => text.split('\n').map(plainText).join('\n')

/** Where personal data was; a link in Markdown is none. */
export const hasMarks = (text: string): boolean => /\[\w+\](?!\()/.test(text)

/** Of a list of names, how often each, most first. */
export function tally(names: readonly string[]): readonly (readonly [name: string, count: number])[] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
}
