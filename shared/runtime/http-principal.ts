/** Who calls, from the claims of a token that API Gateway's JWT authorizer has already verified. */
import { createHash } from 'node:crypto'

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
  /** The caller's own operator id in Chatwoot, out of an entry `operator:<id>`. */
  readonly operatorId: number | null
}

export type Claims = Readonly<Record<string, unknown>>

const SLUG = /^[a-z0-9][a-z0-9-]{0,31}$/

/**
 * Entries of an array claim. API Gateway hands arrays over as the text `[a b]`; other issuers and local tests as
 * arrays or JSON text; some as one plain word.
 */
export function claimEntries(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.filter((entry) => typeof entry === 'string' && entry !== '')
  if (typeof claim !== 'string') return []
  const bare = claim.trim().replace(/^\[([\s\S]*)\]$/, '$1')
  return bare
    .split(/[\s,]+/)
    .map((entry) => entry.replace(/^"([\s\S]*)"$/, '$1'))
    .filter((entry) => entry !== '')
}

/** First 12 hex digits of SHA-256: enough to follow one person through the logs, not enough to name them. */
export const subjectHash = (subject: string): string => createHash('sha256').update(subject).digest('hex').slice(0, 12)

/** Null when the claims have no subject: such a token names nobody. */
export function principalOf(claims: Claims, rolesClaim: string): Principal | null {
  const subject = claims.sub
  if (typeof subject !== 'string' || subject === '') return null
  const entries = claimEntries(claims[rolesClaim])
  const after = (prefix: string): string[] =>
    entries.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length))
  const operatorId = after('operator:').find((id) => /^[1-9]\d{0,9}$/.test(id))
  return {
    subject,
    subjectHash: subjectHash(subject),
    name: firstText(claims.name, claims['cognito:username'], claims.username, claims.email),
    roles: entries.filter((entry) => !entry.includes(':')),
    accounts: [...new Set(after('account:').filter((slug) => SLUG.test(slug)))].sort(),
    operatorId: operatorId === undefined ? null : Number(operatorId),
  }
}

const firstText = (...values: unknown[]): string =>
  values.find((value): value is string => typeof value === 'string' && value !== '') ?? ''
