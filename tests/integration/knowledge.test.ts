import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChatwootAccess } from '#chatwoot/access'
import { articleClient } from '#chatwoot/article-client'
import { chatwootClient } from '#chatwoot/client'
import { keepAliveHttp } from '#chatwoot/http-call'
import type { Action } from '#domain/action'
import { type ArticlesAnswer, type ArticlesRequest, type KnowledgeSync, newSync } from '#domain/knowledge-sync'
import { signalOf } from '#domain/learning-signal'
import type { Suggestions } from '#domain/suggestion'
import { carryOut } from '#functions/act/carry-out'
import { performArticles } from '#functions/act/perform-articles'
import { performSuggest } from '#functions/suggest/perform-suggest'
import { requestChange } from '#messaging/actions-queue'
import { DEFAULT_DRAFTS } from '#policies/default-drafts'
import { sha256Hex } from '#runtime/digest'
import { actionStore, enlistAction } from '#store/actions'
import { healthOfArticles } from '#store/article-health'
import { proposalStore } from '#store/article-proposals'
import { articleUrlBook } from '#store/article-urls'
import { indexBook } from '#store/index-book'
import { knowledgeStore } from '#store/knowledge'
import { signalStore } from '#store/signals'
import { FakeApprovalStore } from '#tests/support/fake-approval-store'
import { recorder } from '#tests/support/recorder'
import { aDecidedApproval, PLAIN_MEANS } from '#tests/support/signals'
import { aRecord } from '#tests/support/sqs-records'
import { buildIndex } from '#text/knowledge/build-index'
import { hashedWords } from '#text/knowledge/question-features'
import { jsonOf } from '../unit/api/ask.ts'
import { type DeskTable, startDeskTable, TABLE } from '../unit/api/desk-table.ts'
import { type Served, serve } from '../unit/api/serving.ts'
import { chatwootSetting, NOW_MS, type Setting } from './chatwoot-stand-in-setting.ts'

const MINUTE_MS = 60_000
let desk: DeskTable
let chatwoot: Setting
let api: Served
let nowMs = NOW_MS
const indexes = new Map<string, string>()
const switched = new Set<string>()
const table = () => ({
  ...{ client: desk.client, table: TABLE, now: () => nowMs },
  ...{ random: () => 0, wait: async () => undefined, retentionDays: 365 },
})
const store = () => knowledgeStore(table())
const signals = () => signalStore(table())

/** What act does with a change of an article. */
async function change(action: Action, access: ChatwootAccess): Promise<void> {
  const { attempts, firstTriedAtMs } = { attempts: 1, firstTriedAtMs: nowMs }
  const chatwootVerbs = chatwootClient(access, { http: keepAliveHttp(), pace: async () => undefined })
  const ending = await carryOut(
    action,
    { chatwoot: chatwootVerbs, nth: { attempts, firstTriedAtMs, key: 'key' } },
    {
      ...table(),
      approvals: new FakeApprovalStore(() => nowMs),
      replyMaxAgeMs: 0,
      isOff: async () => false,
      textHash: sha256Hex,
      proposals: proposalStore(table()),
    },
  )
  const settled = ending.kind === 'applied' ? { state: 'applied' as const } : null
  await actionStore(table()).settle(action, settled ?? { state: 'superseded', code: 'changed_meanwhile' })
}

beforeAll(async () => {
  desk = await startDeskTable()
  chatwoot = await chatwootSetting()
  const knowledge = store()
  api = serve(desk, {
    ...knowledge,
    noteLearned: (account) => knowledge.noteLearned(account),
    indexOf: indexBook({ read: async (key) => indexes.get(key), now: () => nowMs }),
  })
})
afterAll(async () => {
  await chatwoot.close()
  await desk.stop()
})

