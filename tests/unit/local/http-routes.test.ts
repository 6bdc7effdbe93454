import { describe, expect, test } from 'vitest'
import { gatewayReply, httpReply } from '#infra/local/wiring/http-payload'
import { readRouteKey, routeTable } from '#infra/local/wiring/routes'

describe('routes', () => {
  const KEYS = [
    '$default',
    'ANY /pets/{proxy+}',
    'GET /pets/{id}',
    'ANY /pets/dog',
    'GET /pets/dog',
    'POST /a.b/{x}/c',
    'GET /',
    'GET /files/{path+}',
  ]
  const find = routeTable(KEYS.map(readRouteKey))
  const found = (method: string, path: string) => {
    const match = find(method, path)
    return [match?.route.key, match?.pathParameters]
  }

  test.each<[string, string, string, Record<string, string>]>([
    ['GET', '/pets/dog', 'GET /pets/dog', {}],
    ['PUT', '/pets/dog', 'ANY /pets/dog', {}],
    ['GET', '/pets/cat', 'GET /pets/{id}', { id: 'cat' }],
    ['DELETE', '/pets/cat', 'ANY /pets/{proxy+}', { proxy: 'cat' }],
    ['GET', '/pets/cat/toys', 'ANY /pets/{proxy+}', { proxy: 'cat/toys' }],
    ['GET', '/', 'GET /', {}],
    ['POST', '/a.b/1%2F2/c', 'POST /a.b/{x}/c', { x: '1/2' }],
    ['POST', '/aXb/1/c', '$default', {}],
    ['GET', '/pets/dog/', 'ANY /pets/{proxy+}', { proxy: 'dog/' }],
    ['GET', '/files/100%', 'GET /files/{path+}', { path: '100%' }],
    ['POST', '/', '$default', {}],
  ])('%s %s leads to %s', (method, path, key, parameters) => {
    expect(found(method, path)).toEqual([key, parameters])
  })

  test('without a default route nothing else matches, also not another method', () => {
    const only = routeTable([readRouteKey('GET /here')])
    expect([only('GET', '/here')?.route.key, only('POST', '/here'), only('GET', '/there')]).toEqual([
      'GET /here',
      undefined,
      undefined,
    ])
  })
})

describe('what a function returns', () => {
  test('with a status code, is the answer', () => {
    const reply = httpReply({
      statusCode: 201,
      headers: { 'X-One': 1 },
      cookies: ['a=1', 'b=2'],
      body: 'aGk=',
      isBase64Encoded: true,
    })
    expect(reply).toEqual({
      status: 201,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-one': '1', 'set-cookie': ['a=1', 'b=2'] },
      body: Buffer.from('hi'),
    })
  })

  test('without one, is a JSON body', () => {
    expect(httpReply({ ok: true })).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('{"ok":true}'),
    })
    expect(httpReply('text')?.body.toString()).toBe('text')
    expect(httpReply(null)?.body.toString()).toBe('null')
  })

  test('has no content type without a body', () => {
    expect(httpReply({ statusCode: 202 })).toEqual({ status: 202, headers: {}, body: Buffer.alloc(0) })
  })

  test.each([[{ statusCode: 'many' }], [{ statusCode: 99 }], [{ statusCode: 200, body: { not: 'text' } }]])(
    'malformed as %j, is a fault',
    (result) => {
      expect(httpReply(result)).toBeUndefined()
    },
  )

  test('a refusal of the gateway speaks its words', () => {
    expect(gatewayReply(404, 'Not Found').body.toString()).toBe('{"message":"Not Found"}')
  })
})
