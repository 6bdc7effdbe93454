import type { Action } from '#domain/action'
import type { Conversation } from '#domain/conversation'
import type { DraftsDocument } from '#domain/drafts-policy'
import type { PastQuestion, UnansweredQuestion } from '#domain/knowledge-article'
import type { KnowledgeSync } from '#domain/knowledge-sync'
import { askedIn, type Question, type QuestionRequest, waitRequest } from '#domain/question'
import { type Suggested, suggestionNote, taughtBy } from '#domain/suggested'
import { OUTAGE } from '#domain/switches'
import { languageSaid } from '#domain/topic'
import type { KnowledgeSearch } from '#text/knowledge/suggest'
import type { SuggestEvent } from './open-message.ts'

export type SuggestToDeps = {
  readonly isOff: (account: string, name: string) => Promise<boolean>
  readonly readSync: (account: string) => Promise<{ readonly sync: KnowledgeSync } | undefined>
  /** Undefined: none was built yet. */
  readonly indexOf: (account: string) => Promise<KnowledgeSearch | undefined>
  /** Asks act, which answers on our own queue, or not at all where the account has given no access. */
  readonly askQuestion: (request: QuestionRequest) => Promise<void>
  readonly conversation: (account: string, conversationId: number) => Promise<Conversation | null>
  readonly suggested: (account: string, conversationId: number) => Promise<Suggested | undefined>
  readonly putSuggested: (suggested: Suggested) => Promise<void>
  /** What no article answers is worth one, once others ask it too. */
  readonly putUnanswered: (account: string, conversationId: number, asked: UnansweredQuestion) => Promise<void>
  readonly pastQuestion: (account: string, conversationId: number) => Promise<PastQuestion | undefined>
  readonly putPastQuestion: (account: string, conversationId: number, past: PastQuestion) => Promise<void>
  /** Says that there is something to build into the index. */
  readonly noteLearned: (account: string) => Promise<void>
  /** What is in force of the account's drafts document. */
  readonly drafts: (account: string) => Promise<{ readonly document: DraftsDocument }>
  readonly requestAction: (action: Action) => Promise<unknown>
  readonly now: () => number
  readonly log: { info(code: string, fields: Readonly<Record<string, string | number>>): void }
}

/** A link that was sent, as much as what a person said of an article. */
const SENT_WEIGHT = 1

const isOff = async (account: string, deps: SuggestToDeps): Promise<boolean> =>
  (await deps.isOff(account, 'suggest')) || (await deps.isOff(account, OUTAGE))

async function hasArticles(account: string, deps: SuggestToDeps): Promise<boolean> {
  const held = await deps.readSync(account)
  return held !== undefined && held.sync.index !== null && held.sync.articles > 0
}

/** Has the texts of a conversation read that somebody waits in, or that is over, where there is anything to suggest. */
export async function askFor(event: SuggestEvent, deps: SuggestToDeps): Promise<void> {
  const { account, conversationId, correlationId } = event
  if ((await isOff(account, deps)) || !(await hasArticles(account, deps))) return
  if (event.type === 'conversation.customer_waiting.v1') return deps.askQuestion(waitRequest(event, deps.now()))
  const id = `${account}/answered/${conversationId}/${event.version}`
  const asked = { kind: 'question', account, conversationId, id, correlationId } as const
  await deps.askQuestion({ ...asked, requestedAtMs: deps.now(), purpose: 'learn' })
}

/** What was read is in memory alone, and gone afterwards. */
export async function takeQuestion(question: Question, deps: SuggestToDeps): Promise<void> {
  const { account } = question
  // Who writes drafts has questions read as well, and all are told.
  if ((await isOff(account, deps)) || !(await hasArticles(account, deps))) return
  const index = await deps.indexOf(account)
  if (index === undefined) return
  await (question.purpose === 'learn' ? learn : suggestTo)(question, index, deps)
}

async function suggestTo(question: Question, index: KnowledgeSearch, deps: SuggestToDeps): Promise<void> {
  const { account, conversationId, correlationId, requestId } = question
  const asked = askedIn(question)
  const conversation = await deps.conversation(account, conversationId)
  if (asked === null || conversation === null || conversation.state.snapshot?.status !== 'open') return
  const id = `${requestId}/suggested`
  const before = await deps.suggested(account, conversationId)
  // The same wait again, told twice or read twice, is suggested to once.
  const suggested = before?.id === id ? before : found()
  if (suggested !== before) await deps.putSuggested(suggested)
  const { suggestions, abstained } = suggested.found
  if (abstained?.reason === 'unsure') {
    const { suggestedAtMs: atMs, features } = suggested
    await deps.putUnanswered(account, conversationId, { conversationId, atMs, features })
  }
  deps.log.info('suggested', {
    account,
    conversationId,
    correlationId,
    articles: suggestions.map(({ articleId }) => articleId).join(' '),
    abstained: abstained?.reason ?? '',
  })
  if (suggestions.length === 0) return
  const { document } = await deps.drafts(account)
  if (document.suggestionNotes !== true) return
  await deps.requestAction({
    id: `${requestId}/note`,
    account,
    conversationId,
    reason: 'Articles were suggested',
    requestedAtMs: deps.now(),
    correlationId,
    verb: 'add_note',
    text: suggestionNote(suggested.found),
    mention: null,
    mentionTeam: null,
  })

  function found(): Suggested {
    const about = { language: languageSaid(conversation?.state.said) }
    const text = asked?.text ?? ''
    return {
      ...{ id, account, conversationId, asked: 'customer_waiting', suggestedAtMs: deps.now(), correlationId },
      features: index.featuresOf(text, about),
      found: index.suggest(text, about),
    }
  }
}

/** An article whose address an operator sent was an answer to what had been asked. */
async function learn(question: Question, index: KnowledgeSearch, deps: SuggestToDeps): Promise<void> {
  const { account, conversationId, correlationId } = question
  const taught = taughtBy(question, index.articleAt)
  if (taught === null) return
  const conversation = await deps.conversation(account, conversationId)
  if (conversation === null) return
  const features = index.featuresOf(taught.question, { language: languageSaid(conversation.state.said) })
  const known = await deps.pastQuestion(account, conversationId)
  const sameAsked = known?.features === features ? known.answers : []
  const isNew = (articleId: number) => !sameAsked.some((one) => one.articleId === articleId && one.weight > 0)
  if (!taught.articleIds.some(isNew)) return
  const answers = [
    ...sameAsked.filter(({ articleId }) => !taught.articleIds.includes(articleId)),
    ...taught.articleIds.map((articleId) => ({ articleId, weight: SENT_WEIGHT })),
  ]
  await deps.putPastQuestion(account, conversationId, {
    id: String(conversationId),
    atMs: deps.now(),
    features,
    answers,
  })
  await deps.noteLearned(account)
  deps.log.info('sent_articles_learned', {
    account,
    conversationId,
    correlationId,
    articles: taught.articleIds.join(' '),
  })
}
