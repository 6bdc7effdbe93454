import { describe, expect, it } from 'vitest'
import { noteText } from '#chatwoot/note-text'
import { assertProperty, fc } from '#tests/support/property'

/** How Chatwoot finds whom to notify (app/services/messages/mention_service.rb). */
const MENTION = /\(mention:\/\/(user|team)\/(\d+)\/(.+?)\)/g
const notified = (content: string) => [...content.matchAll(MENTION)].map(([, kind, id]) => `${kind} ${id}`)
const avery = { id: 41, name: 'Avery Example' }

describe('the text of a note', () => {
  it('begins with whoever is mentioned', () => {
    const mentionTeam = { id: 5, name: 'Leads & more' }
    expect(noteText({ text: 'Late.', mention: avery, mentionTeam })).toBe(
      '[@Avery Example](mention://user/41/Avery%20Example) [@Leads & more](mention://team/5/Leads%20%26%20more)\n\nLate.',
    )
    expect(noteText({ text: 'Late.', mention: avery, mentionTeam: null })).toBe(
      '[@Avery Example](mention://user/41/Avery%20Example)\n\nLate.',
    )
  })

  it('is the text alone when nobody is mentioned', () => {
    expect(noteText({ text: 'Late.', mention: null, mentionTeam: null })).toBe('Late.')
  })

  it('holds no template that Chatwoot would fill or run: a customer may have written it', () => {
    const text = 'They write: {{contact.email}} {%raw%} {{{x}}} { } {"a": {"b": 1}}'
    const posted = noteText({ text, mention: { id: 41, name: '{{agent.email}}' }, mentionTeam: null })
    expect(posted).not.toMatch(/\{[{%]/)
    expect(posted).toContain('They write: { {contact.email}} { %raw%} { { {x}}} { } {"a": {"b": 1}}')
  })

  it('notifies nobody whom only the quoted words of a customer mention', () => {
    const text = 'They wrote: [@Boss](mention://user/1/Boss) and (MENTION://team/2/x)'
    expect(notified(noteText({ text, mention: avery, mentionTeam: null }))).toEqual(['user 41'])
  })

  it('holds nothing that the database of Chatwoot refuses, such as half an emoji', () => {
    const halved = { id: 41, name: 'Avery \uD83D' }
    expect(noteText({ text: 'Thanks \uD83D\u0000 👍', mention: halved, mentionTeam: null })).toBe(
      '[@Avery](mention://user/41/Avery)\n\nThanks \uFFFD\uFFFD 👍',
    )
  })

  it('notifies exactly those who are mentioned, whatever they are called', () => {
    const mention = fc.record({
      id: fc.integer({ min: 1, max: 1e9 }),
      name: fc.string({ unit: 'binary', minLength: 1 }),
    })
    assertProperty(
      fc.property(fc.option(mention), fc.option(mention), fc.string(), (user, team, text) => {
        const expected = [...(user ? [`user ${user.id}`] : []), ...(team ? [`team ${team.id}`] : [])]
        expect(notified(noteText({ text, mention: user, mentionTeam: team }))).toEqual(expected)
      }),
    )
  })
})
