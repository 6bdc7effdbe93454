import type { AccessDocument } from '#chatwoot/access'
import { keepAliveHttp } from '#chatwoot/http-call'
import { type Answer, type Area, givenText, UsageFault, type Values, wantedText } from './area.ts'
import { secretDocument } from './aws-access.ts'
import { accessOrFault, accessSummaries, removeAccess, setAccess } from './chatwoot.ts'
import { type AccessCheck, checkChatwoot } from './check-chatwoot.ts'
import { fromStandardInput } from './standard-input.ts'

const USAGE = `  chatwoot list                            where Backdesk may act: address and account, without tokens
  chatwoot set --account SLUG --url URL --chatwoot-account ID
                                           reads an access token from standard input; best that of an
                                           administrator made for Backdesk. Actions carry this user's name
  chatwoot check [--account SLUG]          asks Chatwoot who the tokens are; exit code 3 if one does not work
  chatwoot remove --account SLUG           nothing is written to its Chatwoot any more, within a minute`

/** Where and as whom actions are performed: the Chatwoot document in Secrets Manager, which `act` alone may read. */
export const chatwootArea: Area = {
  usage: USAGE,
  options: { account: { type: 'string' }, url: { type: 'string' }, 'chatwoot-account': { type: 'string' } },
  takes: { list: [], set: ['account', 'url', 'chatwoot-account'], check: ['account'], remove: ['account'] },
  run: async ([command = ''], values) => {
    const book = secretDocument<AccessDocument>(values, 'chatwoot')
    const document = await book.read()
    const account = (): string => wantedText(values, '--account SLUG')
    const stored = async (changed: AccessDocument, next: string): Promise<Answer> => {
      await book.write(changed)
      return { text: `Done. Effective within a minute.${next}`, json: accessSummaries(changed) }
    }
    switch (command) {
      case 'list':
        return listed(document)
      case 'set':
        return stored(await withToken(document, account(), values), ` Then: chatwoot check --account ${account()}`)
      case 'check':
        return checked(document, givenText(values, 'account'))
      case 'remove':
        return stored(removeAccess(document, account()), '')
      default:
        throw new UsageFault(`unknown command: chatwoot ${command}`)
    }
  },
}

async function withToken(document: AccessDocument, account: string, values: Values): Promise<AccessDocument> {
  const baseUrl = wantedText(values, '--url URL')
  const accountId = Number(wantedText(values, '--chatwoot-account ID'))
  return setAccess(document, { account, baseUrl, accountId, token: await fromStandardInput('the access token') })
}

function listed(document: AccessDocument): Answer {
  const rows = accessSummaries(document)
  const lines = rows.map(
    ({ account, baseUrl, accountId, plainHttp }) =>
      `${account}\t${baseUrl}\tChatwoot account ${accountId}${plainHttp ? '\tunencrypted' : ''}`,
  )
  return { text: lines.join('\n') || 'Backdesk may act nowhere yet: it watches, and writes nothing.', json: rows }
}

async function checked(document: AccessDocument, only: string | undefined): Promise<Answer> {
  const accounts = only === undefined ? Object.keys(document) : [only]
  const http = keepAliveHttp()
  const rows = await Promise.all(
    accounts.map(async (account) => {
      const access = accessOrFault(document, account)
      const check = await checkChatwoot(access, http)
      const [summary] = accessSummaries({ [account]: access })
      const remarks = [...check.remarks, ...(summary?.plainHttp ? [PLAIN_HTTP] : [])]
      return { account, ...check, remarks }
    }),
  )
  const works = rows.every((row) => row.works)
  return { text: rows.map(inWords).join('\n') || 'No account to check.', json: rows, exitCode: works ? 0 : 3 }
}

const PLAIN_HTTP = 'the token travels unencrypted: use an https address'

const inWords = ({ account, works, version, role, remarks }: AccessCheck & { readonly account: string }): string =>
  [
    `${account}\t${works ? 'works' : 'DOES NOT WORK'}\tChatwoot ${version ?? 'unknown'}\t${role ?? 'no role'}`,
    ...remarks.map((remark) => `  ${remark}`),
  ].join('\n')
