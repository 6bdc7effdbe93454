/** Where a canary sits in Chatwoot: a contact and a resolved conversation of its own in an inbox (CONTRACT (c)). */
import * as z from 'zod/mini'
import type { ChatwootAccess } from '#chatwoot/access'
import type { Called } from '#chatwoot/called'
import { chatwootCalls, reading } from '#chatwoot/calls'
import type { HttpCall } from '#chatwoot/http-call'
import { UsageFault } from './area.ts'
import { ChatwootFault } from './webhooks/webhook-registry.ts'

export type Seat = { readonly inboxId: number; readonly contactId: number; readonly conversationId: number }
export type Seated = Seat & { readonly inboxName: string; readonly made: boolean }

/** By these a contact is found again, whatever became of what is stored here. */
const IDENTIFIER = 'backdesk-canary'
const NAME = 'Backdesk canary'
/** Elsewhere a contact needs an address or a number, and a conversation would be with somebody. */
const CHANNELS: readonly string[] = ['Channel::Api', 'Channel::WebWidget']

const id = z.int().check(z.positive())
const inboxes = z.looseObject({
  payload: z.array(z.looseObject({ id, name: z.string(), channel_type: z.string() })),
})
const contact = z.looseObject({ id, identifier: z.nullish(z.string()) })
const contacts = z.looseObject({ payload: z.array(contact) })
const createdContact = z.looseObject({ payload: z.looseObject({ contact }) })
const conversation = z.looseObject({ id, inbox_id: id, status: z.string() })
const conversations = z.looseObject({ payload: z.array(conversation) })
type Conversation = z.output<typeof conversation>

/**
 * Keeps the conversation it has in this inbox, as long as it exists; takes one that was made before; makes one otherwise.
 * Broken off anywhere, it can be done again: nothing is made twice.
 * @throws UsageFault for an inbox that will not do; ChatwootFault when Chatwoot does not do it.
 */
export async function seatCanary(
  { access, http }: { readonly access: ChatwootAccess; readonly http: HttpCall },
  inboxId: number,
  held: Seat | null,
): Promise<Seated> {
  // Ten calls at most: no pace is needed.
  const calls = chatwootCalls(access, { http, pace: async () => undefined })
  const done = async <Value>(what: string, call: Promise<Called<Value>>): Promise<Value> => {
    const called = await call
    if (called.kind === 'ok') return called.value
    throw new ChatwootFault(called.code, faultText(access.baseUrl, what, called))
  }
  const resolved = async (row: Conversation): Promise<number> => {
    if (row.status !== 'resolved')
      await done(
        `resolve conversation ${row.id}`,
        calls.post(`conversations/${row.id}/toggle_status`, { status: 'resolved' }, () => true),
      )
    return row.id
  }

  const inbox = chosenIn((await done('list its inboxes', calls.get('inboxes', reading(inboxes)))).payload, inboxId)
  const seated = { inboxId, inboxName: inbox.name }
  if (held?.inboxId === inboxId) {
    const shown = await calls.get(`conversations/${held.conversationId}`, reading(conversation))
    if (shown.kind === 'ok') {
      const conversationId = await resolved(shown.value)
      return { ...seated, contactId: held.contactId, conversationId, made: false }
    }
    if (shown.code !== 'conversation_gone')
      await done(`show conversation ${held.conversationId}`, Promise.resolve(shown))
  }

  const hits = await done('search a contact', calls.get(`contacts/search?q=${IDENTIFIER}`, reading(contacts)))
  const known = hits.payload.find(({ identifier }) => identifier === IDENTIFIER)
  const contactId = known?.id ?? (await create()).payload.contact.id
  const theirs = await done(
    `list the conversations of contact ${contactId}`,
    calls.get(`contacts/${contactId}/conversations`, reading(conversations)),
  )
  const earlier = theirs.payload.find((row) => row.inbox_id === inboxId)
  const row = earlier ?? (await open())
  return { ...seated, contactId, conversationId: await resolved(row), made: earlier === undefined }

  function create() {
    const body = { name: NAME, identifier: IDENTIFIER, inbox_id: inboxId }
    return done('create a contact', calls.post('contacts', body, reading(createdContact)))
  }
  /** Resolved from the beginning, so that nobody is given it; an inbox with a bot makes it pending all the same. */
  function open() {
    const body = { contact_id: contactId, inbox_id: inboxId, status: 'resolved' }
    return done('create a conversation', calls.post('conversations', body, reading(conversation)))
  }
}

type Inbox = z.output<typeof inboxes>['payload'][number]

function chosenIn(all: readonly Inbox[], inboxId: number): Inbox {
  const fit = all.filter(({ channel_type }) => CHANNELS.includes(channel_type))
  const there = `there are ${fit.map((inbox) => `${inbox.id} (${inbox.name})`).join(', ') || 'none'}`
  const chosen = all.find((inbox) => inbox.id === inboxId)
  if (chosen === undefined)
    throw new UsageFault(`Chatwoot has no inbox ${inboxId} that the token's user sees: ${there}`)
  if (!fit.includes(chosen))
    throw new UsageFault(
      `inbox ${inboxId} (${chosen.name}) will not do: in it a contact needs an address. Take an API or website inbox: ${there}`,
    )
  return chosen
}

function faultText(baseUrl: string, what: string, called: Exclude<Called<unknown>, { kind: 'ok' }>): string {
  if (called.code === 'token_refused') return `${baseUrl} refuses the token: chatwoot set stores another`
  if (called.kind === 'denied')
    return `${baseUrl} does not let the token's user ${what}: it must be an administrator, or a member of the inbox`
  const again = called.kind === 'passing' ? '; do it again, nothing is made twice' : ''
  return `${baseUrl} did not ${what}: ${called.code}${again}`
}
