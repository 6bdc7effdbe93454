import { describe, expect, it } from 'vitest'
import { guardDraft } from '#domain/draft-guard'
import type { DraftsDocument } from '#domain/drafts-policy'
import type { Question, QuestionRequest } from '#domain/question'
import type { Suggest, Suggestion } from '#domain/suggestion'
import { performDrafts } from '#functions/draft/perform-drafts'
import { cannedWriter } from '#functions/draft/write-canned'
import { writeExtract } from '#functions/draft/write-extract'
import { CANNED } from '#infra/local/chatwoot/shop-content'
import { SHOP_DRAFTS } from '#infra/local/demo/documents'
import { DEFAULT_DRAFTS } from '#policies/default-drafts'
import { sha256Hex } from '#runtime/digest'
import { aConversation, CONVERSATION_ID, START_MS } from '#tests/support/builders'
import { fakeDrafts } from '#tests/support/drafts'
import { eventExample } from '#tests/support/event-examples'
import { recorder } from '#tests/support/recorder'
import { aRecord } from '#tests/support/sqs-records'
import { matchCanned } from '#text/match-canned'

const URL = 'https://help.example.com/hc/care/articles/12-reset-your-router'
const anArticle = (changes: Partial<Suggestion> = {}): Suggestion => ({
  articleId: 12,
  articleVersion: 3,
  title: 'Reset your router',
  url: URL,
  score: 9,
  confidence: 0.8,
  extract:
    '## Steps\nHold the **button** for ten seconds, see [the picture](https://cdn.example.com/p), then wait for two minutes.',
  why: { words: ['router'], pastAnswers: 2 },
  ...changes,
})
const ASKED = 'My order has not arrived yet. Can you check where it is?'
const aQuestion = (changes: Partial<Question> = {}): Question => ({
  kind: 'question_read',
  account: 'shop',
  conversationId: CONVERSATION_ID,
  requestId: 'shop/question/1',
  readAtMs: START_MS,
  correlationId: 'c-1',
  messages: [
    { id: 1, from: 'operator', text: 'Hello!' },
    { id: 2, from: 'customer', text: ASKED },
  ],
  contact: { name: 'Jordan Sample', email: null, phone: null },
  cannedResponses: CANNED.map((one, nth) => ({ ...one, id: nth + 1 })),
  ...changes,
})

type Changes = {
  readonly document?: DraftsDocument
  readonly articles?: readonly Suggestion[]
  readonly status?: 'open' | 'pending' | 'resolved'
  readonly off?: boolean
}

function aDesk({ document = SHOP_DRAFTS, articles, status = 'open', off = false }: Changes = {}) {
  const drafts = fakeDrafts()
  const requests: QuestionRequest[] = []
  const { log, counts, lines, count } = recorder()
  const suggest: Suggest = () => ({ suggestions: articles ?? [], abstained: null, confidence: 0.8, indexVersion: '1' })
  const conversation = aConversation({ status })
  const deps = {
    openDraft: (proposal: Parameters<typeof drafts.open>[0]) => {
      drafts.blocks = guardDraft(proposal, { articleUrls: [URL], contactEmails: [], contactPhones: [], references: [] })
      return drafts.open(proposal)
    },
    accounts: async () => ['shop'],
    isOff: async () => off,
    drafts: async () => ({ version: 2, document }),
    conversation: async () => conversation,
    articles: async () => (articles === undefined ? null : suggest),
    noteReferences: async () => undefined,
    writers: { canned: cannedWriter(matchCanned), extract: writeExtract },
    request: async (request: QuestionRequest) => void requests.push(request),
    digest: sha256Hex,
    now: () => START_MS,
    count,
    log,
  }
  const take = async (message: object) =>
    [...(await performDrafts([aRecord({ body: JSON.stringify(message) })], deps)).values()][0]
  const [text] = [() => [...drafts.opened.values()][0]?.text]
  return { drafts, requests, counts, lines, take, text }
}

const type = 'conversation.customer_waiting.v1'
const event = eventExample(type)
const waiting = { source: 'backdesk', 'detail-type': type, detail: event }

