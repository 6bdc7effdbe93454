import { describe, expect, it } from 'vitest'
import { calledOf } from '#chatwoot/called'
import type { HttpResult } from '#chatwoot/http-call'

const answered = (status: number, body: unknown = ''): HttpResult => ({
  kind: 'answered',
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const call = (result: HttpResult) => calledOf(result, (body) => body)

describe('how a call to Chatwoot ended', () => {
  it('a success gives what can be read of it', () => {
    expect(call(answered(200, { id: 1 }))).toEqual({ kind: 'ok', value: { id: 1 } })
    expect(calledOf(answered(200), () => true)).toEqual({ kind: 'ok', value: true })
  })

  it.each([
    ['not JSON, as a proxy answers', answered(200, '<html>Sign in</html>')],
    ['of another form', answered(200)],
  ])('a success %s may have happened or not', (_name, result) => {
    expect(call(result)).toEqual({ kind: 'passing', code: 'unreadable_answer', mayHaveHappened: true })
  })

  it.each([
    ['a limit of requests', answered(429, 'Retry later\n'), 'rate_limited', false],
    ['a limit of messages', answered(422, { error: 'Too many messages' }), 'too_many_messages', false],
    [
      'a limit of messages, as Rails puts it',
      answered(422, { error: 'Gültigkeitsprüfung ist fehlgeschlagen: Too many messages' }),
      'too_many_messages',
      false,
    ],
    ['a wall in front of Chatwoot', answered(403, '<html>Access denied</html>'), 'not_chatwoot', false],
    ['a fault of the server', answered(500, '<html/>'), 'http_500', true],
    ['a gateway without a server', answered(502), 'http_502', true],
    ['a redirect', answered(301), 'redirected', false],
    ['a 404 that is not in the words of Chatwoot', answered(404, '<html/>'), 'not_chatwoot', false],
    [
      'no connection',
      { kind: 'unanswered', code: 'not_connected', mayHaveArrived: false } as const,
      'not_connected',
      false,
    ],
    ['no answer', { kind: 'unanswered', code: 'timed_out', mayHaveArrived: true } as const, 'timed_out', true],
  ])('%s passes', (_name, result, code, mayHaveHappened) => {
    expect(call(result)).toEqual({ kind: 'passing', code, mayHaveHappened })
  })

  it.each([
    ['Invalid Access Token', 'token_refused'],
    ['You are not authorized to do this action', 'not_permitted'],
    ['Account is suspended', 'not_permitted'],
  ])('401 "%s" is for a person to look at', (error, code) => {
    expect(call(answered(401, { error }))).toEqual({ kind: 'denied', code })
  })

  it.each([
    [404, { error: 'Resource could not be found' }, 'conversation_gone'],
    [422, { error: 'Content is too long' }, 'unprocessable'],
    [422, { message: 'Url has already been taken', attributes: ['url'] }, 'unprocessable'],
    [402, { error: 'Account limit exceeded' }, 'http_402'],
    [403, '', 'http_403'],
    [403, { error: 'Message status update is only allowed for API inboxes' }, 'http_403'],
    [400, '', 'http_400'],
  ])('%i %j is for good', (status, body, code) => {
    expect(call(answered(status, body))).toEqual({ kind: 'refused', code })
  })
})
