import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import { calledOf } from '#chatwoot/called'
import { featuresOf } from '#chatwoot/features'
import type { HttpCall } from '#chatwoot/http-call'

export type AccessCheck = {
  /** Whether actions can be performed. */
  readonly works: boolean
  /** Chatwoot's, where it said it. */
  readonly version: string | null
  /** Of the token's user in this account. */
  readonly role: string | null
  /** Sentences for the person at the command line. */
  readonly remarks: readonly string[]
}

const version = z.looseObject({ version: z.string() })
/** It also shows the token itself, which is not read. */
const profile = z.object({ accounts: z.array(z.object({ id: z.int(), role: z.string() })) })

/** Asks Chatwoot who the token is. Changes nothing there. */
export async function checkChatwoot(access: ChatwootAccess, http: HttpCall): Promise<AccessCheck> {
  const { baseUrl, accountId, token } = access
  const get = (path: string) =>
    http({ method: 'GET', url: `${baseUrl}${path}`, headers: { 'Api-Access-Token': token } })
  const about = calledOf(await get('/api'), (body) => read(version, body)?.version)
  if (about.kind !== 'ok') return unusable(null, `${baseUrl} does not answer as Chatwoot does: ${about.code}`)

  const who = calledOf(await get('/api/v1/profile'), (body) => read(profile, body)?.accounts)
  if (who.kind === 'denied')
    return unusable(about.value, "Chatwoot refuses the token, or it is an agent bot's: take an administrator's")
  if (who.kind !== 'ok') return unusable(about.value, `Chatwoot does not say whose the token is: ${who.code}`)
  const role = who.value.find(({ id }) => id === accountId)?.role
  if (role === undefined) return unusable(about.value, `the token's user is no member of Chatwoot account ${accountId}`)
  const remarks = [...(role === 'administrator' ? [] : AGENT), ...remarksOn(about.value)]
  return { works: true, version: about.value, role, remarks }
}

const AGENT = [
  "an agent sees only the inboxes it is a member of: actions elsewhere come back as 'not_permitted'",
  'an agent-role token that opens a conversation becomes its assignee',
]

/** What to expect of this version. */
function remarksOn(version: string): readonly string[] {
  const { signsWebhooks, accountInPayloads } = featuresOf(version)
  return [
    ...(signsWebhooks
      ? []
      : ["this version does not sign its webhooks: 'accounts add --unsigned' takes them by their path alone"]),
    ...(accountInPayloads
      ? []
      : ['this version does not name the account in its webhooks: give each account a path of its own']),
  ]
}

const unusable = (known: string | null, remark: string): AccessCheck => ({
  works: false,
  version: known,
  role: null,
  remarks: [remark],
})

function read<Schema extends z.ZodMiniType>(schema: Schema, body: unknown): z.output<Schema> | undefined {
  const parsed = z.safeParse(schema, body)
  return parsed.success ? parsed.data : undefined
}
