import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isAbout, mentionsIn } from '#infra/ops/erase/mentions'
import { webhookFixtures } from '#tests/support/chatwoot-fixtures'

type Json = Readonly<Record<string, unknown>>
const fixture = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`../../fixtures/chatwoot/${name}`, import.meta.url), 'utf8')) as Json
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Json | undefined)?.[key], value)

const nobody = { contactId: 999_999_999, conversationIds: new Set<number>() }
const conversationIn = (body: Json): unknown =>
  at(body, 'conversation', 'id') ??
  at(body, 'current_conversation', 'id') ??
  ('contact_inbox' in body ? body.id : undefined)
const contactIn = (body: Json): unknown =>
  at(body, 'contact_inbox', 'contact_id') ??
  at(body, 'conversation', 'contact_inbox', 'contact_id') ??
  at(body, 'current_conversation', 'contact_inbox', 'contact_id') ??
  at(body, 'contact', 'id') ??
  (String(body.event).startsWith('contact_') ? body.id : undefined)

describe('whether a body is about a contact', () => {
  const bodies = webhookFixtures.map((name) => [name, fixture(name)] as const)

  it.each(bodies.filter(([, body]) => typeof conversationIn(body) === 'number'))(
    '%s: by its conversation',
    (_, body) => {
      const conversationIds = new Set([Number(conversationIn(body))])
      expect(isAbout(body, { ...nobody, conversationIds })).toBe(true)
      expect(isAbout(body, nobody)).toBe(false)
    },
  )

  it.each(bodies.filter(([, body]) => typeof contactIn(body) === 'number'))('%s: by its contact', (_, body) => {
    expect(isAbout(body, { ...nobody, contactId: Number(contactIn(body)) })).toBe(true)
  })

  it('leaves out what only has the same number', () => {
    const whom = { contactId: 7, conversationIds: new Set([12]) }
    const message = { event: 'message_created', id: 12, sender: { id: 7, type: 'user' }, conversation: { id: 13 } }
    expect(isAbout(message, whom)).toBe(false)
    expect(isAbout({ event: 'conversation_updated', id: 13, inbox_id: 12, meta: { assignee: { id: 7 } } }, whom)).toBe(
      false,
    )
  })

  it('knows messages of our own queues and events on the bus', () => {
    const whom = { contactId: 7, conversationIds: new Set([12]) }
    expect(isAbout({ kind: 'deadline', account: 'shop', conversationId: 12, atMs: 1 }, whom)).toBe(true)
    expect(isAbout({ 'detail-type': 'x', detail: { conversationId: 12, data: {} } }, whom)).toBe(true)
    expect(isAbout({ detail: { conversationId: 13, data: { contactId: 7 } } }, whom)).toBe(true)
    expect(isAbout([{ id: 12, meta: {}, inbox_id: 1 }], whom)).toBe(true)
  })

  it('says that it cannot say, of what is no JSON', () => {
    expect(mentionsIn('{"a": ', nobody)).toBe('unreadable')
    expect(mentionsIn('{}', nobody)).toBe('no')
  })
})
