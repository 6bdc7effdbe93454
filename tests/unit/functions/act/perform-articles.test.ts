import { describe, expect, it } from 'vitest'
import type { Called } from '#chatwoot/called'
import type { KnowledgeArticle } from '#domain/knowledge-article'
import type { ArticleCursor, ArticlesAnswer } from '#domain/knowledge-sync'
import { type ArticleDeps, performArticles } from '#functions/act/perform-articles'
import { START_MS } from '#tests/support/builders'
import { recorder } from '#tests/support/recorder'

const DONE = { kind: 'done' }
const REQUEST = {
  kind: 'articles',
  account: 'shop',
  id: 'shop/articles/1',
  requestedAtMs: START_MS,
  correlationId: 'corr-1',
  from: { portal: 'shop', page: 2, skip: 7 },
}
const STAMPS = { account: 'shop', requestId: REQUEST.id, readAtMs: START_MS + 1_000, correlationId: 'corr-1' }
const ARTICLE: KnowledgeArticle = {
  ...{ id: 1, version: 1, title: 'Parcels', summary: '', content: 'Five days.', language: 'en' },
  url: 'https://help.example.com/1',
}
const NEXT: ArticleCursor = { portal: 'shop', page: 3, skip: 0 }
type Read = Called<{ readonly articles: readonly KnowledgeArticle[]; readonly next: ArticleCursor | null }>

function aDesk(changes: Partial<ArticleDeps> & { readonly read?: Read } = {}) {
  const { read = { kind: 'ok', value: { articles: [ARTICLE], next: NEXT } }, ...others } = changes
  const { log, lines, counts, count } = recorder()
  const world = { answers: [] as ArticlesAnswer[], asked: [] as [ArticleCursor, number][], doubts: 0 }
  const deps: ArticleDeps = {
    now: () => START_MS + 1_000,
    book: {
      find: async () => ({ baseUrl: 'https://chat.example.com', accountId: 3, token: 'EXAMPLEtoken00000001' }),
      doubt: () => void world.doubts++,
    },
    reader: () => ({
      articles: async (...asked) => {
        world.asked.push(asked)
        return read
      },
    }),
    isOff: async () => false,
    answer: async (answer) => void world.answers.push(answer),
    count,
    log,
    ...others,
  }
  return { world, lines, counts, perform: (message: unknown = REQUEST) => performArticles(message, deps) }
}

describe('articles that act is asked to read', () => {
  it('are read from where the step begins, as much as a message holds, and handed on with where the next begins', async () => {
    const { world, counts, perform } = aDesk()
    expect(await perform()).toEqual(DONE)
    expect(world.answers).toEqual([{ kind: 'articles_read', ...STAMPS, articles: [ARTICLE], next: NEXT }])
    expect(world.asked.map(([from]) => from)).toEqual([REQUEST.from])
    // A message of SQS holds 256 KB, with its frame.
    expect(world.asked[0]?.[1]).toBeLessThan(250_000)
    expect(counts).toEqual({ ArticlesRead: 1 })
  })

  it.each([
    [{ kind: 'passing', code: 'timed_out', mayHaveHappened: true }, 'warn', 0],
    [{ kind: 'denied', code: 'not_permitted' }, 'error', 1],
    [{ kind: 'refused', code: 'http_402' }, 'error', 0],
  ] as const)('that end in %j are answered so, so that nobody waits for them', async (read, level, doubts) => {
    const { world, counts, lines, perform } = aDesk({ read })
    expect(await perform()).toEqual(DONE)
    expect(world.answers).toEqual([{ kind: 'articles_failed', ...STAMPS, code: read.code, how: read.kind }])
    expect([counts, world.doubts]).toEqual([{ ArticlesFailed: 1 }, doubts])
    expect(lines).toMatchObject([{ level, code: 'articles_not_read', fields: { account: 'shop', error: read.code } }])
  })

  it.each<[string, string, Partial<ArticleDeps>]>([
    ['act is switched off', 'switched_off', { isOff: async (_account, name) => name === 'act' }],
    ['readings are switched off', 'switched_off', { isOff: async (_account, name) => name === 'act.read' }],
    ['suggestions are switched off', 'switched_off', { isOff: async (_account, name) => name === 'suggest' }],
    ['there is no token', 'no_chatwoot_access', { book: { find: async () => undefined, doubt: () => undefined } }],
    [
      'tokens cannot be looked up',
      'chatwoot_access_unavailable',
      { book: { find: async () => 'unavailable', doubt: () => undefined } },
    ],
  ])('are not read where %s, and whoever asked is told why', async (_where, code, changes) => {
    const { world, perform } = aDesk(changes)
    expect(await perform()).toEqual(DONE)
    expect(world.answers).toMatchObject([{ kind: 'articles_failed', code, how: 'passing' }])
    expect(world.asked).toEqual([])
  })

  it('that were asked for half an hour ago have been asked for anew', async () => {
    const { world, perform } = aDesk({ now: () => START_MS + 1_800_001 })
    expect(await perform()).toEqual(DONE)
    expect([world.asked, world.answers]).toEqual([[], []])
  })

  it('are tried again where the answer could not be sent', async () => {
    await expect(aDesk({ answer: () => Promise.reject(new Error('down')) }).perform()).rejects.toThrow('down')
  })

  it.each<[string, unknown]>([
    ['from.page', { ...REQUEST, from: { portal: null, page: 0, skip: 0 } }],
    ['from.skip', { ...REQUEST, from: { portal: null, page: 1, skip: -1 } }],
    ['account', { ...REQUEST, account: 'No Slug' }],
    ['articles', 'Zwitscher'],
  ])('are a dead letter where %s is wrong, and nothing is quoted', async (path, message) => {
    const { world, perform } = aDesk()
    const outcome = await perform(message)
    expect(outcome).toMatchObject({ kind: 'dead', reason: 'malformed_articles' })
    expect(JSON.stringify(outcome)).toContain(`"${path}: `)
    expect(JSON.stringify(outcome)).not.toContain('Zwitscher')
    expect(world.answers).toEqual([])
  })

  it('are a dead letter where nobody could be told', async () => {
    expect(await aDesk({ answer: undefined }).perform()).toMatchObject({ kind: 'dead', reason: 'nobody_asks' })
  })
})
