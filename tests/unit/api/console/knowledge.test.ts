import { describe, expect, it } from 'vitest'
import type { Api, ApiResult } from '#functions/console/src/api-client'
import { decideProposal, proposalPath, readArticles, readProposals } from '#functions/console/src/knowledge-requests'
import {
  hasMarks,
  plainLines,
  refusalWords,
  sentence,
  tally,
  titleOf,
  whyWords,
} from '#functions/console/src/knowledge-words'
import { readableDiff } from '#functions/console/src/text-diff'

/** An API that answers page after page, and notes what it was asked. */
function paged(...pages: readonly object[]) {
  const asked: string[] = []
  const api: Pick<Api, 'get'> = {
    async get<Body extends object>(path: string): Promise<ApiResult<Body>> {
      const body = pages[asked.length] ?? pages.at(-1)
      asked.push(path)
      return { ok: true, body: body as Body }
    },
  }
  return { api, asked }
}
const page = (ids: readonly number[], nextCursor: string | null) => ({
  items: ids.map((id) => ({ id, confidence: 0.5, replies: 1 })),
  nextCursor,
})

describe('reading proposals', () => {
  it('follows cursors over short pages, until there are enough or no more', async () => {
    const { api, asked } = paged(page([1], 'a b'), page([], 'c'), page([2], null))
    const read = await readProposals(api, { account: 'shop', state: 'proposed', most: 50 })
    expect(read).toMatchObject({ ok: true, body: { items: [{ id: 1 }, { id: 2 }], hasMore: false } })
    expect(asked).toEqual([
      '/v1/article-proposals?state=proposed&account=shop&limit=50',
      '/v1/article-proposals?state=proposed&account=shop&limit=50&cursor=a+b',
      '/v1/article-proposals?state=proposed&account=shop&limit=50&cursor=c',
    ])
  })

  it('stops after some requests, and says that there is more', async () => {
    const { api, asked } = paged(page([], 'on'))
    const read = await readProposals(api, { account: 'shop', state: null, most: 50 })
    expect(read).toMatchObject({ ok: true, body: { items: [], hasMore: true } })
    expect(asked).toHaveLength(6)
    expect(asked[0]).toBe('/v1/article-proposals?account=shop&limit=50')
  })

  it('asks with one address whatever is known', async () => {
    const { api, asked } = paged(page([], null))
    await readProposals(api, { account: null, state: null, most: 50 })
    await readArticles(api, null)
    expect(asked).toEqual(['/v1/article-proposals?limit=50', '/v1/articles?limit=50'])
    expect(proposalPath('1-a', 'shop', '/approve')).toBe('/v1/article-proposals/1-a/approve?account=shop')
  })
})

it('shows the weakest articles first, and last those of which nobody knows', async () => {
  const items = [
    { id: 1, confidence: 0.5, replies: 0 },
    { id: 2, confidence: 0.9, replies: 4 },
    { id: 3, confidence: 0.3, replies: 2 },
  ]
  const read = await readArticles(paged({ items, nextCursor: null }).api, 'shop')
  expect(read.ok ? read.body.items.map(({ id }) => id) : []).toEqual([3, 2, 1])
})

describe('deciding', () => {
  const answering = (result: ApiResult<object>) => {
    const sent: unknown[] = []
    const api = {
      post: async (path: string, body?: object) => {
        sent.push([path, body])
        return result
      },
    } as unknown as Pick<Api, 'post'>
    return { api, sent }
  }

  it('sends what was given, and nothing else', async () => {
    const { api, sent } = answering({ ok: true, body: {} })
    await decideProposal('1-a', { account: null, verb: 'approve', given: { title: 'T', content: 'C' } }, api)
    await decideProposal('1-a', { account: null, verb: 'reject', reason: 'No' }, api)
    const back = await decideProposal('1-a', { account: null, verb: 'rollback' }, api)
    expect(sent).toEqual([
      ['/v1/article-proposals/1-a/approve', { title: 'T', content: 'C' }],
      ['/v1/article-proposals/1-a/reject', { reason: 'No' }],
      ['/v1/article-proposals/1-a/rollback', undefined],
    ])
    expect(back.ok).toBe(true)
  })

  it('says in words why not, and that it may have been done where nobody knows', async () => {
    const say = async (failure: { kind: 'refused' | 'unreachable'; code: string; detail: string }) =>
      (await decideProposal('1-a', { account: null, verb: 'rollback' }, answering({ ok: false, failure }).api)).words
    expect(await say({ kind: 'refused', code: 'makes_worse', detail: '' })).toContain('fewer of their words')
    expect(await say({ kind: 'refused', code: 'not_applied', detail: 'Only a change.' })).toBe('Only a change.')
    expect(await say({ kind: 'unreachable', code: 'network', detail: 'No way.' })).toContain('done or not')
  })
})

describe('words about proposals', () => {
  it('say why, how often, and of what', () => {
    expect(whyWords({ why: 'repeated', evidence: ['a', 'b', 'c'] })).toBe('reviewers made the same change in 3 replies')
    expect(titleOf({ kind: 'new_article', article: null })).toBe('Write an article')
    expect(sentence('a good reply')).toBe('A good reply')
    expect(refusalWords('some_new_code')).toBe('some new code.')
  })

  it('tell marks of what was scrubbed from links, and lines from hidden signs', () => {
    expect([hasMarks('Dear [name]'), hasMarks('[here](https://example.com)')]).toEqual([true, false])
    expect(plainLines('a\u202e\n\nb')).toBe('a\n\nb')
  })

  it('count names, most first', () => {
    expect(tally(['b', 'a', 'b', 'c'])).toEqual([
      ['b', 2],
      ['a', 1],
      ['c', 1],
    ])
  })
})

describe('a difference that can be read', () => {
  it('is by words where most is kept, and one after the other where little is', () => {
    expect(readableDiff('It takes five days.', 'It takes ten days.').map(({ kind }) => kind)).toContain('kept')
    expect(readableDiff('We will look into it.', 'Poles lie flat in the lid of the box.')).toEqual([
      { kind: 'gone', text: 'We will look into it.' },
      { kind: 'kept', text: '\n' },
      { kind: 'added', text: 'Poles lie flat in the lid of the box.' },
    ])
    expect(readableDiff('', 'New.')).toEqual([{ kind: 'added', text: 'New.' }])
  })
})
