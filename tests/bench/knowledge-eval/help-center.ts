/** A Help Center's articles and questions as the data sets keep them. Nothing of them is kept in this repository. */
import type { KnowledgeArticle, PastQuestion } from '#domain/knowledge-article'
import { packedFeatures, questionFeatures } from '#text/knowledge/question-features'
import type { Row } from '../routing-eval/labelled-sets.ts'

export type HelpCenter = {
  readonly articles: readonly KnowledgeArticle[]
  readonly nameOf: (articleId: number) => string
  readonly past: (rows: readonly Row[]) => PastQuestion[]
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Articles have names there and numbers here. */
export function helpCenter(corpus: readonly Row[]): HelpCenter {
  const names = corpus.map(({ id }) => text(id))
  const numbers = new Map(names.map((name, at) => [name, at + 1]))
  return {
    articles: corpus.map((row, at) => ({
      id: at + 1,
      version: 0,
      title: text(row.title),
      summary: text(row.summary),
      content: text(row.text),
      url: '',
      language: 'en',
    })),
    nameOf: (articleId) => names[articleId - 1] ?? '',
    past: (rows) =>
      rows.map((row) => ({
        id: text(row.id),
        atMs: Date.parse(text(row.created)),
        features: packedFeatures(questionFeatures({ text: text(row.body), subject: text(row.title), language: 'en' })),
        answers: Object.entries(answersIn(row)).flatMap(([name, weight]) => {
          const articleId = numbers.get(name)
          return articleId === undefined ? [] : [{ articleId, weight }]
        }),
      })),
  }
}

export const answersIn = ({ rel }: Row): Readonly<Record<string, number>> => (rel ?? {}) as Record<string, number>