describe('a customer who begins to wait', () => {
  it('has the question read, once a wait', async () => {
    const desk = aDesk()
    await desk.take(waiting)
    await desk.take(waiting)
    expect(desk.requests).toHaveLength(2)
    expect(new Set(desk.requests.map(({ id }) => id)).size).toBe(1)
  })

  it.each([
    ['nobody writes drafts, as shipped', { document: DEFAULT_DRAFTS }],
    ['drafting is switched off', { off: true }],
  ])('costs Chatwoot nothing where %s', async (_where, changes) => {
    const desk = aDesk(changes)
    expect(await desk.take(waiting)).toEqual({ kind: 'done' })
    expect(desk.requests).toEqual([])
  })
})

describe('a question', () => {
  it("is answered with the shop's canned response, in its own words, and passes the guard", async () => {
    const desk = aDesk()
    await desk.take(aQuestion())
    const [approval] = desk.drafts.opened.values()
    expect(approval).toMatchObject({
      state: 'pending_review',
      source: { kind: 'canned', name: 'not_arrived', version: '1/drafts-2' },
      intent: 'not_arrived',
      boundTo: { lastMessageId: 2 },
    })
    expect(approval?.text).toMatch(/^Hello Jordan Sample,\n\nI am sorry that your order .+\n\nKind regards$/s)
    expect(desk.counts).toEqual({ DraftsOpened: 1 })
  })

  it('that comes twice makes one draft', async () => {
    const desk = aDesk()
    await desk.take(aQuestion())
    await desk.take(aQuestion())
    expect(desk.drafts.opened.size).toBe(1)
    expect(desk.counts).toEqual({ DraftsOpened: 1 })
  })

  it('is answered with the passage of an article where no canned response fits, without what leads elsewhere', async () => {
    const desk = aDesk({ articles: [anArticle()] })
    await desk.take(aQuestion({ cannedResponses: [] }))
    const [approval] = desk.drafts.opened.values()
    expect(approval).toMatchObject({ state: 'pending_review', source: { kind: 'extract', name: 'article-12' } })
    expect(approval?.evidence[0]).toMatchObject({ kind: 'article', id: '12', url: URL })
    expect(approval?.text).toContain('Hold the button for ten seconds, see the picture, then wait')
    expect(approval?.text).toContain(`You find all of it here: ${URL}`)
  })

  it.each([
    [
      'too little is sure',
      aQuestion({ cannedResponses: [] }),
      { articles: [anArticle({ confidence: 0.4 })] },
      'unsure',
    ],
    ['nothing is known', aQuestion({ cannedResponses: [] }), {}, 'no_article'],
    [
      'somebody has answered',
      aQuestion({ messages: [{ id: 3, from: 'operator', text: 'Done.' }] }),
      {},
      'nobody_waits',
    ],
    ['a bot has it', aQuestion(), { status: 'pending' }, 'not_open'],
  ] as const)('is left to people where %s', async (_where, question, changes, why) => {
    const desk = aDesk(changes)
    expect(await desk.take(question)).toEqual({ kind: 'done' })
    expect(desk.drafts.opened.size).toBe(0)
    expect(desk.lines).toMatchObject([{ code: 'draft_not_written', fields: { why } }])
  })

  it('leaves none of its words in the log', async () => {
    const desk = aDesk()
    await desk.take(aQuestion())
    expect(JSON.stringify(desk.lines)).not.toMatch(/order|Jordan/)
  })

  it('is not answered with a canned response in which something else than the name is to be filled in', async () => {
    const desk = aDesk()
    const content = `${ASKED} {{agent.name}}`
    await desk.take(aQuestion({ cannedResponses: [{ id: 1, shortCode: 'order', content }] }))
    expect(desk.drafts.opened.size).toBe(0)
  })

  it('gets a draft that waits to be edited where the guard has something against it', async () => {
    const desk = aDesk()
    const content = 'Your order has not arrived: we will refund it, please check where.'
    await desk.take(aQuestion({ cannedResponses: [{ id: 1, shortCode: 'order', content }] }))
    expect([...desk.drafts.opened.values()][0]?.state).toBe('draft')
    expect(desk.counts).toEqual({ DraftsBlocked: 1 })
  })
})
