import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type HttpRoute, refused } from '#runtime/http'
import type { Answer } from '#runtime/http-answer'
import { bodyOf, jsonOf, SUBJECT } from './ask.ts'
import { answering, json, serving } from './router.ts'

describe('finding the route', () => {
  const echo: HttpRoute['run'] = async ({ path }) => json({ path })
  const { ask } = serving(
    { path: '/', access: 'public', run: async () => json({ root: true }) },
    { path: '/things/{id}', access: 'public', run: echo },
    { path: '/files/{name+}', access: 'public', run: echo },
  )

  it.each([
    ['/', { root: true }],
    ['/things/7', { path: { id: '7' } }],
    ['/things/a%20b', { path: { id: 'a b' } }],
    ['/files/a/b.js', { path: { name: 'a/b.js' } }],
  ])('%s', async (path, expected) => {
    expect(jsonOf(await ask({ path }))).toEqual(expected)
  })

  it.each(['/things', '/things/', '/things/7/more', '/files/', '/other', '//', '/things/%E0%A4%A'])(
    '%s is nowhere',
    async (path) => {
      const response = await ask({ path })
      expect(response.statusCode).toBe(404)
      expect(jsonOf(response)).toMatchObject({ code: 'no_such_route', status: 404, correlationId: 'req-1' })
    },
  )

  it('takes the name of the stage off the path', async () => {
    expect(jsonOf(await ask({ path: '/prod/things/7', stage: 'prod' }))).toEqual({ path: { id: '7' } })
  })

  it('refuses other methods and names the one it answers', async () => {
    const response = await ask({ path: '/things/7', method: 'POST' })
    expect(response.statusCode).toBe(405)
    expect(response.headers.allow).toBe('GET')
    expect(jsonOf(response)).toMatchObject({ code: 'method_not_allowed', detail: 'Only GET is answered here.' })
  })
})

describe('who may call', () => {
  const route = answering(json({}), {
    access: 'signed_in',
    run: async ({ principal }) => json({ who: principal?.accounts }),
  })

  it('refuses a request without claims although the gateway let it through', async () => {
    const response = await serving(route).ask({ path: '/thing' })
    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toBe('Bearer')
  })

  it('hands the principal to the route', async () => {
    const response = await serving(route).ask({ path: '/thing', groups: ['viewer', 'account:shop'] })
    expect(jsonOf(response)).toEqual({ who: ['shop'] })
  })
})

describe('the query', () => {
  const query = z.strictObject({ limit: z.string().regex(/^\d+$/, 'must be a whole number').transform(Number) })
  const { ask } = serving({
    path: '/thing',
    access: 'public',
    query,
    run: async (request) => json({ q: request.query }),
  })

  it('arrives parsed', async () => {
    expect(jsonOf(await ask({ path: '/thing', query: { limit: '5' } }))).toEqual({ q: { limit: 5 } })
  })

  it.each([
    [{ limit: 'x' }, 'limit', '"limit" must be a whole number.'],
    [{ limit: '5', limt: '6' }, 'limt', '"limt" is not a parameter of this route.'],
  ])('%o is refused and the parameter named', async (given, parameter, detail) => {
    const response = await ask({ path: '/thing', query: given })
    expect(response.statusCode).toBe(400)
    expect(response.headers['content-type']).toContain('application/problem+json')
    expect(jsonOf(response)).toMatchObject({ code: 'bad_parameter', parameter, detail })
  })
})

