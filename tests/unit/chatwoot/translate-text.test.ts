import { describe, expect, it } from 'vitest'
import type { Reading } from '#chatwoot/read-text'
import { translate } from '#chatwoot/translate'
import type { Observation } from '#domain/observation'
import {
  aConversationPayload,
  aNestedMessagePayload,
  aReplyPayload,
  aWebhook,
  type Json,
  START_MS,
} from '#tests/support/builders'
import { webhookFixture, webhookFixtures } from '#tests/support/chatwoot-fixtures'
import { topicClassifier } from '#text/topics/topic-model'
import { trainTopics } from '#text/topics/train-topics'

const stamp = { account: 'shop', chatwootAccountId: 3, receivedAtMs: START_MS + 600_000, correlationId: 'corr-1' }
const reading: Reading = {
  words: { legal: ['lawyer'], safety: ['on fire'] },
  timeZone: 'UTC',
  locale: 'en',
  contactAttributes: ['plan', 'tier'],
}
const HOUR_MS = 3_600_000
/** By words that no key, name or status of a payload has. */
const THREAT = 'My lawyer Pomegranate says your parcel was on fire, and he is quite right.'
const PROMISE = 'Our courier Pomegranate is slow today. I will get back to you within 2 hours.'
const FURIOUS = 'This is the worst service ever, absolutely terrible and useless, I hate it. Pomegranate!'

function observed(raw: unknown, by: Reading | null = reading): Observation {
  const translation = translate(raw, stamp, by)
  if (translation.kind !== 'observation') throw new Error(`Not an observation: ${JSON.stringify(translation)}`)
  return translation.observation
}
const messageOf = (changes: Json, by: Reading | null = reading) =>
  observed(aWebhook('message_created', changes), by).messages[0]
const snapshotWith = (attributes: unknown, by: Reading | null = reading) =>
  observed(aWebhook('conversation_updated', { meta: { sender: { id: 905, custom_attributes: attributes } } }), by)
    .snapshot?.contactAttributes

describe('the text of a customer’s message', () => {
  it('leaves the word lists it hits, and its tone', () => {
    expect(messageOf({ content: THREAT })?.signals).toEqual({
      categories: ['legal', 'safety'],
      tone: expect.any(Number),
    })
  })

  it('leaves its tone where that is bad enough, without any list', () => {
    const { categories, tone } = messageOf({ content: FURIOUS })?.signals ?? {}
    expect(categories).toEqual([])
    expect(tone).toBeLessThanOrEqual(-30)
  })

  it.each([
    ['Where is my order 88?'],
    ['Thank you, that is wonderful!'],
    [''],
    [null],
    [undefined],
    [{ html: THREAT }],
  ])('leaves nothing where it is not worth a look: %j', (content) => {
    expect(messageOf({ content })).not.toHaveProperty('signals')
  })

  it('promises nothing, whatever it says', () => {
    expect(messageOf({ content: PROMISE })).not.toHaveProperty('promise')
  })
})

describe('the text of an operator’s reply', () => {
  const reply = (changes: Json, by: Reading | null = reading) => messageOf(aReplyPayload(changes), by)

  it('leaves what it promises', () => {
    const writtenAtMs = Date.parse('2026-09-14T09:02:20Z')
    expect(reply({ content: PROMISE })?.promise).toEqual({ dueAtMs: writtenAtMs + 2 * HOUR_MS, kind: 'duration' })
  })

  it('is read by the clock of the people who wrote it', () => {
    const lisbon = { ...reading, timeZone: 'Europe/Lisbon' }
    const content = 'I will call you by 5 pm.'
    // in September Lisbon is an hour ahead of UTC
    expect(reply({ content })?.promise).toEqual({ dueAtMs: Date.parse('2026-09-14T17:00:00Z'), kind: 'time' })
    expect(reply({ content }, lisbon)?.promise).toEqual({ dueAtMs: Date.parse('2026-09-14T16:00:00Z'), kind: 'time' })
  })

  it('gives no signals, whatever it says', () => {
    expect(reply({ content: THREAT })).not.toHaveProperty('signals')
    expect(reply({ content: FURIOUS })).not.toHaveProperty('signals')
  })

  it('promises nothing where it says nothing of the kind', () => {
    expect(reply({ content: 'Have you tried to switch it off and on again?' })).not.toHaveProperty('promise')
  })

  it.each([
    ['a note', { private: true }],
    ['a bot', { sender: { id: 7, type: 'agent_bot' } }],
    ['Captain', { sender: { id: 2, type: 'captain_assistant' } }],
    ['a template', { message_type: 'template', sender: null }],
    ['an automation in an operator’s name', { content_attributes: { automation_rule_id: 9 } }],
    ['a campaign in an operator’s name', { additional_attributes: { campaign_id: 4 } }],
  ])('counts only when it is one: %s promises nothing, and gives no signals', (_who, changes) => {
    for (const content of [PROMISE, THREAT, FURIOUS]) {
      const message = reply({ ...changes, content })
      expect(message).toBeDefined()
      expect(message).not.toHaveProperty('promise')
      expect(message).not.toHaveProperty('signals')
    }
  })

  it('from the channel’s own app counts too', () => {
    const echo = { sender: null, content_attributes: { external_echo: true } }
    expect(reply({ ...echo, content: PROMISE })?.promise).toMatchObject({ kind: 'duration' })
  })
})

