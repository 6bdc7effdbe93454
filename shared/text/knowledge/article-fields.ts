/** An article taken apart into what its parts are worth in a search, and into passages that can be shown. */
import type { KnowledgeArticle } from '#domain/knowledge-article'

/** Title, summary, headings, body: in this order everywhere. */
export type ArticleFields = readonly [title: string, summary: string, headings: string, body: string]

const HEADING = /^\s*#{1,6}\s+(.+?)\s*#*\s*$/
/** A line that is bold as a whole serves as a heading. */
const BOLD_LINE = /^\s*(?:\*\*|__)([^*_]{2,80})(?:\*\*|__)\s*:?\s*$/
const LONGEST_PASSAGE = 400
/** What stands further down is not searched for passages. */
const MOST_PASSAGES = 60

export function articleFields({ title, summary, content }: KnowledgeArticle): ArticleFields {
  const headings: string[] = []
  const body: string[] = []
  for (const line of content.split('\n')) {
    const heading = (HEADING.exec(line) ?? BOLD_LINE.exec(line))?.[1]
    if (heading === undefined) body.push(line)
    else headings.push(plainLine(heading))
  }
  return [title, summary, headings.join('\n'), body.map(plainLine).join('\n')]
}

/** Paragraphs in order, long ones cut at the ends of sentences. */
export function passagesOf({ summary, content }: KnowledgeArticle): string[] {
  const lines = [summary, ...content.split('\n')].map((line) => plainLine(line.replace(HEADING, '$1')))
  return lines
    .flatMap((line) => pieces(line))
    .filter((passage) => passage.length > 0)
    .slice(0, MOST_PASSAGES)
}

function pieces(line: string): string[] {
  if (line.length <= LONGEST_PASSAGE) return [line]
  const found: string[] = []
  for (const sentence of line.split(/(?<=[.!?])\s+/)) {
    const last = found.at(-1)
    if (last !== undefined && last.length + sentence.length < LONGEST_PASSAGE)
      found[found.length - 1] = `${last} ${sentence}`
    else found.push(sentence.slice(0, LONGEST_PASSAGE))
  }
  return found
}

/** Without Markdown's and HTML's marks; the labels of links stay. */
const plainLine = (line: string): string =>
  line
    .replace(/!\[[^\]]*\]\([^)]*\)/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]{1,200}>/g, ' ')
    .replace(/^\s*(?:[-*+>]|\d{1,2}[.)])\s+/, '')
    .replace(/[*`~|]+/g, '')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
