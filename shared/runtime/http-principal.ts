/** Who calls, from the claims of a token that API Gateway's JWT authorizer has already verified. */

import { createHash } from 'node:crypto'
import { ACCOUNT_SLUG } from '#domain/account'
import { parsedJson } from './json.ts'

export type Principal = {
  /** The token's `sub`. Never logged: see `subjectHash`. */
  readonly subject: string
  readonly subjectHash: string
  /** For the eye only; empty when the token carries no name. */
  readonly name: string
  /** Plain entries of the roles claim, e.g. `viewer`. */
  readonly roles: readonly string[]
  /** Slugs out of entries `account:<slug>`. */
  readonly accounts: readonly string[]
  /** True if the claim speaks of an account at all, though it may be none that there can be. */
  readonly namesAccounts: boolean
  /** The caller's own operator id in Chatwoot, out of an entry `operator:<id>`. */
  readonly operatorId: number | null
}

export type Claims = Readonly<Record<string, unknown>>

/** What a function gets of a verified token. */
export type VerifiedToken = {
  /** The claims, as API Gateway hands them over: every value is text, a list is written `[a b]`. */
  readonly claims: Claims
  /** The request's own header, which still has the token that was verified. */
  readonly authorization: string | undefined
}

/** Entries of a claim as the token has it: a list, a list as JSON text, or words in one text. */
export function claimEntries(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.filter((entry) => typeof entry === 'string' && entry !== '')
  if (typeof claim !== 'string') return []
  const list = parsedJson(claim)
  return Array.isArray(list) ? claimEntries(list) : claim.split(/[\s,]+/).filter((entry) => entry !== '')
}

/**
 * The entries that count. In API Gateway's text `[a b]` the group `Support admin` cannot be told from the two groups
 * `Support` and `admin`, so the list is read from the token; an entry counts when the verified text has it too.
 */
function verifiedEntries({ claims, authorization }: VerifiedToken, claimName: string): string[] {
  const claim = claims[claimName]
  if (typeof claim !== 'string') return claimEntries(claim)
  const words = wordsOf(claim)
  return claimEntries(payloadOf(authorization)[claimName]).filter((entry) => words.includes(entry))
}

const wordsOf = (claim: unknown): string[] =>
  typeof claim === 'string' ? claim.split(/[\s,"[\]]+/) : claimEntries(claim)

function payloadOf(authorization: string | undefined): Claims {
  const [, payload = ''] = /^(?:Bearer\s+)?[\w-]+\.([\w-]+)\.[\w-]+$/i.exec(authorization ?? '') ?? []
  const claims = parsedJson(Buffer.from(payload, 'base64url').toString('utf8'))
  return typeof claims === 'object' && claims !== null ? { ...claims } : {}
}

/** First 12 hex digits of SHA-256: enough to follow one person through the logs, not enough to name them. */
export const subjectHash = (subject: string): string => createHash('sha256').update(subject).digest('hex').slice(0, 12)

/** Null when the claims have no subject: such a token names nobody. */
export function principalOf(token: VerifiedToken, rolesClaim: string): Principal | null {
  const { claims } = token
  const subject = claims.sub
  if (typeof subject !== 'string' || subject === '') return null
  const entries = verifiedEntries(token, rolesClaim)
  const after = (prefix: string): string[] =>
    entries.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length))
  const operatorId = after('operator:').find((id) => /^[1-9]\d{0,9}$/.test(id))
  return {
    subject,
    subjectHash: subjectHash(subject),
    name: firstText(claims.name, claims['cognito:username'], claims.username, claims.email),
    roles: entries.filter((entry) => !entry.includes(':')),
    accounts: [...new Set(after('account:').filter((slug) => ACCOUNT_SLUG.test(slug)))].sort(),
    namesAccounts: wordsOf(claims[rolesClaim]).some((word) => word.startsWith('account:')),
    operatorId: operatorId === undefined ? null : Number(operatorId),
  }
}

const firstText = (...values: unknown[]): string =>
  values.find((value): value is string => typeof value === 'string' && value !== '') ?? ''
