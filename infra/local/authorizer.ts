import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { isObject, type Json, type JsonObject, parseJson } from './json.ts'

/** What an HTTP API's JWT authorizer is configured with. */
export type JwtRules = { issuer: string; audience: readonly string[] }

export type Verified = { claims: JsonObject }
export type Refused = { refused: string }

/** API Gateway and most libraries tolerate a minute between clocks. */
const SKEW_S = 60

/** Checks tokens as an HTTP API does: RS256 signature, issuer, audience or client id, and times. */
export class JwtVerifier {
  readonly #keys = new Map<string, KeyObject>()

  constructor(keys: readonly (JsonWebKey & { kid?: string })[]) {
    for (const key of keys) this.#keys.set(key.kid ?? '', createPublicKey({ key, format: 'jwk' }))
  }

  /** @param nowMs the runner's time; a token is good up to a minute beyond its times. */
  verify(token: string, rules: JwtRules, nowMs: number): Verified | Refused {
    const [head, body, signature, ...more] = token.split('.')
    if (!head || !body || !signature || more.length > 0) return { refused: 'the token is malformed' }
    const header = decoded(head)
    const claims = decoded(body)
    if (header === undefined || claims === undefined) return { refused: 'the token is malformed' }
    if (header.alg !== 'RS256') return { refused: 'signing method is invalid' }
    const key = this.#keys.get(typeof header.kid === 'string' ? header.kid : '')
    if (key === undefined) return { refused: 'unable to find a matching JWK' }
    const signed = Buffer.from(`${head}.${body}`)
    if (!verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url')))
      return { refused: 'the signature is invalid' }
    const refused = claimsRefused(claims, rules, nowMs / 1000)
    return refused === undefined ? { claims } : { refused }
  }
}

const claimsRefused = (claims: JsonObject, rules: JwtRules, nowS: number): string | undefined => {
  if (claims.iss !== rules.issuer) return 'issuer is invalid'
  const audiences = claims.aud === undefined ? [claims.client_id] : [claims.aud].flat()
  if (!audiences.some((one) => typeof one === 'string' && rules.audience.includes(one))) return 'audience is invalid'
  if (typeof claims.exp !== 'number' || claims.exp + SKEW_S < nowS) return 'the token has expired'
  if (typeof claims.nbf === 'number' && claims.nbf - SKEW_S > nowS) return 'the token is not valid yet'
  if (typeof claims.iat === 'number' && claims.iat - SKEW_S > nowS) return 'the token was issued in the future'
  return undefined
}

const decoded = (part: string): JsonObject | undefined => {
  try {
    const value = parseJson(Buffer.from(part, 'base64url').toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    // whoever sent it is told that the token is malformed
    return undefined
  }
}

/** Scopes of a token: `scope` as text with spaces, or `scp` as list or text. */
export const scopesOf = (claims: JsonObject): string[] => {
  const scopes = claims.scope ?? claims.scp
  if (Array.isArray(scopes)) return scopes.map(String)
  return typeof scopes === 'string' ? scopes.split(' ').filter((scope) => scope !== '') : []
}

/** Claims as a function gets them from an HTTP API: every value is text, and a list is written `[a b]`. */
export const claimTexts = (claims: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value)]))

const claimText = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`
  return isObject(value) ? JSON.stringify(value) : String(value)
}
