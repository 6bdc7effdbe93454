import { expect, it } from 'vitest'
import { trimMessage, trimRow } from '#chatwoot/trim-reading'

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`)

it('what is nested by the thousand is left out, so that the rest can be written down', () => {
  const message = trimMessage({
    id: 7,
    content: nested(5_000),
    content_attributes: { submitted_values: nested(5_000), is_reaction: false },
  })
  expect(JSON.parse(JSON.stringify(message))).toEqual({
    id: 7,
    content_attributes: { is_reaction: false },
    additional_attributes: null,
    sender: null,
  })
  const row = trimRow({ id: 3, labels: ['vip'], meta: { sender: { id: 9, custom_attributes: nested(5_000) } } })
  expect(JSON.parse(JSON.stringify(row))).toEqual({
    id: 3,
    labels: ['vip'],
    meta: { sender: { id: 9 }, assignee: null, team: null },
  })
})

it('attributes as people nest them are kept', () => {
  const custom_attributes = { plan: 'gold', address: { lines: [{ text: 'Harbor Lane 1' }] } }
  expect(trimRow({ meta: { sender: { id: 9, custom_attributes } } })).toMatchObject({
    meta: { sender: { custom_attributes } },
  })
})

it('of an e-mail its subject is kept, and nothing else of what comes beside the content', () => {
  const email = {
    subject: 'Damaged tent',
    text_content: { full: 'x'.repeat(9_000) },
    from: ['jordan.sample@example.com'],
  }
  expect(trimMessage({ id: 7, content: 'Hello', content_attributes: { email } }).content_attributes).toEqual({
    email: { subject: 'Damaged tent' },
  })
  expect(trimMessage({ id: 7, content_attributes: { email: 'none' } }).content_attributes).toEqual({})
})
