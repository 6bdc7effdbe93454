/** An index that can be asked: which articles answer a question, or that none is near enough. */
import { normalUrl } from '#domain/guard/links'
import type { AbstainedFor, Suggest, Suggestion, Suggestions, SuggestOptions } from '#domain/suggestion'
import { confidenceOf, signsOf } from './belief.ts'
import { extractOf } from './extract.ts'
import { fieldSearch } from './field-search.ts'
import { pastSearch } from './past-search.ts'
import { packedFeatures, type QuestionFeatures, questionFeatures } from './question-features.ts'
import { ranked, viewsOf } from './ranker.ts'
import { INDEX_FORMAT, numbersIn, rowsIn, type StoredIndex } from './stored-index.ts'
import { languageIn } from './words.ts'

export type KnowledgeSearch = {
  readonly suggest: Suggest
  /** The same of what is kept of a question. */
  readonly suggestTo: (features: QuestionFeatures, options?: SuggestOptions) => Suggestions
  /** What is kept of a question: hashes. */
  readonly featuresOf: (question: string, options?: Pick<SuggestOptions, 'subject' | 'language'>) => string
  /** Chatwoot's id of the article at an address as `normalUrl` writes it. */
  readonly articleAt: (url: string) => number | undefined
  readonly version: string
  /** That a question is read in whose own cannot be told. */
  readonly language: string
}

const MOST = 3
/** Of the nearest past questions so many are counted as reasons. */
const REASONS = 10

/** @throws Error where the index is of another form, or broken. */
export function knowledgeSearch(stored: StoredIndex): KnowledgeSearch {
  if (stored.format !== INDEX_FORMAT)
    throw new Error(`The index of articles has form ${stored.format}, not ${INDEX_FORMAT}`)
  const fields = fieldSearch(numbersIn(stored.stems), rowsIn(stored.fields))
  const past = pastSearch({
    features: numbersIn(stored.features),
    texts: rowsIn(stored.texts),
    articleCount: stored.articles.length,
    past: stored.past,
    known: stored.past.map((_, at) => at),
    nowMs: stored.builtAtMs,
  })

  const byUrl = new Map(stored.articles.flatMap(({ id, url }) => (url === '' ? [] : [[normalUrl(url), id] as const])))
  const languages = new Set(stored.articles.map(({ language }) => languageIn(language)))
  /** A language without an article leaves all of them: some answer is better than none. */
  const spoken = (language: string | null | undefined): string | null => {
    const told = languageIn(language ?? '')
    return languages.has(told) ? told : null
  }

  const abstain = (reason: AbstainedFor, confidence = 0): Suggestions => ({
    suggestions: [],
    confidence,
    abstained: { reason },
    indexVersion: stored.version,
  })

  function suggestTo(features: QuestionFeatures, options: SuggestOptions = {}): Suggestions {
    const { most = MOST, atLeastConfidence = stored.belief.atLeastConfidence } = options
    const language = spoken(options.language)
    const isMeant = (at: number): boolean =>
      language === null || languageIn(stored.articles[at]?.language ?? '') === language
    if (stored.articles.length === 0) return abstain('nothing_searched')
    if (features.size === 0) return abstain('too_little_said')
    const inFields = fields(features)
    const inPast = past.search(features)
    const found = ranked(viewsOf(inFields, inPast, past), stored.ranker, isMeant)
    const best = found[0]
    if (best === undefined) return abstain('nothing_searched')
    const signs = signsOf(inPast, inFields, best.share)
    const confidence = confidenceOf(signs, best.share, stored.belief).answerable
    if (confidence < atLeastConfidence) return abstain('unsure', confidence)
    const near = inPast.nearestQuestions.slice(0, REASONS)
    const suggestions = found.slice(0, most).map(({ article: at, score, share }): Suggestion => {
      const article = stored.articles[at]
      if (article === undefined) throw new Error('The index ranks an article it does not hold')
      const { extract, words } = extractOf(article, features)
      return {
        articleId: article.id,
        articleVersion: article.version,
        title: article.title,
        url: article.url,
        score,
        confidence: confidenceOf(signs, share, stored.belief).right,
        extract,
        why: {
          words,
          pastAnswers: near.filter((nth) => stored.past[nth]?.answers.some(([one, weight]) => one === at && weight > 0))
            .length,
        },
      }
    })
    return { suggestions, confidence, abstained: null, indexVersion: stored.version }
  }

  const featuresIn = (question: string, options: SuggestOptions = {}): QuestionFeatures =>
    questionFeatures({
      text: question,
      subject: options.subject ?? null,
      language: spoken(options.language) ?? stored.language,
    })

  return {
    suggestTo,
    suggest: (question, options) => suggestTo(featuresIn(question, options), options),
    featuresOf: (question, options) => packedFeatures(featuresIn(question, options)),
    articleAt: (url) => byUrl.get(url),
    version: stored.version,
    language: stored.language,
  }
}
