import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimTexts, JwtVerifier, scopesOf } from '#infra/local/authorizer'
import { manualClock } from '#infra/local/clock'
import { DevIssuer } from '#infra/local/dev-issuer'

const START_MS = Date.UTC(2026, 10, 2, 9)
const RULES = { issuer: 'https://issuer.example.com/pool', audience: ['console'] }
const VERIFIER = 'a-verifier-of-more-than-forty-three-characters-0123456789'
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')
const BACK = 'http://127.0.0.1:4400/console/'

describe('the dev issuer', () => {
  const clock = manualClock(START_MS)
  let issuer: DevIssuer
  let verifier: JwtVerifier
  beforeAll(async () => {
    issuer = await DevIssuer.start({ clock, account: 'shop' })
    issuer.impersonate({ issuer: RULES.issuer, clientIds: ['console'], rolesClaim: 'cognito:groups' })
    verifier = new JwtVerifier(issuer.keys)
  })
  afterAll(() => issuer.stop())

  const request = {
    response_type: 'code',
    client_id: 'console',
    redirect_uri: BACK,
    state: 'xyz',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  }
  const page = (change: Record<string, string> = {}) =>
    fetch(`${issuer.url}/oauth2/authorize?${new URLSearchParams({ ...request, ...change })}`)
  const choose = (change: Record<string, string> = {}) =>
    fetch(`${issuer.url}/oauth2/authorize`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ ...request, role: 'operator', account: 'shop', ...change }),
    })
  const token = async (form: Record<string, string>) => {
    const answer = await fetch(issuer.tokenUrl, { method: 'POST', body: new URLSearchParams(form) })
    return { status: answer.status, body: (await answer.json()) as Record<string, string> }
  }
  const exchange = (code: string, change: Record<string, string> = {}) =>
    token({
      grant_type: 'authorization_code',
      code,
      client_id: 'console',
      redirect_uri: BACK,
      code_verifier: VERIFIER,
      ...change,
    })
  const codeOf = (answer: Response) => new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''

  test('shows a page with every role and carries the request on', async () => {
    const html = await (await page({ state: '"><script>' })).text()
    for (const role of ['viewer', 'operator', 'lead', 'admin']) expect(html).toContain(`value="${role}"`)
    expect(html).toContain(`name="code_challenge" value="${CHALLENGE}"`)
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;"')
  })

  test('its pages carry the mark of the console and ask for nothing else', async () => {
    const console = readFileSync('functions/console/favicon.svg', 'utf8')
    for (const answer of [await page(), await page({ client_id: 'other' })]) {
      const html = await answer.text()
      const icon = decodeURIComponent(/<link rel="icon"[^>]* href="data:image\/svg\+xml,([^"]+)"/.exec(html)?.[1] ?? '')
      for (const [drawn] of console.matchAll(/ (?:d|fill|cx|cy|r|rx|stroke(?:-\w+)?)="[^"]*"/g))
        expect(icon).toContain(drawn)
      expect(html.match(/(?:src|href)="(?!data:)/g)).toBeNull()
      const style = createHash('sha256').update(/<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? '')
      expect(html).toContain(`default-src 'none'; style-src 'sha256-${style.digest('base64')}'; img-src data:;`)
      expect(html).not.toContain('unsafe')
    }
  })

  test('gives a code for a role and tokens for the code, with the state that was sent', async () => {
    const chosen = await choose()
    expect(chosen.status).toBe(302)
    expect(new URL(chosen.headers.get('location') ?? '').searchParams.get('state')).toBe('xyz')
    const { body } = await exchange(codeOf(chosen))
    expect(body.token_type).toBe('Bearer')
    expect(verifier.verify(body.access_token ?? '', RULES, clock.now())).toMatchObject({
      claims: { 'cognito:groups': ['operator', 'account:shop'], client_id: 'console', token_use: 'access' },
    })
    expect(verifier.verify(body.id_token ?? '', RULES, clock.now())).toMatchObject({ claims: { aud: 'console' } })
  })

  test('takes a code once, and only with the right verifier, client and address', async () => {
    const code = codeOf(await choose())
    expect((await exchange(code)).status).toBe(200)
    expect(await exchange(code)).toEqual({ status: 400, body: { error: 'invalid_grant' } })
    for (const change of [{ code_verifier: 'wrong' }, { client_id: 'other' }, { redirect_uri: 'http://127.0.0.1/' }]) {
      expect((await exchange(codeOf(await choose()), change)).status).toBe(400)
    }
  })

  test.each([
    ['a client that the template does not have', { client_id: 'other' }],
    ['an address outside this machine', { redirect_uri: 'https://shop.example.com/' }],
    ['a request without PKCE', { code_challenge: '' }],
    ['the plain challenge method', { code_challenge_method: 'plain' }],
    ['the implicit flow', { response_type: 'token' }],
  ])('refuses %s', async (_what, change) => {
    expect((await page(change)).status).toBe(400)
    expect((await choose(change)).status).toBe(400)
  })

  test('refuses a role that does not exist', async () => {
    expect((await choose({ role: 'owner' })).status).toBe(400)
    expect((await token({ grant_type: 'client_credentials', role: 'owner' })).status).toBe(400)
    expect(await token({ grant_type: 'password' })).toEqual({ status: 400, body: { error: 'unsupported_grant_type' } })
  })

  test('gives scripts a token for a role on an account', async () => {
    const { body } = await token({ grant_type: 'client_credentials', role: 'admin', account: 'other' })
    const verified = verifier.verify(body.access_token ?? '', RULES, clock.now())
    expect(verified).toMatchObject({ claims: { 'cognito:groups': ['admin', 'account:other'] } })
  })

  test('publishes its keys and addresses', async () => {
    const found = (await (await fetch(`${issuer.url}/.well-known/openid-configuration`)).json()) as Record<
      string,
      string
    >
    expect(found).toMatchObject({ issuer: RULES.issuer, token_endpoint: issuer.tokenUrl })
    const { keys } = (await (await fetch(found.jwks_uri ?? '')).json()) as { keys: Record<string, string>[] }
    expect(Object.keys(keys[0] ?? {})).not.toContain('d')
    expect(keys[0]?.kid).toBe(issuer.keys[0]?.kid)
  })

  test('sends people back after signing out, to this machine only', async () => {
    const out = (to: string) =>
      fetch(`${issuer.url}/logout?logout_uri=${encodeURIComponent(to)}`, { redirect: 'manual' })
    expect((await out(BACK)).headers.get('location')).toBe(BACK)
    expect((await out('https://evil.example.com/')).status).toBe(200)
  })

  describe('its tokens', () => {
    const refusal = (token: string, rules = RULES, nowMs = clock.now()) => {
      const verified = verifier.verify(token, rules, nowMs)
      return 'refused' in verified ? verified.refused : 'accepted'
    }
    const HOURS_12 = 12 * 3_600_000

    test('are good for twelve hours, and a minute more for clocks that differ', () => {
      const good = issuer.accessToken('viewer', 'shop')
      expect(refusal(good, RULES, START_MS + HOURS_12 + 60_000)).toBe('accepted')
      expect(refusal(good, RULES, START_MS + HOURS_12 + 61_000)).toBe('the token has expired')
      expect(refusal(good, RULES, START_MS - 60_000)).toBe('accepted')
      expect(refusal(good, RULES, START_MS - 61_000)).toBe('the token was issued in the future')
    })

    test('are refused by other issuers, for other audiences, and when anything was changed', () => {
      const good = issuer.accessToken('viewer', 'shop')
      const [head = '', , signature = ''] = good.split('.')
      const claims = Buffer.from(JSON.stringify({ iss: RULES.issuer, client_id: 'console', exp: 9e9 })).toString(
        'base64url',
      )
      const none = Buffer.from('{"alg":"none"}').toString('base64url')
      expect(refusal(good, { ...RULES, issuer: 'https://other.example.com' })).toBe('issuer is invalid')
      expect(refusal(good, { ...RULES, audience: ['other'] })).toBe('audience is invalid')
      expect(refusal(`${head}.${claims}.${signature}`)).toBe('the signature is invalid')
      expect(refusal(`${none}.${claims}.`)).toBe('the token is malformed')
      expect(refusal(`${none}.${claims}.x`)).toBe('signing method is invalid')
      expect(refusal('a.b')).toBe('the token is malformed')
    })
  })
})

test('claims reach a function as text, lists in brackets', () => {
  expect(claimTexts({ a: ['x', 'y'], n: 1, t: true, o: { k: 'v' }, s: 'plain' })).toEqual({
    a: '[x y]',
    n: '1',
    t: 'true',
    o: '{"k":"v"}',
    s: 'plain',
  })
})

test('scopes are read from scope and scp', () => {
  expect([scopesOf({ scope: 'a b' }), scopesOf({ scp: ['c'] }), scopesOf({})]).toEqual([['a', 'b'], ['c'], []])
})
