import { describe, expect, it } from 'vitest'
import type { KnowledgeArticle } from '#domain/knowledge-article'
import type { ArticlesAnswer, ArticlesRequest, KnowledgeSync } from '#domain/knowledge-sync'
import type { LookDeps } from '#functions/suggest/look-at-articles'
import { performSuggest, type SuggestDeps } from '#functions/suggest/perform-suggest'
import { DEFAULT_DRAFTS } from '#policies/default-drafts'
import { START_MS } from '#tests/support/builders'
import { fc } from '#tests/support/property'
import { recorder } from '#tests/support/recorder'
import { aRecord } from '#tests/support/sqs-records'
import type { StoredIndex } from '#text/knowledge/stored-index'

const HOUR_MS = 3_600_000
/** Articles of a page, here: enough to have several. */
const PAGE = 2
type Held = { readonly sync: KnowledgeSync; readonly revision: number }

const article = (id: number, version: number): KnowledgeArticle => ({
  ...{ id, version, title: `Title ${id}`, summary: '', content: `Content ${version}`, language: 'en' },
  url: `https://help.example.com/${id}`,
})

/** The worker over a table and a Help Center in memory. `fails` says of each write whether it throws. */
function aWorld(fails: () => boolean = () => false) {
  const { log, count, counts, codes } = recorder()
  const world = {
    nowMs: START_MS,
    published: new Map<number, number>(),
    stored: new Map<number, KnowledgeArticle>(),
    held: undefined as Held | undefined,
    index: null as string | null,
    requests: [] as ArticlesRequest[],
    /** Others who write the state right before we do. */
    others: 0,
    puts: 0,
  }
  const none = async () => undefined
  const broken = (): void => {
    if (fails()) throw new Error('down')
  }
  const looks: LookDeps = {
    articles: async () => [],
    healthOfArticles: async () => new Map(),
    signalsBetween: async function* () {},
    unanswered: async () => [],
    wordsIn: () => [],
    proposals: {
      ...{ get: none, propose: async () => 'known', since: async () => [], todo: async () => [], done: none },
      noteEnd: none,
    },
    requestChange: async () => 'queued',
    digest: (text) => text,
    now: () => world.nowMs,
    log,
  }
  const deps: SuggestDeps = {
    accounts: async () => ['shop'],
    isOff: async () => false,
    readSync: async () => world.held,
    writeSync: async (sync, over) => {
      broken()
      if (world.others > 0) {
        world.others -= 1
        if (world.held !== undefined) world.held = { ...world.held, revision: world.held.revision + 1 }
        return 'contended'
      }
      if (world.held?.revision !== over?.revision) return 'contended'
      world.held = { sync, revision: (over?.revision ?? 0) + 1 }
      return 'written'
    },
    articles: async () => [...world.stored.values()],
    article: async (_account, id) => world.stored.get(id),
    putArticle: async (_account, one) => {
      broken()
      world.puts += 1
      world.stored.set(one.id, one)
    },
    removeArticle: async (_account, id) => {
      broken()
      world.stored.delete(id)
    },
    pastQuestions: async () => [],
    signalDays: async () => [],
    build: ({ articles }) => ({ of: articles.map(({ id, version }) => [id, version]) }) as unknown as StoredIndex,
    putIndex: async (_account, json) => {
      broken()
      world.index = json
    },
    request: async (request) => {
      broken()
      world.requests.push(request)
    },
    ...{ indexOf: none, askQuestion: none, suggested: none, putSuggested: none, putUnanswered: none },
    ...{ pastQuestion: none, putPastQuestion: none, noteLearned: none, requestAction: none },
    conversation: async () => null,
    drafts: async () => ({ document: DEFAULT_DRAFTS }),
    looks,
    ...{ now: () => world.nowMs, random: () => 0, wait: none, count, log },
  }
  const take = async (body: object | string) => {
    // No two messages come at once.
    world.nowMs += 1_000
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return [...(await performSuggest([aRecord({ body: text })], deps)).values()][0]
  }
  /** What act answers: a page of what is published at that moment. */
  const answerTo = ({ account, id: requestId, from, correlationId }: ArticlesRequest): ArticlesAnswer => {
    const all = [...world.published].sort(([a], [b]) => a - b).map(([id, version]) => article(id, version))
    const articles = all.slice((from.page - 1) * PAGE, from.page * PAGE)
    const next = articles.length < PAGE ? null : { portal: 'shop', page: from.page + 1, skip: 0 }
    return { kind: 'articles_read', account, requestId, readAtMs: world.nowMs, correlationId, articles, next }
  }
  /** A tick of the clock, and all answers until there are none. */
  const hour = async () => {
    world.nowMs += HOUR_MS
    await take({ kind: 'ask' })
    for (let request = world.requests.shift(); request !== undefined; request = world.requests.shift())
      await take(answerTo(request))
  }
  const known = () =>
    [...world.stored.values()].map(({ id, version }) => [id, version]).sort(([a = 0], [b = 0]) => a - b)
  const published = () => [...world.published].sort(([a], [b]) => a - b)
  return { world, take, hour, answerTo, known, published, counts, codes }
}

