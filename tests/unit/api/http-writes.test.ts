import { describe, expect, it } from 'vitest'
import { type HttpRoute, refused } from '#runtime/http'
import { bodyOf, jsonOf } from './ask.ts'
import { answering, json, serving } from './router.ts'

describe('methods', () => {
  const says = (what: string): HttpRoute['run'] => {
    return async ({ path }) => json({ what, ...path })
  }
  const { ask } = serving(
    { path: '/things', access: 'public', run: says('list') },
    { method: 'POST', path: '/things', access: 'public', run: says('add') },
    { method: 'DELETE', path: '/things/{id}', access: 'public', run: says('drop') },
    { method: 'PUT', path: '/things/{id}', access: 'public', run: says('set') },
    { method: 'POST', path: '/things/{id}/done', access: 'public', run: says('end') },
  )

  it.each([
    ['GET', '/things', { what: 'list' }],
    ['POST', '/things', { what: 'add' }],
    ['PUT', '/things/7', { what: 'set', id: '7' }],
    ['DELETE', '/things/7', { what: 'drop', id: '7' }],
    ['POST', '/things/a%2Fb/done', { what: 'end', id: 'a/b' }],
  ])('%s %s has a route of its own', async (method, path, expected) => {
    expect(jsonOf(await ask({ method, path }))).toEqual(expected)
  })

  it.each([
    ['DELETE', '/things', 'GET, POST', 'Only GET and POST are answered here.'],
    ['GET', '/things/7', 'PUT, DELETE', 'Only PUT and DELETE are answered here.'],
    ['GET', '/things/7/done', 'POST', 'Only POST is answered here.'],
    ['HEAD', '/things', 'GET, POST', 'Only GET and POST are answered here.'],
  ])('%s %s is refused, and the methods of the address are named', async (method, path, allow, detail) => {
    const response = await ask({ method, path })
    expect([response.statusCode, response.headers.allow]).toEqual([405, allow])
    expect(jsonOf(response)).toMatchObject({ code: 'method_not_allowed', detail })
  })

  it('are looked at before the token: what is not there needs none', async () => {
    const { ask } = serving(answering(json({}), { method: 'POST', access: 'signed_in' }))
    expect((await ask({ path: '/thing' })).statusCode).toBe(405)
    expect((await ask({ path: '/thing', method: 'POST' })).statusCode).toBe(401)
    expect((await ask({ path: '/thing', method: 'POST', groups: ['lead'] })).statusCode).toBe(200)
  })
})

describe('the answer to a write', () => {
  const writing = (answer: Parameters<typeof answering>[0], method: 'POST' | 'PUT' | 'DELETE' = 'POST') =>
    serving(answering(answer, { method }))

  it.each([[200], [201], [202]] as const)('may say %i', async (status) => {
    const { ask } = writing({ kind: 'json', status, body: { id: 1 } })
    const response = await ask({ path: '/thing', method: 'POST' })
    expect([response.statusCode, jsonOf(response)]).toEqual([status, { id: 1 }])
  })

  it.each(['POST', 'PUT', 'DELETE'] as const)('to %s is kept by nobody, and has no ETag to ask by', async (method) => {
    const { ask } = writing(json({ id: 1 }, { asOfMs: 5, lagMs: null }), method)
    const response = await ask({ path: '/thing', method, headers: { 'if-none-match': '*' } })
    expect([response.statusCode, jsonOf(response)]).toEqual([200, { id: 1, asOfMs: 5, lagMs: null }])
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'x-correlation-id': 'req-1' })
    expect(Object.keys(response.headers)).not.toContain('etag')
  })

  it('is protected and compressed like any other', async () => {
    const { ask } = writing({ kind: 'json', status: 201, body: { text: 'x'.repeat(5_000) } })
    const response = await ask({ path: '/thing', method: 'POST', headers: { 'accept-encoding': 'gzip' } })
    expect([response.statusCode, response.headers['content-encoding']]).toEqual([201, 'gzip'])
    expect(response.headers['content-security-policy']).toContain("default-src 'none'")
    expect(JSON.parse(bodyOf(response))).toEqual({ text: 'x'.repeat(5_000) })
  })

  it.each([
    [409, 'Conflict'],
    [413, 'Content too large'],
    [415, 'Unsupported media type'],
    [422, 'Unprocessable content'],
  ] as const)('may be the refusal %i, %s', async (status, title) => {
    const response = await writing(refused(status, 'x', 'y')).ask({ path: '/thing', method: 'POST' })
    expect(jsonOf(response)).toMatchObject({ status, title, code: 'x', detail: 'y' })
  })

  it('may be a refusal with every problem of a document, of which 50 are told', async () => {
    const problems = Array.from({ length: 51 }, (_, index) => ({ path: `list[${index}]`, message: 'must be a text' }))
    const { ask } = writing({ ...refused(422, 'bad_policy', 'No.'), problems })
    const response = await ask({ path: '/thing', method: 'POST' })
    expect(jsonOf(response)).toMatchObject({ status: 422, problems: problems.slice(0, 50) })
  })

  it('is a 503 that does not speak of reading when the table is busy', async () => {
    const busy = Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' })
    const response = await writing(busy).ask({ path: '/thing', method: 'POST' })
    expect(jsonOf(response)).toMatchObject({
      status: 503,
      code: 'busy',
      detail: 'This could not be done just now. Try again in a moment.',
    })
  })
})

describe('the log of writes', () => {
  it('names the method, which reads do without', async () => {
    const { ask, lines } = serving(answering(json({})), answering(json({}), { method: 'POST' }))
    await ask({ path: '/thing' })
    await ask({ path: '/thing', method: 'POST', body: { note: 'my card is 4111' } })
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { code: 'api.request', route: '/thing' },
      { code: 'api.request', route: '/thing', method: 'POST' },
    ])
    expect(lines[0]).not.toContain('method')
    expect(lines[1]).not.toContain('4111')
  })

  it('names it for faults and for methods that the address does not have', async () => {
    const { ask, lines } = serving(answering(new Error('no'), { method: 'PUT' }))
    await ask({ path: '/thing', method: 'PUT' })
    await ask({ path: '/thing', method: 'DELETE' })
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { code: 'api.fault', route: '/thing', method: 'PUT', status: 500 },
      { code: 'api.request', route: '/thing', method: 'DELETE', status: 405, reason: 'method_not_allowed' },
    ])
  })
})
