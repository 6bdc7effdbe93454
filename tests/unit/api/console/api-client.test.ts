import { describe, expect, it } from 'vitest'
import { apiClient, type Fetch } from '#functions/console/src/api-client'

type Sent = { readonly path: string } & Parameters<Fetch>[1]

/** A client whose every call ends like this, and what it sent. */
function client(answer: () => Response) {
  const sent: Sent[] = []
  const api = apiClient({
    token: () => `tok-${sent.length}`,
    timeoutMs: 1_000,
    fetch: async (path, init) => {
      sent.push({ path, ...init })
      return answer()
    },
  })
  return { api, sent }
}

const problem = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json; charset=utf-8' } })

describe('a POST of the client', () => {
  it('carries JSON and the token of the moment', async () => {
    const { api, sent } = client(() => new Response('{"version":4}', { status: 201 }))
    expect(await api.post('/v1/policies/sla', { document: { kind: 'sla' } })).toEqual({
      ok: true,
      body: { version: 4 },
    })
    await api.post('/v1/policies/sla', {})
    expect(sent).toMatchObject([
      {
        path: '/v1/policies/sla',
        method: 'POST',
        headers: { authorization: 'Bearer tok-0', 'content-type': 'application/json' },
        body: '{"document":{"kind":"sla"}}',
        cache: 'no-store',
      },
      { headers: { authorization: 'Bearer tok-1' }, body: '{}' },
    ])
  })

  it('says nothing of a body that it does not have', async () => {
    const { api, sent } = client(() => new Response('{}'))
    await api.post('/v1/escalations/x/resolve')
    expect(sent.map(({ headers, body }) => [headers, body])).toEqual([[{ authorization: 'Bearer tok-0' }, undefined]])
  })

  it('is never conditional, and its answer is no answer to a later GET', async () => {
    const { api, sent } = client(() => new Response('{}', { headers: { etag: 'W/"a"' } }))
    await api.get('/v1/outages')
    await api.post('/v1/outages', {})
    await api.get('/v1/outages')
    expect(sent.map(({ method, headers }) => [method, headers['if-none-match']])).toEqual([
      ['GET', undefined],
      ['POST', undefined],
      ['GET', 'W/"a"'],
    ])
  })

  it('brings back what is wrong with the body, place by place', async () => {
    const problems = [{ path: 'note', message: 'must be a text' }]
    const { api } = client(() => problem(400, { code: 'bad_body', detail: '"note" must be a text.', problems }))
    expect(await api.post('/v1/outages', { note: 1 })).toEqual({
      ok: false,
      failure: { kind: 'refused', code: 'bad_body', detail: '"note" must be a text.', problems },
    })
  })

  it.each<[string, () => Response, object]>([
    ['an expired token', () => new Response('{}', { status: 401 }), { kind: 'signed_out' }],
    ['a role too low', () => problem(403, { code: 'role_too_low' }), { kind: 'refused', code: 'role_too_low' }],
    ['a conflict', () => problem(409, { code: 'changed' }), { kind: 'refused', code: 'changed' }],
    ['a busy server', () => problem(503, { code: 'busy' }), { kind: 'unreachable', code: 'busy' }],
    ['a throttled call', () => new Response('{}', { status: 429 }), { kind: 'unreachable', code: 'http_429' }],
    [
      'no network',
      () => {
        throw new TypeError('fetch failed')
      },
      { kind: 'unreachable', code: 'network' },
    ],
  ])('tells %s apart as a GET does', async (_what, answer, failure) => {
    expect(await client(answer).api.post('/v1/outages', {})).toMatchObject({ ok: false, failure })
    expect(await client(answer).api.get('/v1/outages')).toMatchObject({ ok: false, failure })
  })
})
