import * as z from 'zod/mini'
import { ACCOUNT_SLUG } from '#domain/account'

/** How one account's Chatwoot is reached. The token is all that its user may do: only `act` may hold it. */
export type ChatwootAccess = {
  /** Without a slash at its end, e.g. `https://chat.example.com`. */
  readonly baseUrl: string
  readonly accountId: number
  readonly token: string
}

/** The document of the secret `backdesk/<env>/chatwoot`, by account slug. */
export type AccessDocument = Readonly<Record<string, ChatwootAccess>>

export type ParsedAccess = {
  /** By account slug; `undefined` when the text is not a JSON object at all. */
  readonly access: ReadonlyMap<string, ChatwootAccess> | undefined
  /** What is wrong with which entry; never a value of it. */
  readonly problems: readonly string[]
}

const entry = z.object({
  baseUrl: z.string().check(z.refine(isBaseUrl, 'must be an http(s) address without user, query and fragment')),
  accountId: z.int('must be a whole number above 0').check(z.positive('must be a whole number above 0')),
  // What may stand in a header.
  token: z.string().check(z.regex(/^[\x21-\x7e]{8,256}$/, 'must be 8 to 256 letters, digits and signs')),
})

/**
 * Reads the secret `{ "<slug>": { baseUrl, accountId, token } }`. An ill-formed entry is left out and reported, so that
 * a slip in one account does not stop the others.
 */
export function parseAccess(text: string): ParsedAccess {
  const entries = jsonObject(text)
  if (entries === undefined) return { access: undefined, problems: ['the Chatwoot secret is not a JSON object'] }
  const access = new Map<string, ChatwootAccess>()
  const problems: string[] = []
  for (const [nth, [slug, value]] of Object.entries(entries).entries()) {
    const checked = checkAccess(slug, value)
    if (typeof checked === 'string') problems.push(`entry ${nth + 1}: ${checked}`)
    else access.set(slug, checked)
  }
  return { access, problems }
}

/** The access in an entry of the document, or what is wrong with it, without its values. */
export function checkAccess(slug: string, value: unknown): ChatwootAccess | string {
  if (!ACCOUNT_SLUG.test(slug)) return `the account must match ${ACCOUNT_SLUG.source}`
  const parsed = z.safeParse(entry, value)
  if (parsed.success) return { ...parsed.data, baseUrl: parsed.data.baseUrl.replace(/\/+$/, '') }
  return parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'entry'} ${message}`).join('; ')
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && `${username}${password}${search}${hash}` === ''
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    // Not passed on: the parser's message would quote the secret.
    return undefined
  }
}
