import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { glanceOf } from '#domain/analytics/glance'
import { rollupOf } from '#domain/analytics/rollup'
import { embedToken } from '#runtime/embed-token'
import { aConversation, START_MS } from '#tests/support/builders'
import { jsonOf } from './ask.ts'
import { type DeskTable, startDeskTable } from './desk-table.ts'
import { type Served, serve } from './serving.ts'

const NOW = START_MS + 600_000
const ADMIN = ['admin', 'account:shop', 'account:outlet']
const KEY = 'k'.repeat(64)

describe('the embedded tile', () => {
  let table: DeskTable
  let api: Served

  beforeAll(async () => {
    table = await startDeskTable()
    await table.change(undefined, aConversation())
    await table.intake('shop', { applied: 1, atMs: NOW - 1_000, lagMs: 200 })
  })
  afterAll(() => table.stop())
  beforeEach(() => {
    api = serve(table)
    api.world.nowMs = NOW
  })

  const made = async (account = 'shop', body: object = {}) =>
    jsonOf(
      await api.ask({ method: 'POST', path: '/v1/tile/embed-tokens', query: { account }, groups: ADMIN, body }),
    ) as { readonly token: string; readonly path: string; readonly expiresAtMs: number; readonly generation: number }
  const page = (token: string, path = '/embed/tile') => api.ask({ path, query: { token } })

  it('shows the tile of its account without a sign-in, as a page and as JSON', async () => {
    const { token, path, expiresAtMs } = await made()
    expect(path).toBe(`/embed/tile?token=${token}`)
    expect(expiresAtMs).toBe(NOW + 90 * 86_400_000)
    const shown = await page(token)
    expect([shown.statusCode, shown.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(shown.body).toContain('Support, shop')
    const signedIn = jsonOf(await api.ask({ path: '/v1/tile', query: { account: 'shop' }, groups: ADMIN }))
    expect(jsonOf(await page(token, '/embed/tile.json'))).toEqual(signedIn)
  })

  it('may be framed by the configured sites alone, and runs nothing but its own', async () => {
    const { headers, body } = await page((await made()).token)
    const policy = headers['content-security-policy'] ?? ''
    expect(policy).toContain('frame-ancestors https://wiki.example.com;')
    expect(policy).toContain("default-src 'none'")
    const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(body) ?? []
    const [, script = ''] = /<script>([\s\S]*)<\/script>/.exec(body) ?? []
    expect(policy).toContain(`style-src ${digest(style)}`)
    expect(policy).toContain(`script-src ${digest(script)}`)
    expect(headers['cache-control']).toBe('no-store')
    expect(body).not.toMatch(/ style=| on\w+=|https?:\/\//)
  })

  it('is closed to a token that is forged, has expired, or is none, and says so where it can be read', async () => {
    const { token } = await made('shop', { days: 1 })
    for (const wrong of ['', 'nonsense', token.replace('shop', 'outlet'), `${token.slice(0, -3)}abc`]) {
      const shown = await page(wrong)
      expect([shown.statusCode, shown.body.includes('closed')], wrong).toEqual([403, true])
      expect(shown.headers['content-security-policy']).toContain('frame-ancestors https://wiki.example.com')
      expect(jsonOf(await page(wrong, '/embed/tile.json'))).toMatchObject({ status: 403, code: 'embed_closed' })
    }
    api.world.nowMs = NOW + 86_400_000
    expect((await page(token)).statusCode).toBe(403)
  })

  it('is closed for good when an admin closes those that were given out, of that account alone', async () => {
    const [shop, outlet] = [await made('shop'), await made('outlet')]
    const closing = {
      method: 'DELETE',
      path: '/v1/tile/embed-tokens',
      query: { account: 'shop' },
      groups: ADMIN,
    } as const
    api.world.nowMs = NOW + 1
    expect(jsonOf(await api.ask(closing))).toMatchObject({ generation: NOW + 1 })
    expect((await page(shop.token)).statusCode).toBe(403)
    expect((await page(outlet.token)).statusCode).toBe(200)
    const next = await made('shop')
    expect((await page(next.token)).statusCode).toBe(200)
    expect(api.world.commands.map(({ action, generation }) => [action, generation])).toContainEqual([
      'embed.close',
      next.generation,
    ])
  })

  it('is closed while it is switched off, and with another key', async () => {
    const { token } = await made()
    api.world.embedOff = true
    expect((await page(token)).statusCode).toBe(403)
    api.world.embedOff = false
    api.world.embedKey = 'l'.repeat(64)
    expect((await page(token)).statusCode).toBe(403)
    api.world.embedKey = undefined
    expect(jsonOf(await page(token))).toMatchObject({ status: 503, code: 'busy' })
  })

  it('opens nothing but the tile', async () => {
    const { token } = await made()
    for (const path of ['/v1/tile', '/v1/queue'])
      expect((await api.ask({ path, query: { account: 'shop', token } })).statusCode).toBe(401)
  })

  it('takes no lifetime that is none', async () => {
    for (const days of [0, 366, 1.5, '90']) {
      const asked = {
        method: 'POST',
        path: '/v1/tile/embed-tokens',
        query: { account: 'shop' },
        groups: ADMIN,
      } as const
      expect((await api.ask({ ...asked, body: { days } })).statusCode, String(days)).toBe(400)
    }
  })

  it('is grey when nothing was received, and has what today brought where it was counted', async () => {
    const token = embedToken(
      { account: 'shop', generation: (await made()).generation, expiresAtS: NOW / 1000 + 86_400 },
      KEY,
    )
    expect((await page(token)).body).toContain('<body class=""')
    api.world.nowMs = NOW + 20 * 60_000
    expect((await page(token)).body).toContain('<body class="stale"')
    api.world.nowMs = NOW
    const standing = { asOfMs: NOW - 60 * 60_000, lagMs: 0, completeness: 1 }
    const today = rollupOf({ opened: 1_234, first_response_met: 9, first_response_breached: 1 })
    api.world.glance = glanceOf({ today, hours: [], standing, timeZone: 'UTC', nowMs: NOW })
    const { body } = await page(token)
    expect(body).toContain('<dd>1,234</dd>')
    expect(body).toContain('<dd>90 %<small>of 10 promises</small></dd>')
    // counted an hour ago, and something waits: old, however new the queue is
    expect(body).toContain('<body class="stale"')
  })
})
