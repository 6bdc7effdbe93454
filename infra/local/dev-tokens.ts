import { createSign, generateKeyPairSync, type JsonWebKey, type KeyObject, randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'
import type { JsonObject } from './json.ts'
import { isStoryClock } from './story-clock.ts'

export const ROLES = ['viewer', 'operator', 'lead', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Whose place the dev issuer takes, as the template says. */
export type Identity = {
  /** `iss` of the tokens. */
  issuer: string
  /** Client ids that may ask; the first one is taken by scripts. */
  clientIds: readonly string[]
  /** Claim that lists role and accounts. */
  rolesClaim: string
}

/** Lifetime of a token in real seconds. */
export const TOKEN_S = 12 * 3600

/** Who a token is for. */
export type Bearer = { role: Role; account: string; clientId: string }

/** Signs tokens with a key that lives and dies with the process. */
export class DevTokens {
  readonly jwk: JsonWebKey & { kid: string }
  readonly #clock: Clock
  readonly #privateKey: KeyObject
  identity: Identity = { issuer: '', clientIds: [], rolesClaim: 'cognito:groups' }

  constructor(clock: Clock) {
    this.#clock = clock
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    this.#privateKey = privateKey
    this.jwk = { ...publicKey.export({ format: 'jwk' }), kid: randomBytes(8).toString('hex'), use: 'sig', alg: 'RS256' }
  }

  accessToken(bearer: Bearer): string {
    const scope = 'openid profile'
    return this.#sign({ ...this.#claims(bearer), token_use: 'access', client_id: bearer.clientId, scope })
  }

  idToken(bearer: Bearer): string {
    return this.#sign({ ...this.#claims(bearer), token_use: 'id', aud: bearer.clientId })
  }

  #claims({ role, account }: Bearer): JsonObject {
    const clock = this.#clock
    const nowS = Math.floor(clock.now() / 1000)
    const speed = isStoryClock(clock) ? Math.max(1, clock.speed) : 1
    return {
      iss: this.identity.issuer,
      sub: `local-${role}`,
      username: `${role}@${account}.example.com`,
      'cognito:username': `local-${role}`,
      email: `${role}@${account}.example.com`,
      name: `Local ${role}`,
      [this.identity.rolesClaim]: [role, `account:${account}`],
      auth_time: nowS,
      iat: nowS,
      exp: nowS + Math.ceil(TOKEN_S * speed),
      jti: randomBytes(12).toString('hex'),
    }
  }

  #sign(claims: JsonObject): string {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const text = `${part({ alg: 'RS256', typ: 'JWT', kid: this.jwk.kid })}.${part(claims)}`
    return `${text}.${createSign('RSA-SHA256').update(text).sign(this.#privateKey, 'base64url')}`
  }
}
