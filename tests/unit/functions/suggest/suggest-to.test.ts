import { describe, expect, it } from 'vitest'
import type { Action } from '#domain/action'
import type { DraftsDocument } from '#domain/drafts-policy'
import type { PastQuestion, UnansweredQuestion } from '#domain/knowledge-article'
import { newSync } from '#domain/knowledge-sync'
import type { Question, QuestionRequest } from '#domain/question'
import type { Suggested } from '#domain/suggested'
import type { LookDeps } from '#functions/suggest/look-at-articles'
import { performSuggest } from '#functions/suggest/perform-suggest'
import { DEFAULT_DRAFTS } from '#policies/default-drafts'
import { aConversation, CONVERSATION_ID, START_MS } from '#tests/support/builders'
import { eventExample } from '#tests/support/event-examples'
import { recorder } from '#tests/support/recorder'
import { aRecord } from '#tests/support/sqs-records'
import { buildIndex } from '#text/knowledge/build-index'
import { knowledgeSearch } from '#text/knowledge/suggest'
import { ARTICLES } from '../../text/knowledge/shop-help.ts'

const search = knowledgeSearch(buildIndex({ articles: ARTICLES, past: [], version: 'v1', nowMs: START_MS }))
const SYNC = {
  ...newSync('shop'),
  endedAtMs: START_MS,
  articles: ARTICLES.length,
  index: { version: 'v1', builtAtMs: START_MS, kilobytes: 1, past: 0 },
}
const ASKED = 'Refunds: I returned items, when does the refund reach my bank after the parcel arrived at the warehouse?'
const NOTED = { suggestionNotes: true } as const
type Line = readonly [Question['messages'][number]['from'], string]
const said = (...messages: readonly Line[]) => messages.map(([from, text], nth) => ({ id: nth + 1, from, text }))
const aQuestion = (changes: Partial<Question> = {}): Question => ({
  kind: 'question_read',
  account: 'shop',
  conversationId: CONVERSATION_ID,
  requestId: `shop/question/${CONVERSATION_ID}/1`,
  readAtMs: START_MS,
  correlationId: 'c-1',
  messages: said(['customer', ASKED]),
  contact: { name: '', email: null, phone: null },
  cannedResponses: [],
  ...changes,
})
const onBus = (type: 'conversation.customer_waiting.v1' | 'conversation.resolved.v1') => ({
  source: 'backdesk',
  'detail-type': type,
  detail: eventExample(type),
})

type Changes = {
  readonly off?: string
  readonly isIndexed?: boolean
  readonly document?: Partial<DraftsDocument>
  readonly status?: 'open' | 'resolved'
  readonly known?: PastQuestion
}

function aDesk({ off, isIndexed = true, document = {}, status = 'open', known }: Changes = {}) {
  const { log, count, codes } = recorder()
  const world = {
    requests: [] as QuestionRequest[],
    put: [] as Suggested[],
    actions: [] as Action[],
    unanswered: [] as UnansweredQuestion[],
    past: known,
    learned: 0,
  }
  const none = async () => undefined
  const deps = {
    isOff: async (_account: string, name: string) => name === off,
    readSync: async () => ({ sync: isIndexed ? SYNC : newSync('shop'), revision: 1 }),
    writeSync: async () => 'written' as const,
    indexOf: async () => {
      if (!isIndexed) throw new Error('access denied')
      return search
    },
    askQuestion: async (request: QuestionRequest) => void world.requests.push(request),
    conversation: async () => aConversation({ status }),
    suggested: async () => world.put.at(-1),
    putSuggested: async (suggested: Suggested) => void world.put.push(suggested),
    putUnanswered: async (_account: string, _id: number, one: UnansweredQuestion) => void world.unanswered.push(one),
    pastQuestion: async () => world.past,
    putPastQuestion: async (_account: string, _id: number, past: PastQuestion) => {
      world.past = past
    },
    noteLearned: async () => {
      world.learned += 1
    },
    drafts: async () => ({ document: { ...DEFAULT_DRAFTS, ...document } }),
    requestAction: async (action: Action) => void world.actions.push(action),
    ...{ accounts: async () => ['shop'], articles: async () => ARTICLES, article: none },
    ...{ putArticle: none, removeArticle: none, pastQuestions: async () => [], build: buildIndex },
    ...{ putIndex: none, request: none, wait: none, signalDays: async () => [] },
    ...{ now: () => START_MS, random: () => 0, count, log },
  }
  // What is due by the clock is not tried here.
  const looks = {} as LookDeps
  const take = async (message: object) =>
    [...(await performSuggest([aRecord({ body: JSON.stringify(message) })], { ...deps, looks })).values()][0]
  return { ...deps, looks, world, take, codes }
}

