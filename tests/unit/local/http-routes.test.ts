import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { gatewayReply, httpEvent, httpReply } from '#infra/local/wiring/http-payload'
import { readRouteKey, routeTable } from '#infra/local/wiring/routes'
import { type HttpEvent, httpHandler } from '#runtime/http'

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

describe('what a function gets', () => {
  type Sent = { method?: string; type?: string; body?: string | Buffer }
  const eventOf = ({ method = 'POST', type, body = '' }: Sent) => {
    const request = new IncomingMessage(new Socket())
    request.method = method
    request.headers = type === undefined ? {} : { 'content-type': type }
    return httpEvent({
      request,
      url: new URL('http://127.0.0.1:4000/v1/outages?account=shop'),
      body: Buffer.from(body),
      routeKey: `${method} /v1/outages`,
      pathParameters: {},
      apiId: 'api',
      atMs: 0,
      authorizer: { jwt: { claims: { sub: 's', 'cognito:groups': '[lead account:shop]' }, scopes: null } },
    })
  }

  test.each(['GET', 'POST', 'PUT', 'DELETE'])('names its method and its route: %s', (method) => {
    expect(eventOf({ method })).toMatchObject({
      routeKey: `${method} /v1/outages`,
      rawPath: '/v1/outages',
      queryStringParameters: { account: 'shop' },
      requestContext: { http: { method, path: '/v1/outages' }, routeKey: `${method} /v1/outages` },
    })
  })

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/problem+json',
    'text/plain',
    undefined,
  ])('a body of type %s comes as text, with its type', (type) => {
    const event = eventOf({ ...(type === undefined ? {} : { type }), body: '{"note":"Zoë"}' })
    expect(event).toMatchObject({ body: '{"note":"Zoë"}', isBase64Encoded: false })
    expect(event.headers).toMatchObject(type === undefined ? {} : { 'content-type': type })
  })

  test.each(['application/octet-stream', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'a body of type %s comes in base64',
    (type) => {
      const body = Buffer.from([0, 255, 10])
      expect(eventOf({ type, body })).toMatchObject({ body: 'AP8K', isBase64Encoded: true })
    },
  )

  test('without a body there is none in the event', () => {
    const event = eventOf({ method: 'DELETE', type: 'application/json' })
    expect([Object.keys(event).includes('body'), event.isBase64Encoded]).toEqual([false, false])
  })

  test.each([
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['text/plain', 415],
    ['application/octet-stream', 415],
  ])('sent as %s it is answered %i by a route that takes JSON', async (type, status) => {
    const handler = httpHandler({
      routes: [
        {
          method: 'POST',
          path: '/v1/outages',
          access: 'signed_in',
          body: z.strictObject({ note: z.string() }),
          run: async ({ body, principal }) => ({ kind: 'json', body: { body, accounts: principal?.accounts } }),
        },
      ],
      rolesClaim: 'cognito:groups',
      pagePolicy: '',
      log: { info: () => undefined, fault: () => undefined },
      now: () => 0,
    })
    // over the wire of the local Lambda it is JSON as well
    const event = JSON.parse(JSON.stringify(eventOf({ type, body: '{"note":"Zoë"}' }))) as HttpEvent
    const { statusCode, body } = await handler(event)
    expect(statusCode).toBe(status)
    if (status === 200) expect(JSON.parse(body)).toMatchObject({ body: { note: 'Zoë' } })
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