describe('articles of an account', () => {
  it('are as they are published in the end, whatever broke, was lost or came twice on the way', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('publish' as const), id: fc.integer({ min: 1, max: 7 }) }),
      fc.record({ kind: fc.constant('archive' as const), id: fc.integer({ min: 1, max: 7 }) }),
      fc.record({ kind: fc.constant('tick' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
      fc.record({ kind: fc.constantFrom('answer' as const, 'twice' as const, 'lose' as const, 'late' as const) }),
    )
    const chances = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), chances, async (steps, broken) => {
        let nth = 0
        let isCalm = true
        const desk = aWorld(() => !isCalm && broken[nth++ % broken.length] === true)
        const { world, take, hour, answerTo } = desk
        for (const id of [1, 2, 3]) world.published.set(id, 1)
        await hour()
        isCalm = false
        const late: ArticlesAnswer[] = []
        for (const one of steps) {
          const request = world.requests[0]
          if (one.kind === 'publish') world.published.set(one.id, (world.published.get(one.id) ?? 0) + 1)
          else if (one.kind === 'archive') world.published.delete(one.id)
          else if (one.kind === 'tick') {
            world.nowMs += one.minutes * 60_000
            await take({ kind: 'ask' })
          } else if (request !== undefined) {
            world.requests.shift()
            if (one.kind === 'late') late.push(answerTo(request))
            const times = { answer: 1, twice: 2, lose: 0, late: 0 }[one.kind]
            for (let time = 0; time < times; time += 1) await take(answerTo(request))
          }
        }
        isCalm = true
        for (const answer of late) await take(answer)
        // One to end what was begun, two for what is gone to be missing twice.
        for (let nthHour = 0; nthHour < 4; nthHour += 1) await hour()
        expect(desk.known()).toEqual(desk.published())
        expect(world.held?.sync).toMatchObject({
          run: null,
          failure: null,
          articles: world.published.size,
          missing: [],
        })
        expect(world.index).toBe(
          JSON.stringify({ of: [...world.stored.values()].map(({ id, version }) => [id, version]) }),
        )
      }),
      { numRuns: 200 },
    )
  })

  it.each([1, 2, 3, 4, 5])(
    'are in the index though write %d of a step failed, and its message never came again',
    async (nth) => {
      let left = Number.POSITIVE_INFINITY
      const { world, take, hour, answerTo } = aWorld(() => --left === 0)
      world.published.set(1, 1)
      await hour()
      world.published.set(1, 2)
      world.nowMs += HOUR_MS
      await take({ kind: 'ask' })
      const request = world.requests.shift()
      if (request === undefined) throw new Error('Nothing was asked for')
      left = nth
      expect(await take(answerTo(request))).toEqual({ kind: 'retry' })
      await hour()
      await hour()
      expect(world.index).toBe(JSON.stringify({ of: [[1, 2]] }))
    },
  )

  it('that are as they were are not written again, and no index is built for them', async () => {
    const { world, hour, counts } = aWorld()
    for (const id of [1, 2, 3]) world.published.set(id, 1)
    await hour()
    expect([world.puts, counts.IndexesBuilt]).toEqual([3, 1])
    await hour()
    expect([world.puts, counts.IndexesBuilt]).toEqual([3, 1])
    world.published.set(2, 2)
    await hour()
    expect([world.puts, counts.IndexesBuilt]).toEqual([4, 2])
  })

  it('are listed though others write the state meanwhile, and tried again later where they do so all the time', async () => {
    const { world, take, codes } = aWorld()
    world.others = 5
    expect(await take({ kind: 'ask' })).toEqual({ kind: 'done' })
    expect(world.requests).toHaveLength(1)
    world.others = 6
    world.nowMs += HOUR_MS
    expect(await take({ kind: 'ask' })).toEqual({ kind: 'retry' })
    expect(codes()).toContain('suggest_interrupted')
  })

  it('an answer that nobody waits for any more changes nothing', async () => {
    const { world, take, hour, answerTo } = aWorld()
    world.published.set(1, 1)
    await take({ kind: 'ask' })
    const [request] = world.requests
    if (request === undefined) throw new Error('Nothing was asked for')
    await hour()
    const before = structuredClone(world.held)
    world.published.set(9, 1)
    expect(await take(answerTo(request))).toEqual({ kind: 'done' })
    expect(world.held).toEqual(before)
    expect(world.stored.has(9)).toBe(false)
  })

  it.each([
    ['not JSON', 'Zwitscher'],
    ['of no kind', { kind: 'Zwitscher' }],
    ['of an account that is none', { kind: 'ask', account: 'Zwitscher 7' }],
    ['an answer without its list', { kind: 'articles_read', account: 'shop', articles: 'Zwitscher' }],
  ])('a message that is %s is a dead letter, and quotes nothing', async (_what, body) => {
    const outcome = await aWorld().take(body)
    expect(outcome).toMatchObject({ kind: 'dead', reason: 'malformed_message' })
    expect(JSON.stringify(outcome)).not.toContain('Zwitscher')
  })
})
