import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import { type Called, calledOf } from '#chatwoot/called'
import { featuresOf } from '#chatwoot/features'
import { type Looked, note, ok, unknown, warning, wrong } from './finding.ts'
import { lookAtAccess } from './look-at-accounts.ts'
import type { Subject } from './subject.ts'

const version = z.looseObject({ version: z.string() })
/** It also shows the token itself, which is not read. */
const profile = z.object({ accounts: z.array(z.object({ id: z.int(), role: z.string() })) })

/** Of an account whose access is in order; undefined otherwise. */
export async function accessFor(account: string, subject: Subject): Promise<ChatwootAccess | undefined> {
  const looked = await lookAtAccess(account, subject)
  if (looked.some(({ state }) => state === 'wrong' || state === 'warning')) return undefined
  return (await subject.access())[account]
}

/** Whether Chatwoot is there, which one it is, whose the token is, and what it may do. Changes nothing there. */
export async function lookAtChatwoot(account: string, subject: Subject): Promise<readonly Looked[]> {
  const looked = await lookAtAccess(account, subject)
  const access = await accessFor(account, subject)
  if (access === undefined) return looked
  const about = await get(access, '/api', subject, (body) => parsed(version, body)?.version)
  if (about.kind !== 'ok')
    return [
      wrong(
        'chatwoot_unreachable',
        `${access.baseUrl} does not answer as Chatwoot does: ${about.code}`,
        `Look whether Chatwoot is up: curl -i ${access.baseUrl}/api`,
        `If it has moved: ${setCommand(account, access, subject)}`,
      ),
    ]
  const remarks = [...looked, ok(`Chatwoot ${about.value} at ${access.baseUrl}`), ...ofVersion(about.value, account)]
  const who = await get(access, '/api/v1/profile', subject, (body) => parsed(profile, body)?.accounts)
  if (who.kind !== 'ok') return [...remarks, refused(who, account, { access, subject })]
  const role = who.value.find(({ id }) => id === access.accountId)?.role
  if (role === undefined)
    return [
      ...remarks,
      wrong(
        'token_of_other_account',
        `the token's user is no member of Chatwoot account ${access.accountId}, but of ${who.value.map(({ id }) => id).join(', ') || 'none'}`,
        'Take the token of an administrator of that account (Profile settings, Access token):',
        setCommand(account, access, subject),
      ),
    ]
  if (role !== 'administrator')
    return [
      ...remarks,
      wrong(
        'token_not_administrator',
        `the token's user is ${role} there: it may not see webhooks and ratings, nor the inboxes it is no member of`,
        "In Chatwoot, Settings, Agents: make this user an administrator, or take an administrator's token:",
        setCommand(account, access, subject),
      ),
    ]
  return [...remarks, ok("the token is an administrator's"), ...(await rights(account, access, subject))]
}

const setCommand = (account: string, { baseUrl, accountId }: ChatwootAccess, { command }: Subject): string =>
  command(`chatwoot set --account ${account} --url ${baseUrl} --chatwoot-account ${accountId}`)

function refused(
  who: Exclude<Called<unknown>, { kind: 'ok' }>,
  account: string,
  { access, subject }: { readonly access: ChatwootAccess; readonly subject: Subject },
): Looked {
  if (who.kind !== 'denied')
    return unknown('profile_unreadable', `Chatwoot does not say whose the token is: ${who.code}`)
  return wrong(
    'token_refused',
    "Chatwoot refuses the token: it was renewed, its user is gone, or it is an agent bot's",
    "Take an administrator's (Profile settings, Access token):",
    setCommand(account, access, subject),
  )
}

/** Custom roles may lack what administrators have. */
async function rights(account: string, access: ChatwootAccess, subject: Subject): Promise<readonly Looked[]> {
  const asked = {
    conversations: 'conversations?status=all&page=1',
    webhooks: 'webhooks',
    ratings: 'csat_survey_responses?page=1',
  }
  const lacking = await Promise.all(
    Object.entries(asked).map(async ([what, path]) => {
      const called = await get(access, `/api/v1/accounts/${access.accountId}/${path}`, subject, () => true)
      return called.kind === 'ok' ? [] : [`${what} (${called.code})`]
    }),
  )
  const found = lacking.flat()
  if (found.length === 0) return [ok('it reads conversations, webhooks and ratings')]
  return [
    wrong(
      'token_rights_missing',
      `the token may not read ${found.join(', ')}`,
      'Take the token of an administrator without a custom role:',
      setCommand(account, access, subject),
    ),
  ]
}

function ofVersion(told: string, account: string): readonly Looked[] {
  const { signsWebhooks, accountInPayloads } = featuresOf(told)
  return [
    ...(signsWebhooks
      ? []
      : [
          warning(
            'chatwoot_does_not_sign',
            `Chatwoot ${told} does not sign its webhooks: ${account} can be trusted by its address alone`,
            'Update Chatwoot to 4.11.2 or later, then register-webhook',
          ),
        ]),
    ...(accountInPayloads
      ? []
      : [
          note(
            'account_not_in_payloads',
            'webhooks do not name their account before 4.14.2: the address alone tells them apart',
          ),
        ]),
  ]
}

function get<Value>(
  { baseUrl, token }: ChatwootAccess,
  path: string,
  { http }: Subject,
  read: (body: unknown) => Value | undefined,
): Promise<Called<Value>> {
  const request = { method: 'GET', url: `${baseUrl}${path}`, headers: { 'Api-Access-Token': token } } as const
  return http(request).then((result) => calledOf(result, read))
}

function parsed<Schema extends z.ZodMiniType>(schema: Schema, body: unknown): z.output<Schema> | undefined {
  const result = z.safeParse(schema, body)
  return result.success ? result.data : undefined
}