/** The two workers with their queues between them, until nothing is left to do. */
async function work(message: object): Promise<void> {
  const { log, count } = recorder()
  const toAct: ArticlesRequest[] = []
  const toSuggest: object[] = [message]
  const changes: Action[] = []
  const access = {
    baseUrl: chatwoot.chatwoot.url,
    accountId: chatwoot.chatwoot.accountId,
    token: chatwoot.chatwoot.adminToken,
  }
  const shared = { now: () => nowMs, count, log, isOff: async (_account: string, name: string) => switched.has(name) }
  while (toSuggest.length > 0 || toAct.length > 0) {
    const next = toSuggest.shift()
    if (next !== undefined) {
      const done = await performSuggest([aRecord({ body: JSON.stringify(next) })], {
        ...shared,
        ...store(),
        noteLearned: async () => undefined,
        indexOf: async () => undefined,
        conversation: async () => null,
        drafts: async () => ({ document: DEFAULT_DRAFTS }),
        askQuestion: async () => undefined,
        requestAction: async () => undefined,
        signalDays: signals().completeness,
        accounts: async () => ['shop'],
        build: buildIndex,
        putIndex: async (account, json) => void indexes.set(`knowledge/${account}/index.json`, json),
        request: async (request) => void toAct.push(request),
        looks: {
          ...shared,
          ...store(),
          wordsIn: hashedWords,
          healthOfArticles: (account) => healthOfArticles(account, table()),
          signalsBetween: signals().between,
          proposals: proposalStore(table()),
          requestChange: (action) =>
            requestChange(action, {
              now: shared.now,
              enlist: (asked) => enlistAction(asked, { ...table(), retentionDays: 30 }),
              send: async () => void changes.push(action),
            }),
          digest: sha256Hex,
        },
        random: () => 0,
        wait: async () => undefined,
      })
      expect([...done.values()].map(({ kind }) => kind)).toEqual(['done'])
    }
    for (const action of changes.splice(0)) await change(action, access)
    const asked = toAct.shift()
    if (asked !== undefined)
      await performArticles(asked, {
        ...shared,
        book: { find: async () => access, doubt: () => undefined },
        reader: (of) => articleClient(of, { http: keepAliveHttp(), pace: async () => undefined }),
        answer: async (answer: ArticlesAnswer) => void toSuggest.push(answer),
      })
  }
}

async function ask(method: string, address: string, body?: object) {
  api.world.nowMs = nowMs
  const { pathname: path, searchParams } = new URL(address, 'https://desk.example.com')
  const query = Object.fromEntries(searchParams)
  const asked = { method, path, query, groups: ['lead', 'account:shop'] }
  return jsonOf(await api.ask(body === undefined ? asked : { ...asked, body }))
}
const suggested = async (question: string, more: object = {}) =>
  (await ask('POST', '/v1/suggestions', { question, ...more })) as unknown as Suggestions
const syncOf = async (): Promise<KnowledgeSync | undefined> => (await store().readSync('shop'))?.sync
const published = () => [...chatwoot.chatwoot.store.articles.values()].filter(({ status }) => status === 'published')