describe('two copies of a message', () => {
  const own = (changes: Json) => observed(aWebhook('message_created', changes)).messages[0]
  const nested = (changes: Json) =>
    observed(aWebhook('conversation_updated', { messages: [aNestedMessagePayload(changes)] })).messages[0]
  const repliedAtS = Date.parse('2026-09-14T09:02:20Z') / 1000
  const nestedReply = { id: 88_002, message_type: 1, created_at: repliedAtS, sender_type: 'User', sender_id: 41 }

  it('of a customer sound the same, its own and the nested one', () => {
    const { signals } = own({ content: THREAT }) ?? {}
    expect(signals).toBeDefined()
    expect(nested({ content: THREAT })?.signals).toEqual(signals)
  })

  it('of an operator promise the same instant, although one is known to the second only', () => {
    // written 420 ms into the second
    const first = own(aReplyPayload({ content: PROMISE }))
    const second = nested({ ...nestedReply, content: PROMISE })
    expect(first?.promise).toBeDefined()
    expect(second?.promise).toEqual(first?.promise)
    expect(second?.atMs).not.toBe(first?.atMs)
  })

  it('beside a newer message are read each by itself', () => {
    const conversation = aConversationPayload({ messages: [aNestedMessagePayload({ content: THREAT })] })
    const { messages } = observed(aWebhook('message_created', aReplyPayload({ conversation, content: PROMISE })))
    expect(messages.map(({ id, promise, signals }) => [id, promise?.kind, signals?.categories])).toEqual([
      [88_002, 'duration', undefined],
      [88_001, undefined, ['legal', 'safety']],
    ])
  })
})

describe('what is read', () => {
  it('is never kept: no word of any text is in the observation', () => {
    const conversation = aConversationPayload({ messages: [aNestedMessagePayload({ content: FURIOUS })] })
    const raws = [
      aWebhook('message_created', { content: THREAT, conversation }),
      aWebhook('message_updated', { ...aReplyPayload({ content: PROMISE, conversation }) }),
      aWebhook('conversation_updated', { messages: [aNestedMessagePayload({ content: THREAT })] }),
    ]
    for (const raw of raws) {
      const told = JSON.stringify(observed(raw))
      const words = [THREAT, PROMISE, FURIOUS].flatMap((text) => text.match(/\p{L}{4,}/gu) ?? [])
      expect(words.filter((word) => new RegExp(`\\b${word}\\b`, 'i').test(told))).toEqual([])
    }
  })

  it.each(webhookFixtures)('%s keeps no word of its messages, read or not', (name) => {
    const raw = webhookFixture(name)
    const receivedAtMs = Date.parse('2026-09-16T00:00:00Z')
    const translation = translate(raw, { ...stamp, receivedAtMs }, reading)
    if (translation.kind !== 'observation') return
    const told = JSON.stringify(translation.observation)
    const texts = [...JSON.stringify(raw).matchAll(/"(?:content|processed_message_content)":"([^"]{12,})"/g)]
    for (const [, text] of texts) expect(told).not.toContain(text)
  })

  it('is nothing as long as nobody says how', () => {
    expect(messageOf({ content: THREAT }, null)).not.toHaveProperty('signals')
    expect(messageOf(aReplyPayload({ content: PROMISE }), null)).not.toHaveProperty('promise')
    expect(snapshotWith({ tier: 'gold' }, null)).toBeUndefined()
  })
})

