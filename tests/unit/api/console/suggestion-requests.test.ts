import { expect, it } from 'vitest'
import type { Api, ApiFailure } from '#functions/console/src/api-client'
import {
  judgeSuggestion,
  pageAt,
  reasonWords,
  suggestedPath,
  sureWords,
} from '#functions/console/src/suggestion-requests'

const OF = { account: 'shop', conversationId: 1042 }
const USED = { articleId: 12, verdict: 'used' } as const

function anApi(failure?: Partial<ApiFailure>) {
  const sent: unknown[] = []
  const post: Api['post'] = async <Body extends object>(path: string, body?: object) => {
    sent.push([path, body])
    if (failure === undefined) return { ok: true, body: { recorded: true } as unknown as Body }
    return { ok: false, failure: { kind: 'refused', code: 'x', detail: 'No.', ...failure } }
  }
  return { sent, post }
}

it('reads what was suggested to one conversation of one account', () => {
  expect(suggestedPath(OF)).toBe('/v1/conversations/1042/suggestions?account=shop')
  expect(suggestedPath({ ...OF, account: null })).toBe('/v1/conversations/1042/suggestions')
})

it('says what was made of an article, once, and tells how it went', async () => {
  const api = anApi()
  expect(await judgeSuggestion(api, OF, USED)).toEqual({ ok: true, words: 'Noted: it answered.' })
  expect(await judgeSuggestion(api, OF, { ...USED, verdict: 'not_useful' })).toMatchObject({ ok: true })
  expect(api.sent).toEqual([
    ['/v1/conversations/1042/suggestions/12/feedback?account=shop', { verdict: 'used' }],
    ['/v1/conversations/1042/suggestions/12/feedback?account=shop', { verdict: 'not_useful' }],
  ])
})

it.each<[Partial<ApiFailure>, string]>([
  [{ code: 'no_such_suggestion' }, 'Other articles are suggested by now.'],
  [{ kind: 'unreachable', detail: 'Gone.' }, 'Gone. It may have been noted or not: say it again.'],
  [{ detail: 'No.' }, 'No.'],
])('says of %j: %s', async (failure, words) => {
  expect(await judgeSuggestion(anApi(failure), OF, USED)).toEqual({ ok: false, words })
})

it.each([
  [{ words: [], pastAnswers: 0 }, null],
  [{ words: ['refund'], pastAnswers: 0 }, 'speaks of refund'],
  [{ words: [], pastAnswers: 1 }, 'answered a question like it'],
  [{ words: ['a', 'b', 'c', 'd', 'e'], pastAnswers: 3 }, 'answered 3 questions like it; speaks of a, b, c, d'],
])('of %j it says why: %s', (why, words) => {
  expect(reasonWords({ why })).toBe(words)
})

it('says how sure it is, and opens nothing but pages', () => {
  expect(sureWords({ confidence: 0.644 })).toBe('64 % sure that one answers')
  expect(pageAt('https://help.example.com/hc/shop/articles/12')).toBe('https://help.example.com/hc/shop/articles/12')
  expect(pageAt('')).toBeNull()
  expect(pageAt('javascript:alert(1)')).toBeNull()
})