describe('conditional GET', () => {
  const body = { items: [1, 2] }

  it('answers 304 to the same body, and still says as of when it holds', async () => {
    const first = await serving(answering(json(body, { asOfMs: 1_000, lagMs: 5 }))).ask({ path: '/thing' })
    const again = await serving(answering(json(body, { asOfMs: 9_000, lagMs: null }))).ask({
      path: '/thing',
      headers: { 'if-none-match': first.headers.etag ?? '' },
    })
    expect(jsonOf(first)).toEqual({ ...body, asOfMs: 1_000, lagMs: 5 })
    expect(again.statusCode).toBe(304)
    expect(again.body).toBe('')
    expect(again.headers['x-as-of-ms']).toBe('9000')
    expect(again.headers['x-lag-ms']).toBeUndefined()
  })

  it('answers in full when the body has changed', async () => {
    const first = await serving(answering(json(body))).ask({ path: '/thing' })
    const again = await serving(answering(json({ items: [1] }))).ask({
      path: '/thing',
      headers: { 'if-none-match': first.headers.etag ?? '' },
    })
    expect(again.statusCode).toBe(200)
    expect(jsonOf(again)).toEqual({ items: [1] })
  })

  it.each([
    ['*', 304],
    ['"other", W/"TAG"', 304],
    ['"TAG"', 304],
    ['"other"', 200],
    ['', 200],
  ])('If-None-Match: %s', async (condition, status) => {
    const { ask } = serving(answering(json(body)))
    const tag = ((await ask({ path: '/thing' })).headers.etag ?? '').replace(/^W\/|"/g, '')
    const response = await ask({ path: '/thing', headers: { 'if-none-match': condition.replace('TAG', tag) } })
    expect(response.statusCode).toBe(status)
  })
})

describe('compression', () => {
  const large = json({ text: 'x'.repeat(5_000) })

  it.each([
    ['gzip, br', 'gzip'],
    ['gzip;q=0', undefined],
    ['br', undefined],
  ])('Accept-Encoding: %s', async (accepted, encoding) => {
    const { ask } = serving(answering(large))
    const response = await ask({ path: '/thing', headers: { 'accept-encoding': accepted } })
    expect(response.headers['content-encoding']).toBe(encoding)
    expect(JSON.parse(bodyOf(response))).toEqual({ text: 'x'.repeat(5_000) })
  })

  it('leaves small answers alone', async () => {
    const response = await serving(answering(json({}))).ask({ path: '/thing', headers: { 'accept-encoding': 'gzip' } })
    expect(response.headers['content-encoding']).toBeUndefined()
  })
})

describe('headers that protect', () => {
  const page: Answer = {
    kind: 'file',
    bytes: Buffer.from('<p>'),
    contentType: 'text/html; charset=utf-8',
    cacheControl: 'no-cache',
  }

  it.each([
    ['data', json({})],
    ['a refusal', refused(404, 'x', 'y')],
    ['a page', page],
  ])('are on %s', async (_what, answer) => {
    const { headers } = await serving(answering(answer)).ask({ path: '/thing' })
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
  })

  it('let a page run its own scripts and call the issuer, and nothing else', async () => {
    const { headers } = await serving(answering(page)).ask({ path: '/thing' })
    expect(headers['content-security-policy']).toContain("script-src 'self';")
    expect(headers['content-security-policy']).toContain("connect-src 'self' https://id.example.com;")
  })
})

describe('faults', () => {
  const fault = Object.assign(new Error('customer said: my card is 4111'), { name: 'ValidationException' })

  it('become a 500 that tells nothing of their inside, with a trace for us', async () => {
    const { ask, lines } = serving(answering(fault))
    const response = await ask({ path: '/thing' })
    expect(response.statusCode).toBe(500)
    expect(jsonOf(response)).toMatchObject({ code: 'internal', correlationId: 'req-1' })
    expect(response.body).not.toContain('4111')
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain('4111')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ code: 'api.fault', fault: 'ValidationException', status: 500 })
  })

  it('that pass by themselves become a 503 with a time to wait', async () => {
    const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' })
    const response = await serving(answering(throttled)).ask({ path: '/thing' })
    expect(response.statusCode).toBe(503)
    expect(response.headers['retry-after']).toBe('2')
    expect(jsonOf(response)).toMatchObject({ code: 'busy' })
  })
})

describe('the log', () => {
  it('has one line a request: pattern, status, time, a hash of the subject', async () => {
    const { ask, lines } = serving(answering(json({}), { path: '/things/{id}', access: 'signed_in' }))
    await ask({
      path: '/things/4711',
      groups: ['viewer'],
      query: { secret: 'shh' },
      headers: { authorization: 'Bearer eyJ.token' },
    })
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      code: 'api.request',
      correlationId: 'req-1',
      route: '/things/{id}',
      status: 200,
      durationMs: 7,
      subjectHash: expect.stringMatching(/^[0-9a-f]{12}$/),
    })
    for (const secret of ['4711', 'shh', 'eyJ', SUBJECT, 'amelia']) expect(lines[0]).not.toContain(secret)
  })

  it('says why a request was refused', async () => {
    const { ask, lines } = serving(answering(refused(403, 'no_role', 'no')))
    await ask({ path: '/thing' })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ status: 403, reason: 'no_role' })
  })
})