describe('articles of the Help Center', () => {
  it('before any was read nothing is suggested, and it is said why', async () => {
    expect(await suggested('Where is my parcel?')).toMatchObject({
      suggestions: [],
      abstained: { reason: 'nothing_searched' },
    })
  })

  it('are listed to the last, and published ones alone are kept, with the address a customer can open', async () => {
    await work({ kind: 'ask' })
    const stored = await store().articles('shop')
    expect(stored.map(({ title }) => title).sort()).toEqual(
      published()
        .map(({ title }) => title)
        .sort(),
    )
    expect(stored[0]?.url).toMatch(/\/hc\/harbor-lane\/articles\/[a-z0-9-]+$/)
    expect(await syncOf()).toMatchObject({ run: null, articles: stored.length, failure: null, index: { past: 0 } })
  })

  it('are what replies may link to, and are read again only where something moved', async () => {
    const links = (id: number): string => `https://help.example/hc/lane/articles/${id}`
    const publish = (id: number) =>
      store().putArticle('boats', { id, version: 1, title: '', summary: '', content: '', url: links(id), language: '' })
    await publish(7)
    await store().writeSync(newSync('boats'), undefined)
    const urls = articleUrlBook({ client: desk.client, table: TABLE, now: () => nowMs })
    const first = await urls('boats')
    expect(first).toEqual([links(7)])
    expect(await urls('canoes')).toEqual([])

    await publish(8)
    nowMs += 2 * MINUTE_MS
    expect(await urls('boats')).toBe(first)
    await store().noteLearned('boats')
    expect(await urls('boats')).toBe(first)
    nowMs += 2 * MINUTE_MS
    expect(await urls('boats')).toEqual([...first, links(8)])
  })

  it('are told in pages, whatever the size of a page', async () => {
    const first = await ask('GET', '/v1/articles?limit=2')
    const second = await ask('GET', `/v1/articles?limit=100&cursor=${first.nextCursor}`)
    const ids = [first, second].flatMap(({ items }) => (items as { id: number }[]).map(({ id }) => id))
    expect(ids).toEqual((await store().articles('shop')).map(({ id }) => id))
    expect(second.nextCursor).toBeNull()
  })

  it('what changed is written and searched; what has not is not written again', async () => {
    const [article] = published()
    if (article === undefined) throw new Error('The stand-in has no article')
    article.content += '\n\nOur zeppelin delivers on Sundays too.'
    article.updatedAtUs += 5_000_000
    nowMs += 70 * MINUTE_MS
    const before = (await syncOf())?.index?.version
    await work({ kind: 'ask' })
    expect((await syncOf())?.index?.version).not.toBe(before)
    const found = await suggested('does a zeppelin deliver on sundays?', { most: 1 })
    expect(found.suggestions[0] ?? found).toMatchObject({ articleId: article.id })
    const built = (await syncOf())?.index?.version
    nowMs += 70 * MINUTE_MS
    await work({ kind: 'ask' })
    expect((await syncOf())?.index?.version).toBe(built)
  })

  it('one that is no longer published goes, once two lists in a row were without it', async () => {
    const last = published().at(-1)
    if (last === undefined) throw new Error('The stand-in has no article')
    last.status = 'archived'
    nowMs += 70 * MINUTE_MS
    await work({ kind: 'ask' })
    expect((await store().articles('shop')).map(({ id }) => id)).toContain(last.id)
    nowMs += 2 * MINUTE_MS
    await work({ kind: 'ask' })
    expect((await store().articles('shop')).map(({ id }) => id)).not.toContain(last.id)
  })

  it('while Chatwoot cannot be asked everything stays as it is, and the reason is kept', async () => {
    switched.add('act.read')
    const before = (await store().articles('shop')).length
    await work({ kind: 'ask', account: 'shop' })
    switched.clear()
    expect((await store().articles('shop')).length).toBe(before)
    expect((await syncOf())?.failure).toMatchObject({ code: 'switched_off' })
  })
})

describe('what people make of a suggestion', () => {
  const QUESTION = 'my order of blue lanterns never came'
  const rank = async (articleId: number): Promise<number> => {
    const { suggestions } = await suggested(QUESTION, { most: 10 })
    return suggestions.findIndex((one) => one.articleId === articleId)
  }

  it('changes what is suggested to the like of it, once the index was built anew', async () => {
    nowMs += MINUTE_MS
    const stored = await store().articles('shop')
    const words = stored.map(({ title }) => title).join(' ')
    // a question about everything, so that every article is worth suggesting
    const first = await suggested(`${QUESTION} ${words}`, { conversationId: 7, most: 10 })
    const unlikely = first.suggestions.at(-1)
    if (unlikely === undefined) throw new Error(`Nothing was suggested: ${JSON.stringify(first)}`)
    expect(await ask('GET', '/v1/conversations/7/suggestions')).toMatchObject({ indexVersion: first.indexVersion })
    const path = `/v1/conversations/7/suggestions/${unlikely.articleId}/feedback`
    expect(await ask('POST', path, { verdict: 'used' })).toMatchObject({ recorded: true })
    nowMs += 11 * MINUTE_MS
    await work({ kind: 'ask' })
    expect(await syncOf()).toMatchObject({ index: { past: 1 } })
    const after = await suggested(`${QUESTION} ${words}`, { most: 10 })
    expect(after.suggestions[0]?.articleId).toBe(unlikely.articleId)
    expect(after.suggestions[0]?.why.pastAnswers).toBe(1)
    nowMs += MINUTE_MS
    await ask('POST', path, { verdict: 'not_useful' })
    nowMs += 11 * MINUTE_MS
    await work({ kind: 'ask' })
    expect((await suggested(`${QUESTION} ${words}`, { most: 10 })).suggestions[0]?.articleId).not.toBe(
      unlikely.articleId,
    )
    expect(await rank(unlikely.articleId)).not.toBe(0)
  })

  it('keeps hashes of the question, and none of its words', async () => {
    const kept = JSON.stringify([await store().suggested('shop', 7), await store().pastQuestions('shop')])
    expect(kept).not.toMatch(/lantern/i)
  })

  it('is refused for what was never suggested, and of another conversation', async () => {
    expect(await ask('POST', '/v1/conversations/7/suggestions/999/feedback', { verdict: 'used' })).toMatchObject({
      code: 'no_such_suggestion',
    })
    expect(await ask('GET', '/v1/conversations/8/suggestions')).toMatchObject({ code: 'no_such_suggestion' })
  })
})

