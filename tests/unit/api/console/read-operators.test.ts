import { describe, expect, it } from 'vitest'
import type { Api, ApiFailure } from '#functions/console/src/api-client'
import { askAnew, operatorsPath, readOperators } from '#functions/console/src/read-operators'

const PATH = operatorsPath('shop')
const answer = (items: readonly object[], nextCursor: string | null) => ({
  items,
  nextCursor,
  readAtMs: 1,
  directoryReadAtMs: 1,
  stale: false,
  chatwoot: { version: '4.15.1' },
  asOfMs: 2,
})

/** An API that has these pages, by path. */
function apiWith(pages: Readonly<Record<string, object>>) {
  const asked: string[] = []
  const get: Api['get'] = async <Body extends object>(path: string) => {
    asked.push(path)
    const body = pages[path]
    const failure: ApiFailure = { kind: 'unreachable', code: 'network', detail: 'No.' }
    return body === undefined ? { ok: false as const, failure } : { ok: true as const, body: body as Body }
  }
  return { api: { get }, asked }
}

describe('everybody of an account', () => {
  it('is read through all pages, without those who are gone and have nothing left', async () => {
    const { api, asked } = apiWith({
      [PATH]: answer(
        [
          { operatorId: 41, gone: false, open: 0 },
          { operatorId: 42, gone: true, open: 0 },
        ],
        '42',
      ),
      [`${PATH}&cursor=42`]: answer([{ operatorId: 43, gone: true, open: 2 }], null),
    })
    const result = await readOperators(api, PATH)
    expect(result).toMatchObject({ ok: true, body: { isCut: false, readAtMs: 1 } })
    expect(result.ok && result.body.items.map(({ operatorId }) => operatorId)).toEqual([41, 43])
    expect(asked).toHaveLength(2)
    expect(PATH).toBe('/v1/operators?account=shop&gone=true&limit=100')
  })

  it('is not shown in part when a page fails', async () => {
    const { api } = apiWith({ [PATH]: answer([], '9') })
    expect(await readOperators(api, PATH)).toMatchObject({ ok: false, failure: { detail: 'No.' } })
  })

  it('says so when there are more than it reads', async () => {
    const { api, asked } = apiWith({ [PATH]: answer([], '9'), [`${PATH}&cursor=9`]: answer([], '9') })
    expect(await readOperators(api, PATH)).toMatchObject({ ok: true, body: { isCut: true } })
    expect(asked).toHaveLength(10)
  })
})

describe('asking Chatwoot anew', () => {
  it('is one request, told in words', async () => {
    const sent: string[] = []
    const post: Api['post'] = async <Body extends object>(path: string) => {
      sent.push(path)
      return { ok: true as const, body: { requested: true } as object as Body }
    }
    expect(await askAnew({ post }, 'shop')).toMatchObject({ ok: true })
    expect(sent).toEqual(['/v1/operators/refresh?account=shop'])
  })

  it('gives the reason when it was refused', async () => {
    const failure: ApiFailure = { kind: 'refused', code: 'role_too_low', detail: 'For operators and up.' }
    expect(await askAnew({ post: async () => ({ ok: false, failure }) }, null)).toEqual({
      ok: false,
      words: 'For operators and up.',
    })
  })
})
