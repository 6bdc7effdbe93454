import type { SQSRecord } from 'aws-lambda'
import type { KnowledgeArticle, PastQuestion } from '#domain/knowledge-article'
import {
  type ArticlesAnswer,
  type ArticlesRequest,
  dueSync,
  isIndexDue,
  isLookDue,
  type KnowledgeSync,
  newSync,
  takeArticles,
  withoutGone,
} from '#domain/knowledge-sync'
import { eachLimited, fullJitterMs, type Random } from '#runtime/retry'
import { DONE, type Outcome, type Outcomes, RETRY } from '#runtime/sqs-batch'
import type { IndexSource } from '#text/knowledge/build-index'
import type { StoredIndex } from '#text/knowledge/stored-index'
import { type CountSignalsDeps, countSignals } from './count-signals.ts'
import { type LookDeps, lookAtArticles } from './look-at-articles.ts'
import { type AskMessage, type Malformed, type Message, openMessage } from './open-message.ts'
import { sendApproved } from './send-approved.ts'
import { askFor, type SuggestToDeps, takeQuestion } from './suggest-to.ts'

type Fields = Readonly<Record<string, string | number>>
type Held = { readonly sync: KnowledgeSync; readonly revision: number }

export type SuggestDeps = Omit<SuggestToDeps, 'readSync'> &
  CountSignalsDeps & {
    /** Accounts that were ever heard of. */
    readonly accounts: () => Promise<readonly string[]>
    readonly readSync: (account: string) => Promise<Held | undefined>
    readonly writeSync: (sync: KnowledgeSync, over: Held | undefined) => Promise<'written' | 'contended'>
    readonly articles: (account: string) => Promise<readonly KnowledgeArticle[]>
    readonly article: (account: string, id: number) => Promise<KnowledgeArticle | undefined>
    readonly putArticle: (account: string, article: KnowledgeArticle) => Promise<void>
    readonly removeArticle: (account: string, id: number) => Promise<void>
    readonly pastQuestions: (account: string) => Promise<readonly PastQuestion[]>
    readonly build: (source: IndexSource) => StoredIndex
    /** Puts the index where whoever suggests reads it. */
    readonly putIndex: (account: string, json: string) => Promise<void>
    /** Asks act, which answers on our own queue. */
    readonly request: (request: ArticlesRequest) => Promise<void>
    /** What of the articles themselves is looked at, each hour. */
    readonly looks: LookDeps
    readonly now: () => number
    readonly random: Random
    readonly wait: (ms: number) => Promise<void>
    readonly count: (name: 'IndexesBuilt') => void
    readonly log: {
      info(code: string, fields: Fields): void
      fault(code: string, error: unknown, fields: Fields): void
    }
  }

const ACCOUNTS_AT_ONCE = 4
const WRITES_AT_ONCE = 8
const TRIES = 6
const BACKOFF = { baseMs: 40, capMs: 640 }

/** Performs a batch of the queue of knowledge: lists articles that are due, builds indexes, suggests to who waits, learns. */
export async function performSuggest(messages: readonly SQSRecord[], deps: SuggestDeps): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>()
  for (const { messageId, body } of messages) outcomes.set(messageId, await perform(openMessage(body), deps))
  return outcomes
}

async function perform(message: Message | Malformed, deps: SuggestDeps): Promise<Outcome> {
  if (message.kind === 'malformed') return { kind: 'dead', reason: 'malformed_message', detail: message.problem }
  try {
    await performOne(message, deps)
    return DONE
  } catch (error) {
    deps.log.fault('suggest_interrupted', error, { kind: message.kind, account: accountOf(message) })
    return RETRY
  }
}

function performOne(message: Message, deps: SuggestDeps): Promise<void> {
  switch (message.kind) {
    case 'ask':
      return ask(message, deps)
    case 'event':
      return askFor(message.event, deps)
    case 'question_read':
      return takeQuestion(message, deps)
    default:
      return take(message, deps)
  }
}

const accountOf = (message: Message): string =>
  (message.kind === 'event' ? message.event.account : message.account) ?? '*'

async function ask({ account }: AskMessage, deps: SuggestDeps): Promise<void> {
  const atOnce = account !== undefined
  await eachLimited(atOnce ? [account] : await deps.accounts(), ACCOUNTS_AT_ONCE, async (one) => {
    if (await deps.isOff(one, 'suggest')) return
    const held = await deps.readSync(one)
    const isBuilt = held !== undefined && (isIndexDue(held.sync, deps.now()) || atOnce) && held.sync.endedAtMs !== null
    if (isBuilt) await build(one, deps)
    await sendApproved(one, deps.looks)
    if (held !== undefined && (isLookDue(held.sync, deps.now()) || atOnce)) await look(one, deps)
    await moved(one, deps, (sync) => dueSync(sync, deps.now(), atOnce))
  })
}