describe('what reviewers correct again and again', () => {
  const SAID = 'Refunds reach your bank within five days.'
  const SENT = 'Refunds reach your bank within ten days.'
  const PROPOSALS = '/v1/article-proposals'
  const theArticle = () => {
    const [first] = published()
    if (first === undefined) throw new Error('The stand-in has no article')
    return first
  }
  /** A reply that rested on the article, was corrected by a reviewer, and graded. */
  const corrected = async (id: string, changes: Partial<Parameters<typeof aDecidedApproval>[0]> = {}) => {
    nowMs += MINUTE_MS
    const times = { openedAtMs: nowMs - 9_000, firstSeenAtMs: nowMs - 8_000, decidedAtMs: nowMs, endedAtMs: nowMs }
    const evidence = [{ kind: 'article', id: String(theArticle().id), version: null }]
    const approval = aDecidedApproval({ id, ...times, evidence, proposedText: SAID, text: SENT, ...changes })
    await signals().recordSignal(signalOf(approval, nowMs, PLAIN_MEANS))
  }
  const open = async () => {
    const { items } = await ask('GET', `${PROPOSALS}?state=proposed`)
    return (items as { id: string; kind: string; why: string }[]).find(({ why }) => why === 'repeated')
  }

  it('moves the confidence of the article, and is proposed as a change once it was three times', async () => {
    const article = theArticle()
    article.content = `# Refunds\n\n${SAID}\nAsk us about anything else.`
    article.updatedAtUs += 60_000_000
    nowMs += 70 * MINUTE_MS
    await work({ kind: 'ask', account: 'shop' })
    for (const id of ['ap-1', 'ap-2']) await corrected(id)
    await work({ kind: 'ask', account: 'shop' })
    expect(await open()).toBeUndefined()
    await corrected('ap-3')
    await work({ kind: 'ask', account: 'shop' })
    const proposal = await open()
    const seen = await ask('GET', `${PROPOSALS}/${proposal?.id}`)
    expect(seen).toMatchObject({
      kind: 'update_article',
      state: 'proposed',
      test: { replies: 3, better: ['ap-1', 'ap-2', 'ap-3'], worse: [] },
      patch: { changes: [{ at: 2, removed: [SAID], added: [SENT] }] },
      refusedNowAs: null,
    })
    expect((seen.triggers as object[]).length).toBe(3)
    const { items } = await ask('GET', '/v1/articles?limit=100')
    const shown = (items as { id: number; confidence: number }[]).find(({ id }) => id === article.id)
    expect(shown).toMatchObject({ band: 'trusted', replies: 3, flaggedBy: [] })
  })

  it('is written into the Help Center once a lead has approved it, and listed from there', async () => {
    const proposal = await open()
    expect(await ask('POST', `${PROPOSALS}/${proposal?.id}/approve`, {})).toMatchObject({ state: 'approved' })
    expect(await ask('POST', `${PROPOSALS}/${proposal?.id}/approve`, {})).toMatchObject({ code: 'not_open' })
    await work({ kind: 'ask', account: 'shop' })
    expect(theArticle().content).toContain(SENT)
    expect(await ask('GET', `${PROPOSALS}/${proposal?.id}`)).toMatchObject({ state: 'applied' })
    expect((await store().article('shop', theArticle().id))?.content).toContain(SENT)
    nowMs += 10 * MINUTE_MS
    await work({ kind: 'ask', account: 'shop' })
    expect(await proposalStore(table()).todo('shop')).toEqual([])
    expect(await open()).toBeUndefined()
  })

  it('is not written over what a person has changed after the approval', async () => {
    const [applied] = (await ask('GET', `${PROPOSALS}?state=applied`)).items as { id: string }[]
    const back = await ask('POST', `${PROPOSALS}/${applied?.id}/rollback`)
    expect(back).toMatchObject({ state: 'approved' })
    const article = theArticle()
    const meanwhile = `${article.content} Or call us.`
    article.content = meanwhile
    article.updatedAtUs += 60_000_000
    await work({ kind: 'ask', account: 'shop' })
    expect(theArticle().content).toBe(meanwhile)
    expect(await ask('GET', `${PROPOSALS}/${back.id}`)).toMatchObject({
      state: 'refused',
      end: { code: 'changed_meanwhile' },
    })
  })

  it('a text that replies would have found less in is refused, and a reply graded badly flags the article', async () => {
    for (const id of ['ap-4', 'ap-5', 'ap-6'])
      await corrected(id, { intent: 'billing', text: SENT.replace('bank', 'account'), proposedText: SENT })
    await corrected('ap-7', { grades: { tone: 5, accuracy: 1, policy: 5, note: null } })
    await work({ kind: 'ask', account: 'shop' })
    const proposal = await open()
    const refusal = await ask('POST', `${PROPOSALS}/${proposal?.id}/approve`, { content: 'Ask us.' })
    expect(refusal).toMatchObject({ code: 'makes_worse' })
    const { items } = await ask('GET', '/v1/articles?limit=100')
    expect((items as { id: number }[]).find(({ id }) => id === theArticle().id)).toMatchObject({ flaggedBy: ['ap-7'] })
    expect(await ask('POST', `${PROPOSALS}/${proposal?.id}/reject`, { reason: 'It is so' })).toMatchObject({
      state: 'rejected',
    })
  })
})