describe('a customer who begins to wait', () => {
  it('has the question read under the id that drafts ask by, so that Chatwoot is asked once', async () => {
    const { take, world } = aDesk()
    expect(await take(onBus('conversation.customer_waiting.v1'))).toEqual({ kind: 'done' })
    const { conversationId, data } = eventExample('conversation.customer_waiting.v1') as {
      conversationId: number
      data: { messageId: number }
    }
    expect(world.requests.map(({ id, purpose }) => [id, purpose])).toEqual([
      [`shop/question/${conversationId}/${data.messageId}`, undefined],
    ])
  })

  it.each<[string, Changes]>([
    ['suggestions are switched off', { off: 'suggest' }],
    ['outage mode is on', { off: 'outage' }],
    ['no index was built', { isIndexed: false }],
  ])('costs Chatwoot nothing where %s', async (_where, changes) => {
    const { take, world } = aDesk(changes)
    expect(await take(onBus('conversation.customer_waiting.v1'))).toEqual({ kind: 'done' })
    expect(await take(onBus('conversation.resolved.v1'))).toEqual({ kind: 'done' })
    expect(world.requests).toEqual([])
  })

  it('an event that nobody listens for is told apart, and names its type', async () => {
    const type = 'conversation.opened.v1'
    const message = { source: 'backdesk', 'detail-type': type, detail: eventExample(type) }
    expect(await aDesk().take(message)).toMatchObject({ kind: 'dead', detail: `nobody here listens for ${type}` })
  })
})

describe('a question that was read', () => {
  it('is answered from the index, and kept at the conversation without a word of it', async () => {
    const { take, world } = aDesk()
    expect(await take(aQuestion())).toEqual({ kind: 'done' })
    expect(world.put).toMatchObject([{ conversationId: CONVERSATION_ID, asked: 'customer_waiting' }])
    expect(world.put[0]?.found.suggestions[0]?.articleId).toBe(1)
    expect(JSON.stringify(world.put)).not.toContain('I returned')
    expect(world.unanswered).toEqual([])
    expect(world.actions).toEqual([])
  })

  it('read again for the same wait changes nothing, whatever was written since', async () => {
    const { take, world } = aDesk({ document: NOTED })
    await take(aQuestion())
    await take(aQuestion({ messages: said(['customer', ASKED], ['customer', 'Hello? Where is my parcel?']) }))
    expect(world.put).toHaveLength(1)
    expect(new Set(world.actions.map(({ id }) => id)).size).toBe(1)
  })

  it('that no article answers is kept as such, as one that an article may be written for, and no note is written', async () => {
    const { take, world } = aDesk({ document: NOTED })
    await take(aQuestion({ messages: said(['customer', 'Which colours will the autumn sweaters have?']) }))
    expect(world.put).toMatchObject([{ found: { suggestions: [], abstained: { reason: 'unsure' } } }])
    const features = world.put[0]?.features
    expect(world.unanswered).toEqual([{ conversationId: CONVERSATION_ID, atMs: START_MS, features }])
    expect(world.actions).toEqual([])
  })

  it('is noted for operators where the account asks for it, as a private note alone', async () => {
    const { take, world } = aDesk({ document: NOTED })
    await take(aQuestion())
    expect(world.actions).toMatchObject([{ verb: 'add_note', id: `shop/question/${CONVERSATION_ID}/1/note` }])
    const [note] = world.actions
    expect(note?.verb === 'add_note' ? note.text : '').toContain(`[Returning an item](${ARTICLES[0]?.url})`)
    // The last of the three is next to nothing.
    expect(note?.verb === 'add_note' ? note.text : '').not.toContain('Changing your password')
  })

  it.each<[string, Changes, Partial<Question>]>([
    ['suggestions were switched off meanwhile', { off: 'suggest' }, {}],
    ['it was resolved meanwhile', { status: 'resolved' }, {}],
    ['somebody has answered', {}, { messages: said(['customer', ASKED], ['operator', 'Five days.']) }],
    ['there is no index, which is not looked for', { isIndexed: false }, {}],
  ])('is forgotten where %s', async (_where, changes, question) => {
    const { take, world } = aDesk({ document: NOTED, ...changes })
    expect(await take(aQuestion(question))).toEqual({ kind: 'done' })
    expect([world.put, world.actions]).toEqual([[], []])
  })

  it('is tried again where it could not be kept', async () => {
    const desk = aDesk()
    const broken = { ...desk, putSuggested: () => Promise.reject(new Error('down')) }
    const outcomes = await performSuggest([aRecord({ body: JSON.stringify(aQuestion()) })], broken)
    expect([...outcomes.values()]).toEqual([{ kind: 'retry' }])
    expect(desk.codes()).toEqual(['suggest_interrupted'])
  })
})

