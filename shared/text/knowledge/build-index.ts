/** An index made of the articles as they are now, and of what past questions were answered by. */
import type { KnowledgeArticle, PastQuestion } from '#domain/knowledge-article'
import { articleFields, passagesOf } from './article-fields.ts'
import { fitBelief, type Signs, signsOf } from './belief.ts'
import { FIELD_COUNT, fieldSearch } from './field-search.ts'
import { type PastAnswers, type PastTexts, pastSearch } from './past-search.ts'
import { countFeatures, type QuestionFeatures, stemHash, unpackedFeatures } from './question-features.ts'
import { fitRanker, type RankedCase, ranked, viewsOf } from './ranker.ts'
import {
  type CountedRows,
  countedRows,
  INDEX_FORMAT,
  numbersText,
  type StoredIndex,
  storedRows,
} from './stored-index.ts'
import { languageIn, stemIn, wordsOf } from './words.ts'

export type IndexSource = {
  readonly articles: readonly KnowledgeArticle[]
  readonly past: readonly PastQuestion[]
  readonly version: string
  readonly nowMs: number
}

/** Of an article so many words are searched, and so many characters liken it to a question. */
const SEARCHED_WORDS = 5_000
const LIKENED_CHARACTERS = 1_500
/** Each question is judged by an index that does not know it. */
const PARTS = 5
const BELIEVED = 3

export function buildIndex({ articles, past, version, nowMs }: IndexSource): StoredIndex {
  const listed = [...articles].sort((a, b) => a.id - b.id)
  const numberOf = new Map(listed.map(({ id }, at) => [id, at]))
  const asked = [...past]
    .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1))
    .map(({ atMs, features, answers }) => ({
      atMs,
      features: unpackedFeatures(features),
      answers: answers.flatMap(({ articleId, weight }): [number, number][] => {
        const article = numberOf.get(articleId)
        return article === undefined || weight === 0 ? [] : [[article, weight]]
      }),
      wasAnswered: answers.length > 0,
    }))
    // what only articles answered that are gone says nothing of those that are here
    .filter(({ answers, wasAnswered }) => answers.length > 0 || !wasAnswered)
  const fields = countedRows(listed.map(stemCounts), { atLeast: 1, width: FIELD_COUNT })
  const single = (features: QuestionFeatures) => new Map([...features].map(([hash, often]) => [hash, [often]]))
  const texts = countedRows([...listed.map(likened), ...asked.map(({ features }) => features)].map(single), {
    atLeast: 2,
    width: 1,
  })
  const known = asked.map(({ atMs, answers }): PastAnswers => ({ atMs, answers }))
  const learnt = learn({
    askedFeatures: asked.map(({ features }) => features),
    stems: fields.hashes,
    fieldRows: fields.rows,
    texts: { features: texts.hashes, texts: texts.rows, articleCount: listed.length, past: known, nowMs },
  })
  return {
    format: INDEX_FORMAT,
    version,
    builtAtMs: nowMs,
    language: mainLanguage(listed),
    articles: listed.map((article) => ({
      id: article.id,
      version: article.version,
      title: article.title,
      url: article.url,
      language: article.language,
      passages: passagesOf(article),
    })),
    stems: numbersText(fields.hashes),
    fields: storedRows(fields.rows),
    features: numbersText(texts.hashes),
    texts: storedRows(texts.rows),
    past: known,
    ...learnt,
  }
}

type Lesson = {
  readonly askedFeatures: readonly QuestionFeatures[]
  readonly stems: Uint32Array
  readonly fieldRows: CountedRows
  readonly texts: Omit<PastTexts, 'known'>
}

function learn({ askedFeatures, stems, fieldRows, texts }: Lesson): Pick<StoredIndex, 'ranker' | 'belief'> {
  const search = fieldSearch(stems, fieldRows)
  const cases: (RankedCase & { readonly signs: (bestShare: number) => Signs })[] = []
  for (let part = 0; part < PARTS; part++) {
    const others = askedFeatures.map((_, at) => at).filter((at) => at % PARTS !== part)
    const pastOfOthers = pastSearch({ ...texts, known: others })
    for (let at = part; at < askedFeatures.length; at += PARTS) {
      const features = askedFeatures[at] ?? new Map()
      const fields = search(features)
      const past = pastOfOthers.search(features)
      const answers = new Map((texts.past[at]?.answers ?? []).filter(([, weight]) => weight > 0))
      cases.push({
        views: viewsOf(fields, past, pastOfOthers),
        signs: (bestShare) => signsOf(past, fields, bestShare),
        answers,
      })
    }
  }
  const ranker = fitRanker(cases.filter(({ answers }) => answers.size > 0))
  const belief = fitBelief(
    cases.map(({ views, signs, answers }) => {
      const best = ranked(views, ranker).slice(0, BELIEVED)
      return { signs: signs(best[0]?.share ?? 0), answers, ranked: best }
    }),
  )
  return { ranker, belief }
}

function stemCounts(article: KnowledgeArticle): Map<number, number[]> {
  const stem = stemIn(article.language)
  const counts = new Map<number, number[]>()
  articleFields(article).forEach((text, field) => {
    for (const word of wordsOf(text, SEARCHED_WORDS)) {
      const stemmed = stem(word)
      if (stemmed === null) continue
      const hash = stemHash(stemmed)
      const each = counts.get(hash) ?? [0, 0, 0, 0]
      each[field] = (each[field] ?? 0) + 1
      counts.set(hash, each)
    }
  })
  return counts
}

/** The article as if it were a question: title first and twice, as a subject is. */
function likened(article: KnowledgeArticle): QuestionFeatures {
  const [title, summary, headings, body] = articleFields(article)
  const counts = new Map<number, number>()
  countFeatures(title, article.language, counts)
  countFeatures(
    `${title}\n${summary}\n${`${headings}\n${body}`.slice(0, LIKENED_CHARACTERS)}`,
    article.language,
    counts,
  )
  return counts
}

function mainLanguage(articles: readonly KnowledgeArticle[]): string {
  const counts = new Map<string, number>()
  for (const { language } of articles) counts.set(languageIn(language), (counts.get(languageIn(language)) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? 'en'
}
