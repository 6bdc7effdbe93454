import { contactInboxFor, createContact, saveContact } from '../contacts.ts'
import { mayRead, viewerOf } from '../find-conversations.ts'
import {
  type Answer,
  type Call,
  idOf,
  notFound,
  numberOf,
  objectOf,
  ok,
  pageOf,
  type Route,
  recordInvalid,
  textOf,
  unprocessable,
} from '../http-door.ts'
import type { Contact } from '../model.ts'
import type { JsonObject } from '../rails-json.ts'
import { rowOf, type Store } from '../store.ts'
import { contactView, conversationView } from '../views.ts'

const CONTACTS = '/api/v1/accounts/:account/contacts'
const PAGE = 15
const LATEST_CONVERSATIONS = 20

const fullView = (store: Store, contact: Contact): JsonObject => ({
  ...contactView(contact),
  contact_inboxes: [...store.contactInboxes.values()]
    .filter(({ contactId }) => contactId === contact.id)
    .map(({ sourceId, inboxId }) => {
      const inbox = rowOf(store.inboxes, inboxId, 'inbox')
      return {
        source_id: sourceId,
        inbox: { id: inbox.id, avatar_url: '', channel_id: inbox.id, name: inbox.name, channel_type: inbox.channel },
      }
    }),
})

/** A page and its number; a search also says whether there is more. */
function listed(call: Call, contacts: readonly Contact[], search: boolean): Answer {
  const page = pageOf(contacts, call.query, PAGE)
  const current = Math.max(1, Number(call.query.get('page') ?? '1') || 1)
  return ok({
    meta: {
      count: contacts.length,
      current_page: current,
      ...(search ? { has_more: current * PAGE < contacts.length } : {}),
    },
    payload: page.map((contact) => fullView(call.core.store, contact)),
  })
}

function search(call: Call): Answer {
  const text = call.query.get('q')?.trim().toLowerCase()
  if (!text) return unprocessable('Specify search string with parameter q')
  const hits = [...call.core.store.contacts.values()].filter(({ name, email, phoneNumber, identifier }) =>
    [name, email, phoneNumber, identifier].some((each) => each?.toLowerCase().includes(text)),
  )
  return listed(call, hits, true)
}

const withContact = (call: Call, answer: (contact: Contact) => Answer): Answer => {
  const contact = call.core.store.contacts.get(idOf(call, 'contact'))
  return contact ? call.core.outbox.together(() => answer(contact)) : notFound()
}

/** An identifier can be had once in an account. With an inbox, the contact can be written to there from then on. */
function create(call: Call): Answer {
  const { core, body } = call
  const { store } = core
  const identifier = textOf(body.identifier) ?? null
  const isTaken = identifier !== null && [...store.contacts.values()].some((row) => row.identifier === identifier)
  if (isTaken) return recordInvalid('Identifier has already been taken', ['identifier'])
  const inboxId = numberOf(body.inbox_id)
  const inbox = inboxId === undefined ? undefined : store.inboxes.get(inboxId)
  if (inboxId !== undefined && inbox === undefined) return notFound()
  return core.outbox.together(() => {
    const contact = createContact(core, {
      name: textOf(body.name) ?? '',
      email: textOf(body.email) ?? null,
      phoneNumber: textOf(body.phone_number) ?? null,
      identifier,
      customAttributes: objectOf(body.custom_attributes) ?? {},
    })
    const row = inbox && contactInboxFor(core, contact, inbox)
    const contact_inbox = {
      inbox: inbox ? { id: inbox.id, name: inbox.name, channel_type: inbox.channel } : null,
      source_id: row?.sourceId ?? null,
    }
    return ok({ payload: { contact: fullView(store, contact), contact_inbox } })
  })
}

/** Custom attributes are merged here, unlike a conversation's. */
function update(call: Call, contact: Contact): Answer {
  saveContact(call.core, contact, (row) => {
    row.name = textOf(call.body.name) ?? row.name
    row.email = textOf(call.body.email) ?? row.email
    row.phoneNumber = textOf(call.body.phone_number) ?? row.phoneNumber
    row.customAttributes = { ...row.customAttributes, ...objectOf(call.body.custom_attributes) }
  })
  return ok({ payload: fullView(call.core.store, contact) })
}

function conversations(call: Call, contact: Contact): Answer {
  const rows = [...call.core.store.conversations.values()].filter(
    (row) => row.contactId === contact.id && mayRead(call, row),
  )
  const latest = rows.slice(-LATEST_CONVERSATIONS).reverse()
  return ok({ payload: latest.map((row) => conversationView(call.core.store, row, viewerOf(call))) })
}

export const contactRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: CONTACTS,
    access: 'user',
    answer: (call) => listed(call, [...call.core.store.contacts.values()], false),
  },
  { method: 'POST', path: CONTACTS, access: 'user', answer: create },
  { method: 'GET', path: `${CONTACTS}/search`, access: 'user', answer: search },
  {
    method: 'GET',
    path: `${CONTACTS}/:contact`,
    access: 'user',
    answer: (call) => withContact(call, (contact) => ok({ payload: fullView(call.core.store, contact) })),
  },
  {
    method: 'PATCH',
    path: `${CONTACTS}/:contact`,
    access: 'user',
    answer: (call) => withContact(call, (contact) => update(call, contact)),
  },
  {
    method: 'GET',
    path: `${CONTACTS}/:contact/conversations`,
    access: 'user',
    answer: (call) => withContact(call, (contact) => conversations(call, contact)),
  },
]