describe('what good replies said, and no article', () => {
  const PROPOSALS = '/v1/article-proposals'
  const proposed = async (why: string) => {
    const { items } = await ask('GET', `${PROPOSALS}?state=proposed&limit=100`)
    return (items as { id: string; why: string }[]).find((one) => one.why === why)
  }
  const ours = () => [...chatwoot.chatwoot.store.articles.values()].filter(({ slug }) => slug.startsWith('tent-poles-'))

  it('is proposed as a new article, which a person has to write', async () => {
    nowMs += 70 * MINUTE_MS
    const times = { openedAtMs: nowMs - 9_000, firstSeenAtMs: nowMs - 8_000, decidedAtMs: nowMs, endedAtMs: nowMs }
    const text = 'Dear Noa,\n\nThe poles lie in the lid of the box, Noa.'
    const approval = aDecidedApproval({
      id: 'ap-20',
      ...times,
      evidence: [],
      text,
      proposedText: 'Wait.',
      names: ['Noa'],
    })
    await signals().recordSignal(signalOf(approval, nowMs, PLAIN_MEANS))
    await work({ kind: 'ask', account: 'shop' })
    const proposal = await proposed('rewritten')
    const seen = await ask('GET', `${PROPOSALS}/${proposal?.id}`)
    expect(seen).toMatchObject({
      kind: 'new_article',
      hasText: true,
      draft: { title: 'Delivery', content: 'The poles lie in the lid of the box, [name].' },
      refusedNowAs: 'no_text',
    })
    const path = `${PROPOSALS}/${proposal?.id}/approve`
    const title = 'Tent poles'
    expect(await ask('POST', path, {})).toMatchObject({ code: 'no_text' })
    const { content } = seen.draft as { content: string }
    expect(await ask('POST', path, { title, content })).toMatchObject({ code: 'still_scrubbed' })
    const [known] = published()
    expect(await ask('POST', path, { title: known?.title.toUpperCase(), content: 'In the lid.' })).toMatchObject({
      code: 'such_an_article',
    })
    expect(await ask('POST', path, { title: 'a\nb', content: 'In the lid.' })).toMatchObject({ code: 'bad_body' })
    expect(await ask('POST', path, { title, content: 'They lie in the lid.' })).toMatchObject({ state: 'approved' })
  })

  it('is a draft of the Help Center then, once, which is told of and cannot be taken back', async () => {
    await work({ kind: 'ask', account: 'shop' })
    expect(ours()).toMatchObject([{ title: 'Tent poles', content: 'They lie in the lid.', status: 'draft' }])
    const [applied] = (await ask('GET', `${PROPOSALS}?state=applied`)).items as { id: string; articleId: string }[]
    expect(applied?.articleId).toBe(String(ours()[0]?.id))
    expect(await ask('POST', `${PROPOSALS}/${applied?.id}/rollback`)).toMatchObject({ code: 'not_applied' })
    nowMs += 10 * MINUTE_MS
    await work({ kind: 'ask', account: 'shop' })
    expect(ours()).toHaveLength(1)
  })
})

