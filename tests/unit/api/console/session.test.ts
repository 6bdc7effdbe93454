import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hashOfLink } from '#functions/console/src/deep-link'
import {
  beginSignIn,
  completeSignIn,
  expireSession,
  hadSession,
  renewSignIn,
  signOut,
  storedSession,
  watchSignOut,
} from '#functions/console/src/session'
import { readView } from '#functions/console/src/view-state'

const CONFIG = {
  issuer: 'https://id.example.com',
  clientId: 'console',
  authorizeUrl: 'https://id.example.com/oauth2/authorize',
  tokenUrl: 'https://id.example.com/oauth2/token',
  logoutUrl: 'https://id.example.com/logout',
  environment: 'test',
}
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const ID_TOKEN = `${part({ alg: 'RS256' })}.${part({ name: 'Žofia Novák' })}.s`

/** What a tab offers: an address, its own storage, and the issuer at the other end of `fetch`. */
function aTab() {
  const kept = new Map<string, string>()
  const tab = {
    left: [] as URL[],
    exchanged: [] as URLSearchParams[],
    kept,
    address: { search: '', hash: '' },
    answer: (): Response => Response.json({ access_token: 'a.b.c', id_token: ID_TOKEN, expires_in: 3_600 }),
  }
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  })
  vi.stubGlobal('location', {
    origin: 'https://desk.example.com',
    get search() {
      return tab.address.search
    },
    get hash() {
      return tab.address.hash
    },
    assign: (url: string) => tab.left.push(new URL(url)),
  })
  vi.stubGlobal('history', {
    replaceState: (_state: unknown, _title: string, url: string) => {
      const { search, hash } = new URL(url, 'https://desk.example.com')
      tab.address = { search, hash }
    },
  })
  vi.stubGlobal('fetch', async (_url: string, init: { body: URLSearchParams }) => {
    tab.exchanged.push(init.body)
    return tab.answer()
  })
  return tab
}

let tab: ReturnType<typeof aTab>
beforeEach(() => {
  tab = aTab()
})
afterEach(() => vi.unstubAllGlobals())

/** Leaves for the issuer; gives what was asked there. */
async function leaving(): Promise<URLSearchParams> {
  await beginSignIn(CONFIG)
  return tab.left.at(-1)?.searchParams ?? new URLSearchParams()
}
const comesBack = (answer: Record<string, string>) => {
  tab.address = { search: `?${new URLSearchParams(answer)}`, hash: '' }
  return completeSignIn(CONFIG)
}

describe('signing in', () => {
  it('is a code with PKCE and a state of its own each time, back to this page only', async () => {
    const first = await leaving()
    const second = await leaving()
    expect(first.get('redirect_uri')).toBe('https://desk.example.com/')
    expect(first.get('code_challenge_method')).toBe('S256')
    for (const name of ['state', 'code_challenge']) {
      expect(first.get(name)?.length).toBeGreaterThanOrEqual(32)
      expect(first.get(name)).not.toBe(second.get(name))
    }
  })

  it('exchanges the code with the verifier of the challenge, and cleans the address', async () => {
    tab.address.hash = '#status=pending'
    const asked = await leaving()
    const returned = await comesBack({ code: 'c-1', state: asked.get('state') ?? '' })
    expect(returned).toMatchObject({ kind: 'signed_in', session: { accessToken: 'a.b.c', name: 'Žofia Novák' } })
    const verifier = tab.exchanged[0]?.get('code_verifier') ?? ''
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(asked.get('code_challenge'))
    expect(tab.address).toEqual({ search: '', hash: '#status=pending' })
  })

  it('comes back to what a link asked for', async () => {
    tab.address.hash = hashOfLink('?account=shop&conversation=12&escalation=shop.12.response.1789377930000') ?? ''
    const state = (await leaving()).get('state') ?? ''
    await comesBack({ code: 'c-1', state })
    expect(readView(tab.address.hash)).toMatchObject({
      account: 'shop',
      conversation: 12,
      escalation: 'shop.12.response.1789377930000',
    })
  })

  it('keeps the token in the tab alone, and nothing else of the sign-in', async () => {
    const asked = await leaving()
    await comesBack({ code: 'c-1', state: asked.get('state') ?? '' })
    expect([...tab.kept.keys()]).toEqual(['backdesk.session'])
    expect(storedSession(Date.now())).toMatchObject({ accessToken: 'a.b.c' })
    expect(storedSession(Date.now() + 3_600_000)).toBeNull()
  })

  it.each<[string, Record<string, string>]>([
    ['another state', { code: 'c-1', state: 'of somebody else' }],
    ['no state', { code: 'c-1' }],
  ])('is refused with %s, and the code stays unused', async (_what, answer) => {
    await leaving()
    expect(await comesBack(answer)).toMatchObject({ kind: 'refused' })
    expect(tab.exchanged).toEqual([])
  })

  it('works once', async () => {
    const state = (await leaving()).get('state') ?? ''
    await comesBack({ code: 'c-1', state })
    expect(await comesBack({ code: 'c-1', state })).toMatchObject({ kind: 'refused' })
  })

  it('tells why the issuer refused, but repeats no words of a link that somebody made up', async () => {
    const error = { error: 'access_denied', error_description: 'Call 555-0100 and read us your password.' }
    expect(JSON.stringify(await comesBack(error))).not.toContain('555-0100')
    const state = (await leaving()).get('state') ?? ''
    expect(await comesBack({ ...error, error_description: 'Not in the group.', state })).toEqual({
      kind: 'refused',
      detail: 'Not in the group.',
    })
  })

  it('starts anew when what the tab kept cannot be read', async () => {
    tab.kept.set('backdesk.session', '{')
    tab.kept.set('backdesk.sign-in', 'null')
    expect(storedSession(Date.now())).toBeNull()
    expect(await comesBack({ code: 'c-1', state: 'x' })).toMatchObject({ kind: 'refused' })
  })

  it('does not fail over a name that cannot be read', async () => {
    const state = (await leaving()).get('state') ?? ''
    tab.answer = () => Response.json({ access_token: 'a.b.c', id_token: 'no token' })
    expect(await comesBack({ code: 'c-1', state })).toMatchObject({ kind: 'signed_in', session: { name: null } })
  })
})

describe('a session', () => {
  const signIn = async () => comesBack({ code: 'c-1', state: (await leaving()).get('state') ?? '' })

  it('that the server no longer takes is over, and is renewed without a question once', async () => {
    await signIn()
    expireSession()
    expect(storedSession(Date.now())).toBeNull()
    expect(hadSession()).toBe(true)
    expect(await renewSignIn(CONFIG)).toBe(true)
    expect(await renewSignIn(CONFIG)).toBe(false)
  })

  it('ends in every tab when it ends in one', async () => {
    await signIn()
    const told = new Promise<void>((resolve) => {
      const unwatch = watchSignOut(() => {
        unwatch()
        resolve()
      })
    })
    signOut(CONFIG)
    // the other tab has a storage of its own
    tab.kept.set('backdesk.session', JSON.stringify({ accessToken: 'x', expiresAtMs: Date.now() + 3_600_000 }))
    await told
    expect(hadSession()).toBe(false)
  })

  it('ends here and at the issuer', async () => {
    await signIn()
    signOut(CONFIG)
    expect(storedSession(Date.now())).toBeNull()
    expect(hadSession()).toBe(false)
    const left = tab.left.at(-1)
    expect(`${left?.origin}${left?.pathname}`).toBe(CONFIG.logoutUrl)
    expect(left?.searchParams.get('logout_uri')).toBe('https://desk.example.com/')
  })
})
