import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import type { HttpRoute } from '#runtime/http'
import { fc } from '#tests/support/property'
import { type Asking, jsonOf } from './ask.ts'
import { json, serving } from './router.ts'

const schema = z.strictObject({
  name: z.string('must be a name'),
  seconds: z.optional(z.int('must be a whole number').check(z.gte(1, 'must be at least 1'))),
})
const taking = (body: HttpRoute['body']): HttpRoute => ({
  method: 'POST',
  path: '/thing',
  access: 'public',
  ...(body === undefined ? {} : { body }),
  run: async (request) => json({ body: request.body ?? null }),
})
const post = (asking: Asking, body: HttpRoute['body'] = schema) =>
  serving(taking(body)).ask({ path: '/thing', method: 'POST', ...asking })
const asJson = { 'content-type': 'application/json' }

describe('a JSON body', () => {
  it('arrives as its schema gives it', async () => {
    const trimming = z.strictObject({ name: z.string().check(z.trim()) })
    expect(jsonOf(await post({ body: { name: ' a ' } }, trimming))).toEqual({ body: { name: 'a' } })
  })

  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
  ])('comes as %s', async (type) => {
    expect((await post({ body: '{"name":"a"}', headers: { 'content-type': type } })).statusCode).toBe(200)
  })

  it('may come in base64, as API Gateway hands over what it does not know for text', async () => {
    const body = Buffer.from('{"name":"Zoë"}').toString('base64')
    expect(jsonOf(await post({ body, headers: asJson, isBase64Encoded: true }))).toEqual({ body: { name: 'Zoë' } })
  })

  it('is not looked at by a route without a schema', async () => {
    const { ask } = serving(taking(undefined))
    const response = await ask({ path: '/thing', method: 'POST', body: 'anything', headers: { 'content-type': 'a/b' } })
    expect(jsonOf(response)).toEqual({ body: null })
  })

  it('may be left out where the schema lets it', async () => {
    expect(jsonOf(await post({}, z.optional(schema)))).toEqual({ body: null })
    expect(jsonOf(await post({}))).toMatchObject({ status: 400, code: 'bad_body', detail: '"body" must be an object.' })
  })
})

describe('a body is refused', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', 'application/jsonp'])(
    'as %s',
    async (type) => {
      const response = await post({ body: '{"name":"a"}', headers: { 'content-type': type } })
      expect([response.statusCode, response.headers.accept]).toEqual([415, 'application/json'])
      expect(jsonOf(response)).toMatchObject({ code: 'not_json' })
    },
  )

  it('without a content type', async () => {
    expect((await post({ body: '{"name":"a"}' })).statusCode).toBe(415)
  })

  it('beyond 256 KB of bytes, not of characters', async () => {
    const sized = (bytes: number) => `{"name":"${'é'.repeat((bytes - 12) / 2)}a"}`
    expect(Buffer.byteLength(sized(262_144))).toBe(262_144)
    expect((await post({ body: sized(262_144), headers: asJson })).statusCode).toBe(200)
    const response = await post({ body: sized(262_146), headers: asJson })
    expect(jsonOf(response)).toMatchObject({ status: 413, code: 'body_too_large' })
    const body = Buffer.from(sized(262_146)).toString('base64')
    expect((await post({ body, headers: asJson, isBase64Encoded: true })).statusCode).toBe(413)
  })

  it.each([
    ['that is cut off', '{"name":"a'],
    ['of words', 'name=a'],
    ['of blanks', '  '],
    ['with a byte order mark', '\ufeff{"name":"a"}'],
  ])('%s', async (_what, body) => {
    const response = await post({ body, headers: asJson })
    expect(jsonOf(response)).toMatchObject({ status: 400, code: 'bad_json', detail: 'The body is no valid JSON.' })
  })

  it('that is not UTF-8', async () => {
    const body = Buffer.from('{"name":"\xe9"}', 'latin1').toString('base64')
    expect(jsonOf(await post({ body, headers: asJson, isBase64Encoded: true }))).toMatchObject({ code: 'bad_json' })
  })

  it('nested deeper than 64 levels, however a schema would take it', async () => {
    const nested = (levels: number) => `${'['.repeat(levels)}0${']'.repeat(levels)}`
    expect((await post({ body: nested(64), headers: asJson }, z.unknown())).statusCode).toBe(200)
    for (const levels of [65, 100_000])
      expect(jsonOf(await post({ body: nested(levels), headers: asJson }, z.unknown()))).toMatchObject({
        status: 400,
        code: 'bad_json',
        detail: 'The body is nested deeper than 64 levels.',
      })
  })
})