/** Noted when it is over: one that is broken off is done again. */
async function look(account: string, deps: SuggestDeps): Promise<void> {
  const lookedAtMs = deps.now()
  await lookAtArticles(account, deps.looks)
  await countSignals(account, deps)
  await moved(account, deps, (sync) => ({ sync: { ...sync, lookedAtMs }, request: null }))
}

/** Articles are written before the step is done with: a step that fails is taken again. */
async function take(answer: ArticlesAnswer, deps: SuggestDeps): Promise<void> {
  const { account } = answer
  const held = await deps.readSync(account)
  if (held?.sync.run?.requestId !== answer.requestId) return
  if (answer.kind === 'articles_read') {
    const changed: KnowledgeArticle[] = []
    await eachLimited(answer.articles, WRITES_AT_ONCE, async (article) => {
      const known = await deps.article(account, article.id)
      if (known === undefined || !isSame(known, article)) changed.push(article)
    })
    // Said before it is done: a step that is broken off finds nothing changed when it is taken again.
    if (changed.length > 0)
      await moved(account, deps, (sync) => ({ sync: { ...sync, changedAtMs: deps.now() }, request: null }))
    await eachLimited(changed, WRITES_AT_ONCE, (article) => deps.putArticle(account, article))
  }
  let isEnded = false
  await moved(account, deps, async (sync) => {
    const taken = takeArticles(sync, answer, deps.now())
    if (taken === null) return null
    if (taken.ended === null) return taken
    isEnded = true
    const stored = (await deps.articles(account)).map(({ id }) => id)
    const { sync: after, gone } = withoutGone(taken.sync, { stored, listed: taken.ended })
    await eachLimited(gone, WRITES_AT_ONCE, (id) => deps.removeArticle(account, id))
    return { sync: gone.length > 0 ? { ...after, changedAtMs: deps.now() } : after, request: null }
  })
  if (!isEnded) return
  deps.log.info('articles_listed', { account, articles: (await deps.readSync(account))?.sync.articles ?? 0 })
  const after = await deps.readSync(account)
  // The first run, and any that found changes, is worth an index at once: people wait for it.
  if (after !== undefined && (after.sync.index === null || after.sync.changedAtMs > after.sync.index.builtAtMs))
    await build(account, deps)
}

const isSame = (one: KnowledgeArticle, other: KnowledgeArticle): boolean =>
  one.version === other.version && one.url === other.url && one.content === other.content && one.title === other.title

async function build(account: string, deps: SuggestDeps): Promise<void> {
  const nowMs = deps.now()
  const [articles, past] = [await deps.articles(account), await deps.pastQuestions(account)]
  const version = new Date(nowMs).toISOString()
  const json = JSON.stringify(deps.build({ articles, past, version, nowMs }))
  await deps.putIndex(account, json)
  const kilobytes = Math.ceil(json.length / 1_024)
  await moved(account, deps, (sync) => ({
    sync: { ...sync, index: { version, builtAtMs: nowMs, kilobytes, past: past.length } },
    request: null,
  }))
  deps.count('IndexesBuilt')
  deps.log.info('index_built', {
    account,
    version,
    articles: articles.length,
    past: past.length,
    kilobytes,
    tookMs: deps.now() - nowMs,
  })
}

type Move = { readonly sync: KnowledgeSync; readonly request: ArticlesRequest | null } | null

/** Moves an account's state on, by one conditional write, and only then asks: an answer must find that it is waited for. */
async function moved(
  account: string,
  deps: SuggestDeps,
  move: (sync: KnowledgeSync) => Promise<Move> | Move,
): Promise<void> {
  for (let nth = 0; nth < TRIES; nth++) {
    if (nth > 0) await deps.wait(fullJitterMs(nth, BACKOFF, deps.random))
    const held = await deps.readSync(account)
    const next = await move(held?.sync ?? newSync(account))
    if (next === null) return
    if ((await deps.writeSync(next.sync, held)) === 'contended') continue
    if (next.request !== null) await deps.request(next.request)
    return
  }
  throw new Error('The state of articles was changed by others at each try')
}
