/** Which articles of the Help Center may answer a customer's question, and why; or that none is sure enough to be named. */
export type Suggestion = {
  /** Chatwoot's id of the article. */
  readonly articleId: number
  /** Which state of the article was searched: its `updated_at`. What is shown later may differ. */
  readonly articleVersion: number
  readonly title: string
  /** Public address; empty where the portal's is not known. */
  readonly url: string
  /** Orders the articles of one answer; says nothing by itself. */
  readonly score: number
  /** How likely a person would send this article, 0 to 1. */
  readonly confidence: number
  /** The passage that is nearest to the question, in the article's own words. */
  readonly extract: string
  readonly why: SuggestionWhy
}

export type SuggestionWhy = {
  /** Words of the question that the article holds, most telling first, as the article writes them. */
  readonly words: readonly string[]
  /** How many of the nearest past questions were answered by it. */
  readonly pastAnswers: number
}

/** `nothing_searched`: no index, or no article in it. `too_little_said`: no word to search by. `unsure`: nothing was near enough. */
export type AbstainedFor = 'nothing_searched' | 'too_little_said' | 'unsure'

export type Suggestions = {
  /** Best first; empty where it abstained. */
  readonly suggestions: readonly Suggestion[]
  /** How likely it is that any article answers the question, 0 to 1. */
  readonly confidence: number
  readonly abstained: null | { readonly reason: AbstainedFor }
  /** Which state of the index answered. */
  readonly indexVersion: string
}

export type SuggestOptions = {
  /** At most so many; 3 where nothing is said. */
  readonly most?: number
  /** Less confidence than this that any article answers, and none is suggested; as the index was calibrated where nothing is said. */
  readonly atLeastConfidence?: number
  /** Of an e-mail, or the first line of a form. It counts twice. */
  readonly subject?: string | null
  /** Of the question. Where articles are written in it, only those are suggested. */
  readonly language?: string | null
}

/** A loaded index, ready to be asked. `suggest` of `shared/text/knowledge/suggest.ts` makes one of it. */
export type Suggest = (question: string, options?: SuggestOptions) => Suggestions

/** What a person made of a suggestion. `sent`: a public answer held the article's address. */
export type SuggestionVerdict = 'used' | 'not_useful' | 'sent'