describe('a conversation that was resolved', () => {
  const link = `${ARTICLES[1]?.url}/?utm_source=desk#top`
  const over = (...messages: readonly Line[]) =>
    aQuestion({ requestId: 'shop/answered/7/9', purpose: 'learn', messages: said(...messages) })

  it('has its texts read for what they teach, once a state of it', async () => {
    const { take, world } = aDesk()
    await take(onBus('conversation.resolved.v1'))
    await take(onBus('conversation.resolved.v1'))
    expect(new Set(world.requests.map(({ id, purpose }) => `${id} ${purpose}`))).toEqual(
      new Set(['shop/answered/1042/10 learn']),
    )
  })

  it('teaches that an article whose address an operator sent answers the question before it', async () => {
    const { take, world } = aDesk()
    await take(over(['customer', ASKED], ['operator', 'One moment.'], ['operator', `Please see [this](${link}).`]))
    expect(world.past).toMatchObject({ answers: [{ articleId: 2, weight: 1 }] })
    expect(world.past?.features).toBe(search.featuresOf(ASKED))
    expect(world.learned).toBe(1)
    expect(JSON.stringify(world.past)).not.toContain('refund')
    expect([world.put, world.actions]).toEqual([[], []])
  })

  it('teaches the same but once', async () => {
    const { take, world } = aDesk()
    const told = over(['customer', ASKED], ['operator', link])
    await take(told)
    await take(told)
    expect(world.learned).toBe(1)
  })

  it('keeps what people said of other articles for the same question', async () => {
    const known = {
      id: String(CONVERSATION_ID),
      atMs: START_MS,
      features: search.featuresOf(ASKED),
      answers: [{ articleId: 1, weight: -1 }],
    }
    const { take, world } = aDesk({ known })
    await take(over(['customer', ASKED], ['operator', link]))
    expect(world.past?.answers).toEqual([
      { articleId: 1, weight: -1 },
      { articleId: 2, weight: 1 },
    ])
  })

  it.each([
    ['no link was sent', over(['customer', ASKED], ['operator', 'Five days.'])],
    ['the link is another', over(['customer', ASKED], ['operator', 'https://help.example.com/hc/shop/articles/999'])],
    ['the customer sent it himself', over(['customer', `${ASKED} ${link}`], ['operator', 'Five days.'])],
    ['a bot sent it', over(['customer', ASKED], ['bot', link])],
    ['nothing was asked before', over(['operator', link])],
  ])('teaches nothing where %s', async (_where, question) => {
    const { take, world } = aDesk()
    await take(question)
    expect([world.past, world.learned]).toEqual([undefined, 0])
  })
})
