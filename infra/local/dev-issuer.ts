import { createHash, type JsonWebKey, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from './clock.ts'
import { type Bearer, DevTokens, type Identity, ROLES, type Role, TOKEN_S } from './dev-tokens.ts'
import type { JsonObject } from './json.ts'
import { errorPage, signInPage } from './sign-in-page.ts'

export type DevIssuerOptions = { clock: Clock; account: string; port?: number }

type Grant = Bearer & { redirectUri: string; challenge: string; expiresAtMs: number }

const CODE_MS = 5 * 60_000
const FORM_LIMIT_BYTES = 65_536

/**
 * An OpenID Connect issuer for one machine, in the place of the identity provider that the template names: real RS256
 * tokens, authorization code with PKCE, a sign-in page that asks for a role instead of a password, and role tokens for
 * scripts. Its key lives and dies with the process. It listens on 127.0.0.1 and must never be reachable from elsewhere.
 */
export class DevIssuer {
  readonly #options: DevIssuerOptions
  readonly #tokens: DevTokens
  readonly #codes = new Map<string, Grant>()
  readonly #server: Server
  #url = ''

  private constructor(options: DevIssuerOptions) {
    this.#options = options
    this.#tokens = new DevTokens(options.clock)
    this.#server = createServer((request, response) => {
      // only a client that went away, or an address that is none, gets here
      this.#answer(request, response).catch(() => response.destroy())
    })
  }

  static async start(options: DevIssuerOptions): Promise<DevIssuer> {
    const issuer = new DevIssuer(options)
    await new Promise<void>((resolve, reject) => {
      issuer.#server.once('error', reject)
      issuer.#server.listen(options.port ?? 0, '127.0.0.1', resolve)
    })
    // a TCP server's address is never a text
    issuer.#url = `http://127.0.0.1:${(issuer.#server.address() as AddressInfo).port}`
    return issuer
  }

  /** Base address, without a trailing slash. */
  get url(): string {
    return this.#url
  }

  get tokenUrl(): string {
    return `${this.#url}/oauth2/token`
  }

  /** Public keys, as `/.well-known/jwks.json` serves them. */
  get keys(): readonly (JsonWebKey & { kid: string })[] {
    return [this.#tokens.jwk]
  }

  /** Takes the place of an identity provider; called once the template is read. */
  impersonate(identity: Identity): void {
    this.#tokens.identity = identity
  }

  /** A signed access token for a role on an account; good for twelve hours of real time. */
  accessToken(role: Role, account: string, clientId = this.#tokens.identity.clientIds[0] ?? ''): string {
    return this.#tokens.accessToken({ role, account, clientId })
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.#url)
    const method = request.method ?? 'GET'
    // the console asks from another port; nothing here is secret on this machine
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('cache-control', 'no-store')
    if (method === 'OPTIONS') {
      response
        .writeHead(204, { 'access-control-allow-methods': 'GET, POST', 'access-control-allow-headers': '*' })
        .end()
    } else if (method === 'GET' && url.pathname === '/oauth2/authorize') this.#authorizePage(url, response)
    else if (method === 'POST' && url.pathname === '/oauth2/authorize') await this.#authorize(request, response)
    else if (method === 'POST' && url.pathname === '/oauth2/token') await this.#token(request, response)
    else if (method === 'GET' && url.pathname === '/logout') this.#logout(url, response)
    else if (method === 'GET' && url.pathname.endsWith('/.well-known/jwks.json'))
      json(response, 200, { keys: [this.#tokens.jwk] })
    else if (method === 'GET' && url.pathname.endsWith('/.well-known/openid-configuration'))
      json(response, 200, this.#discovery())
    else json(response, 404, { error: 'not_found' })
  }

  #discovery(): JsonObject {
    return {
      issuer: this.#tokens.identity.issuer,
      authorization_endpoint: `${this.#url}/oauth2/authorize`,
      token_endpoint: this.tokenUrl,
      end_session_endpoint: `${this.#url}/logout`,
      jwks_uri: `${this.#url}/.well-known/jwks.json`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'client_credentials'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256'],
      subject_types_supported: ['public'],
      scopes_supported: ['openid', 'profile', 'email'],
    }
  }

  #authorizePage(url: URL, response: ServerResponse): void {
    const problem = this.#requestProblem(url.searchParams)
    if (problem !== undefined) html(response, 400, errorPage(problem))
    else html(response, 200, signInPage({ query: url.searchParams, account: this.#options.account, roles: ROLES }))
  }

  async #authorize(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await readForm(request)
    const role = roleOf(form.get('role'))
    const problem = this.#requestProblem(form) ?? (role === undefined ? 'Choose one of the roles.' : undefined)
    if (problem !== undefined || role === undefined) return html(response, 400, errorPage(problem ?? ''))
    const code = randomBytes(24).toString('base64url')
    const redirectUri = form.get('redirect_uri') ?? ''
    this.#codes.set(code, {
      clientId: form.get('client_id') ?? '',
      redirectUri,
      challenge: form.get('code_challenge') ?? '',
      role,
      account: form.get('account') ?? this.#options.account,
      expiresAtMs: Date.now() + CODE_MS,
    })
    const back = new URL(redirectUri)
    back.searchParams.set('code', code)
    const state = form.get('state')
    if (state !== null) back.searchParams.set('state', state)
    response.writeHead(302, { location: back.href }).end()
  }

  /** Says what is wrong with an authorization request, in words for whoever builds the client. */
  #requestProblem(query: URLSearchParams): string | undefined {
    const clientId = query.get('client_id') ?? ''
    if (query.get('response_type') !== 'code') return 'response_type must be "code".'
    if (!this.#tokens.identity.clientIds.includes(clientId)) return `The client id ${clientId} is not in the template.`
    if (query.get('code_challenge_method') !== 'S256' || !query.get('code_challenge')) {
      return 'PKCE is required: send code_challenge with code_challenge_method=S256.'
    }
    const redirect = query.get('redirect_uri') ?? ''
    if (!this.#mayReturnTo(redirect))
      return `Sign-ins return to http://127.0.0.1 only, not to ${redirect || 'nowhere'}.`
    return undefined
  }

  /** This machine only: a token must not leave it. */
  #mayReturnTo(redirect: string): boolean {
    if (!URL.canParse(redirect)) return false
    const { protocol, hostname } = new URL(redirect)
    return protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost')
  }

  async #token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await readForm(request)
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return this.#exchange(form, response)
      case 'client_credentials': {
        const role = roleOf(form.get('role') ?? 'viewer')
        if (role === undefined)
          return json(response, 400, {
            error: 'invalid_scope',
            error_description: `role is one of ${ROLES.join(', ')}`,
          })
        const account = form.get('account') ?? this.#options.account
        return json(response, 200, {
          access_token: this.accessToken(role, account),
          token_type: 'Bearer',
          expires_in: TOKEN_S,
        })
      }
      default:
        return json(response, 400, { error: 'unsupported_grant_type' })
    }
  }

  #exchange(form: URLSearchParams, response: ServerResponse): void {
    const code = form.get('code') ?? ''
    const grant = this.#codes.get(code)
    // a code works once, whatever comes of it
    this.#codes.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const fits =
      grant !== undefined &&
      grant.expiresAtMs > Date.now() &&
      grant.challenge === challenge &&
      grant.clientId === form.get('client_id') &&
      grant.redirectUri === form.get('redirect_uri')
    if (!fits) {
      json(response, 400, { error: 'invalid_grant' })
      return
    }
    json(response, 200, {
      access_token: this.#tokens.accessToken(grant),
      id_token: this.#tokens.idToken(grant),
      token_type: 'Bearer',
      expires_in: TOKEN_S,
    })
  }

  #logout(url: URL, response: ServerResponse): void {
    const back = url.searchParams.get('logout_uri') ?? url.searchParams.get('redirect_uri') ?? ''
    if (this.#mayReturnTo(back)) response.writeHead(302, { location: back }).end()
    else html(response, 200, errorPage('You are signed out.', 'Signed out'))
  }
}

const roleOf = (text: string | null): Role | undefined => ROLES.find((role) => role === text)

const readForm = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= FORM_LIMIT_BYTES) chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const html = (response: ServerResponse, status: number, page: string): void => {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page)
}
