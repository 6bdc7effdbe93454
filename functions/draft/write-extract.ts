import { articleEvidence, lettered, notWritten, percent, questionEvidence, type Write } from './writing.ts'

const VERSION = '1'
const FEWEST_CHARACTERS = 40

/** The passage of an article that is nearest to the question, and the article's address. */
export const writeExtract: Write = async (task) => {
  const { document, suggestions } = task
  const [best] = suggestions
  if (best === undefined) return notWritten('no_article')
  if (best.url === '') return notWritten('article_without_address')
  if (percent(best.confidence) < document.atLeastPercent) return notWritten('unsure')
  const passage = plainPassage(best.extract)
  if (passage.length < FEWEST_CHARACTERS) return notWritten('passage_too_short')
  return {
    kind: 'written',
    text: lettered(passage, task, best.url),
    source: { kind: 'extract', name: `article-${best.articleId}`, version: `${VERSION}.${best.articleVersion}` },
    intent: null,
    evidence: [articleEvidence(best), questionEvidence(task)],
    impact: `Answers with the article "${best.title}", ${percent(best.confidence)} % likely the right one.`,
  }
}

/** Without pictures, headings and links, which lead on from the article and not from an answer. */
const plainPassage = (markdown: string): string =>
  markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^#{1,6}\s+/gm, '')
    .replace(/[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}/g, '')
    .replace(/https?:\/\/\S+/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()