describe('an article that nobody needs', () => {
  const PROPOSALS = '/v1/article-proposals'
  const theOld = () => {
    const old = published().at(-1)
    if (old === undefined) throw new Error('The stand-in has no article')
    return old
  }
  const put = async () => {
    const { items } = await ask('GET', `${PROPOSALS}?state=proposed&limit=100`)
    return (items as { id: string; kind: string }[]).find(({ kind }) => kind === 'archive_article')
  }
  let articleId = 0

  it('is put away once a lead has said so', async () => {
    articleId = theOld().id
    const endedAtMs = nowMs
    const grades = { tone: 1, accuracy: 1, policy: 1, note: null }
    const evidence = [{ kind: 'article', id: String(articleId), version: null }]
    await signals().recordSignal(
      signalOf(aDecidedApproval({ id: 'ap-30', evidence, grades, endedAtMs }), nowMs, PLAIN_MEANS),
    )
    nowMs += 91 * 24 * 60 * MINUTE_MS
    await work({ kind: 'ask', account: 'shop' })
    const proposal = await put()
    expect(await ask('GET', `${PROPOSALS}/${proposal?.id}`)).toMatchObject({
      standing: { to: 'archived' },
      refusedNowAs: null,
    })
    expect(await ask('POST', `${PROPOSALS}/${proposal?.id}/approve`, {})).toMatchObject({ state: 'approved' })
    await work({ kind: 'ask', account: 'shop' })
    expect(chatwoot.chatwoot.store.articles.get(articleId)?.status).toBe('archived')
  })

  it('comes back when somebody wants it back', async () => {
    const { items } = await ask('GET', `${PROPOSALS}?state=applied`)
    const applied = (items as { id: string; kind: string }[]).find(({ kind }) => kind === 'archive_article')
    expect(await ask('POST', `${PROPOSALS}/${applied?.id}/rollback`)).toMatchObject({ state: 'approved' })
    await work({ kind: 'ask', account: 'shop' })
    expect(chatwoot.chatwoot.store.articles.get(articleId)?.status).toBe('published')
  })

  it('stays where a reply has rested on it since', async () => {
    nowMs += 10 * MINUTE_MS
    await work({ kind: 'ask', account: 'shop' })
    const proposal = await put()
    const evidence = [{ kind: 'article', id: String(articleId), version: null }]
    const since = aDecidedApproval({ id: 'ap-31', evidence, endedAtMs: nowMs, grades: null })
    await signals().recordSignal(signalOf(since, nowMs, PLAIN_MEANS))
    if (proposal !== undefined)
      expect(await ask('POST', `${PROPOSALS}/${proposal.id}/approve`, {})).toMatchObject({ code: 'used_meanwhile' })
  })
})
