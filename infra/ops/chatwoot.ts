/** What `ops chatwoot` does to the Chatwoot document. Pure: the command line reads and stores it. */
import { type AccessDocument, checkAccess } from '#chatwoot/access'
import { UsageFault } from './area.ts'

export type WantedAccess = {
  readonly account: string
  readonly baseUrl: string
  readonly accountId: number
  readonly token: string
}

/** The document with an account's address and token; those it had before are gone. */
export function setAccess(document: AccessDocument, { account, ...wanted }: WantedAccess): AccessDocument {
  const access = checkAccess(account, wanted)
  if (typeof access !== 'string') return { ...document, [account]: access }
  throw new UsageFault(inWordsOfTheCommand(access))
}

const inWordsOfTheCommand = (problem: string): string =>
  problem
    .replace('the account', '--account')
    .replace('baseUrl', '--url')
    .replace('accountId', '--chatwoot-account')
    .replace('token must', 'the token read from standard input must')

export function removeAccess(document: AccessDocument, account: string): AccessDocument {
  accessOrFault(document, account)
  return Object.fromEntries(Object.entries(document).filter(([other]) => other !== account))
}

export function accessOrFault(document: AccessDocument, account: string): AccessDocument[string] {
  const access = Object.hasOwn(document, account) ? document[account] : undefined
  if (access !== undefined) return access
  throw new UsageFault(`no account ${account}; known: ${Object.keys(document).join(', ') || 'none'}`)
}

export type AccessSummary = {
  readonly account: string
  readonly baseUrl: string
  readonly accountId: number
  /** The token travels readable over the network. */
  readonly plainHttp: boolean
}

/** Without tokens: what may stand on a screen. */
export const accessSummaries = (document: AccessDocument): AccessSummary[] =>
  Object.entries(document).map(([account, { baseUrl, accountId }]) => ({
    account,
    baseUrl,
    accountId,
    plainHttp: isReadable(baseUrl),
  }))

/** On the way to this machine itself nobody reads along. */
function isReadable(baseUrl: string): boolean {
  const { protocol, hostname } = new URL(baseUrl)
  return protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}