describe('attributes of the contact', () => {
  it('are kept if this deployment asks for them, and nothing else is', () => {
    const attributes = { tier: 'gold', plan: 'yearly', birthday: '1980-02-29', iban: 'DE00' }
    expect(snapshotWith(attributes)).toEqual({ plan: 'yearly', tier: 'gold' })
    const told = JSON.stringify(
      observed(aWebhook('conversation_updated', { meta: { sender: { id: 905, custom_attributes: attributes } } })),
    )
    expect(told).not.toMatch(/birthday|1980|iban|DE00/)
  })

  it('are text, whatever plain value they have', () => {
    expect(snapshotWith({ tier: 1, plan: true })).toEqual({ tier: '1', plan: 'true' })
  })

  it.each([
    ['a long text', 'x'.repeat(65)],
    ['an empty one', ''],
    ['null', null],
    ['a list', ['gold']],
    ['an object', { is: 'gold' }],
  ])('are dropped where they are %s', (_what, tier) => {
    expect(snapshotWith({ tier, plan: 'yearly' })).toEqual({ plan: 'yearly' })
    expect(snapshotWith({ tier })).toBeUndefined()
  })

  it('are kept up to 64 characters, in a form that the table keeps', () => {
    expect(snapshotWith({ tier: 'x'.repeat(64) })).toEqual({ tier: 'x'.repeat(64) })
    expect(snapshotWith({ tier: 'half \ud83d' })).toEqual({ tier: 'half \ufffd' })
  })

  it.each([undefined, null, 'gold', ['tier'], 7])('are none where the payload has none: %j', (attributes) => {
    expect(snapshotWith(attributes)).toBeUndefined()
  })

  it('are not taken from what every object has', () => {
    const odd = { ...reading, contactAttributes: ['constructor', 'toString', '__proto__'] }
    expect(snapshotWith({ tier: 'gold' }, odd)).toBeUndefined()
  })

  it('are not kept under names that every object has: the table would refuse the conversation', () => {
    const odd = { ...reading, contactAttributes: ['constructor', '__proto__', 'tier'] }
    const given = JSON.parse('{"constructor":"mine","__proto__":"mine","tier":"gold"}')
    expect(snapshotWith(given, odd)).toEqual({ tier: 'gold' })
    expect(Object.keys(snapshotWith(given, odd) ?? {})).toEqual(['tier'])
  })
})

describe('what a customer’s message is about', () => {
  const { model } = trainTopics([
    { text: 'Where is my parcel?', topic: 'delivery' },
    { text: 'My parcel has not arrived.', topic: 'delivery' },
    { text: 'The invoice is wrong.', topic: 'billing' },
    { text: 'I was charged twice on my card.', topic: 'billing' },
  ])
  const trained: Reading = {
    ...reading,
    languageOf: (plain) => (plain.includes('parcel') ? 'en' : null),
    topics: { model: 'm-1', classifier: topicClassifier(model) },
  }

  it('is told with and without a classifier: whether it says something, and in which language', () => {
    const { topics: _, ...untrained } = trained
    const content = 'Where is my parcel, please?'
    expect(messageOf({ content }, untrained)?.said).toEqual({ substantive: true, language: 'en' })
    const said = messageOf({ content }, trained)?.said
    expect(said).toMatchObject({ substantive: true, language: 'en', scored: { model: 'm-1', of: 2 } })
    expect(said?.scored?.topics[0]?.[0]).toBe('delivery')
    expect(messageOf({ content })?.said).toEqual({ substantive: true, language: null })
  })

  it.each([['Hi'], ['Hello, I have a question'], [''], [null]])('is not told by %j', (content) => {
    expect(messageOf({ content }, trained)?.said).toEqual({ substantive: false, language: null })
  })

  it('is told by the subject of an e-mail too, and is so of its nested copy', () => {
    const mail = (subject: string) => ({ content: 'As attached.', content_attributes: { email: { subject } } })
    expect(messageOf(mail('My invoice is wrong'), trained)?.said?.scored?.topics[0]?.[0]).toBe('billing')
    expect(messageOf(mail('Where is my parcel?'), trained)?.said?.scored?.topics[0]?.[0]).toBe('delivery')
    const answered = messageOf(mail('Re: Where is my parcel?'), trained)?.said
    expect(answered).toEqual(messageOf({ content: 'As attached.' }, trained)?.said)
    const nested = aConversationPayload({ messages: [aNestedMessagePayload(mail('My invoice is wrong'))] })
    const [copy] = observed({ ...nested, event: 'conversation_updated' }, trained).messages
    expect(copy?.said).toEqual(messageOf(mail('My invoice is wrong'), trained)?.said)
  })

  it('is the same of a message and of its nested copy', () => {
    const content = 'Where is my parcel, please?'
    const nested = aConversationPayload({ messages: [aNestedMessagePayload({ content })] })
    const [copy] = observed({ ...nested, event: 'conversation_updated' }, trained).messages
    expect(copy?.said).toEqual(messageOf({ content }, trained)?.said)
  })

  it('is not asked of operators, nor where texts are not read', () => {
    expect(observed({ ...aReplyPayload(), event: 'message_created' }, trained).messages[0]?.said).toBeUndefined()
    expect(messageOf({ content: 'Where is my parcel, please?' }, null)?.said).toBeUndefined()
  })

  it('keeps no word of it', () => {
    const text = JSON.stringify(messageOf({ content: `${THREAT} Where is my parcel?` }, trained))
    expect(text).not.toMatch(/pomegranate|parcel/i)
  })
})