describe('a body that the schema does not take', () => {
  it('is told with the path of the first problem, and with every problem', async () => {
    const response = await post({ body: { name: 7, seconds: 0.5, nmae: 'a', 'odd name': 1 } })
    expect(jsonOf(response)).toMatchObject({
      status: 400,
      code: 'bad_body',
      detail: '"name" must be a name.',
      problems: [
        { path: 'name', message: 'must be a name' },
        { path: 'seconds', message: 'must be a whole number' },
        { path: 'nmae', message: 'is not known here' },
        { path: '["odd name"]', message: 'is not known here' },
      ],
    })
  })

  it('is told of 50 problems at most', async () => {
    const body = Array.from({ length: 60 }, () => 1)
    const { problems } = jsonOf(await post({ body }, z.array(z.string()))) as { problems: unknown[] }
    expect(problems).toHaveLength(50)
    expect(problems[49]).toEqual({ path: '[49]', message: 'must be a text' })
  })

  it.each<[string, HttpRoute['body'], unknown, string]>([
    ['another type', z.array(z.boolean()), [1], '"[0]" must be true or false.'],
    ['a missing member', z.object({ a: z.object({ b: z.number() }) }), { a: {} }, '"a.b" must be a number.'],
    ['another word', z.enum(['on', 'off']), 'of', '"body" must be one of on, off.'],
    ['another constant', z.literal('sla'), 'x', '"body" must be sla.'],
    ['too few', z.array(z.number()).check(z.minLength(2)), [1], '"body" must have at least 2 entries.'],
    ['too long', z.string().check(z.maxLength(1)), 'ab', '"body" must have at most 1 characters.'],
    ['too small', z.number().check(z.gt(0)), 0, '"body" must be more than 0.'],
    ['too large', z.number().check(z.lte(9)), 10, '"body" must be at most 9.'],
    ['no form of several', z.union([z.string(), z.number()]), true, '"body" has none of the forms that it may have.'],
    [
      'a bad name',
      z.record(z.string().check(z.regex(/^a/)), z.number()),
      { b: 1 },
      '"b" has a name that is not allowed here.',
    ],
    ['ill-formed', z.string().check(z.regex(/^a/)), 'b', '"body" is ill-formed.'],
  ])('is worded even if the schema has no words: %s', async (_what, wordless, body, detail) => {
    const sent = { body: JSON.stringify(body), headers: asJson }
    expect(jsonOf(await post(sent, wordless))).toMatchObject({ code: 'bad_body', detail })
  })

  it.each([
    ['two words', '["two words"]'],
    ['a"b\\c', '["a\\"b\\\\c"]'],
    ['line\nbreak', '["line\\nbreak"]'],
    ['first-response', 'first-response'],
    ['x'.repeat(61), `["${'x'.repeat(60)}…"]`],
    ['', '[""]'],
    ['__proto__', '__proto__'],
  ])('is told by a path that nothing in the name %j can break', async (name, path) => {
    const body = `{"name":"a",${JSON.stringify(name)}:1}`
    expect(jsonOf(await post({ body, headers: asJson }))).toMatchObject({ problems: [{ path }] })
  })

  it('never comes back: no value that was sent is in the answer or in the log', async () => {
    const secret = 'SECRET-4111'
    const strict = z.strictObject({
      text: z.string().check(z.maxLength(3)),
      list: z.array(z.number()),
      kind: z.enum(['a', 'b']),
      inner: z.strictObject({ on: z.boolean() }),
    })
    const value = fc.oneof(
      fc.constant(secret),
      fc.constant([secret]),
      fc.constant({ on: secret }),
      fc.constant({ on: { on: secret } }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('text', 'list', 'kind', 'inner', 'other'), value),
        async (body) => {
          const { ask, lines } = serving(taking(strict))
          const response = await ask({ path: '/thing', method: 'POST', body })
          expect(response.statusCode).toBe(400)
          expect(response.body + lines.join()).not.toContain(secret)
        },
      ),
    )
  })
})
