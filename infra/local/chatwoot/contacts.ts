/** Contacts, and the noise they make: `contact_updated` follows every incoming message. */
import { changedAttributes } from './conversation-columns.ts'
import type { World } from './conversation-save.ts'
import { isoOrNull } from './micro-time.ts'
import type { Contact, ContactInbox, Inbox } from './model.ts'
import { contactWebhook } from './payloads.ts'
import type { Json } from './rails-json.ts'

export type ContactDraft = Partial<Pick<Contact, 'email' | 'phoneNumber' | 'identifier' | 'customAttributes'>> & {
  readonly name: string
}

export function createContact({ store, outbox }: World, draft: ContactDraft): Contact {
  const nowUs = store.time.nowUs()
  const contact: Contact = {
    id: store.nextId('contact'),
    name: draft.name,
    email: draft.email ?? null,
    phoneNumber: draft.phoneNumber ?? null,
    identifier: draft.identifier ?? null,
    additionalAttributes: {},
    customAttributes: draft.customAttributes ?? {},
    blocked: false,
    lastActivityAtUs: null,
    createdAtUs: nowUs,
    updatedAtUs: nowUs,
  }
  store.contacts.set(contact.id, contact)
  outbox.emit('contact_created', () => ({ ...contactWebhook(store, contact), event: 'contact_created' }))
  return contact
}

/** In the order of the table. */
const COLUMNS: ReadonlyArray<{ readonly name: string; readonly raw: (row: Contact) => Json; readonly date?: true }> = [
  { name: 'name', raw: (row) => row.name },
  { name: 'email', raw: (row) => row.email },
  { name: 'phone_number', raw: (row) => row.phoneNumber },
  { name: 'updated_at', raw: (row) => row.updatedAtUs, date: true },
  { name: 'identifier', raw: (row) => row.identifier },
  { name: 'custom_attributes', raw: (row) => row.customAttributes },
  { name: 'last_activity_at', raw: (row) => row.lastActivityAtUs, date: true },
  { name: 'blocked', raw: (row) => row.blocked },
]

/** A save that changes nothing sends nothing. */
export function saveContact({ store, outbox }: World, contact: Contact, change: (row: Contact) => void): void {
  const before = { ...contact }
  change(contact)
  const changed = () => COLUMNS.filter(({ raw }) => JSON.stringify(raw(before)) !== JSON.stringify(raw(contact)))
  if (changed().length === 0) return
  contact.updatedAtUs = Math.max(store.time.nowUs(), contact.updatedAtUs + 1)
  const shown = (value: Json, date: true | undefined): Json =>
    date && typeof value === 'number' ? isoOrNull(value) : value
  const changes = changed().map(({ name, raw, date }) => ({
    column: name,
    previous: shown(raw(before), date),
    current: shown(raw(contact), date),
  }))
  outbox.emit('contact_updated', () => ({
    ...contactWebhook(store, contact),
    event: 'contact_updated',
    changed_attributes: changedAttributes(changes),
  }))
}

/** The contact's entry in an inbox, made on first use. */
export function contactInboxFor({ store }: World, contact: Contact, inbox: Inbox): ContactInbox {
  const known = [...store.contactInboxes.values()].find(
    (row) => row.contactId === contact.id && row.inboxId === inbox.id,
  )
  if (known) return known
  const row: ContactInbox = {
    id: store.nextId('contactInbox'),
    contactId: contact.id,
    inboxId: inbox.id,
    sourceId: inbox.channel === 'Channel::Email' && contact.email ? contact.email : store.random.uuid(),
    pubsubToken: store.random.token(24),
    createdAtUs: store.time.nowUs(),
  }
  store.contactInboxes.set(row.id, row)
  return row
}
