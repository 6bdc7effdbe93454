import { describe, expect, it } from 'vitest'
import type { RoutingDocument } from '#domain/routing/routing-policy'
import type { SlaDocument } from '#domain/sla-policy'
import { readingBook } from '#functions/process/reading-book'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_ROUTING } from '#policies/default-routing'
import { DEFAULT_SLA } from '#policies/default-sla'
import { topicClassifier } from '#text/topics/topic-model'
import { trainTopics } from '#text/topics/train-topics'

const active = <Document>(document: Document) => ({ version: 1, activatedAtMs: 1, document })
const languageOf = () => 'en'
const { model: stored } = trainTopics([
  { text: 'where is my parcel', topic: 'delivery' },
  { text: 'my invoice is wrong', topic: 'billing' },
])
const classifier = topicClassifier(stored)
const readingBy = (sla: SlaDocument, routing: RoutingDocument = DEFAULT_ROUTING) =>
  readingBook({
    documents: {
      sla: async () => active(sla),
      escalation: async () => active(DEFAULT_ESCALATION),
      routing: async () => active(routing),
    },
    contactAttributes: ['tier', 'plan'],
    languages: async () => languageOf,
    modelOf: async (_account, model) => (model === 'm-1' ? classifier : undefined),
  })('shop')

describe('how texts of an account are read', () => {
  it('follows its documents: words, language and the zone people work in', async () => {
    const calendars = { ...DEFAULT_SLA.calendars, lisbon: { timeZone: 'Europe/Lisbon', alwaysOpen: true as const } }
    const reading = await readingBy({ ...DEFAULT_SLA, locale: 'pt', homeCalendar: 'lisbon', calendars })
    expect(reading).toEqual({
      words: DEFAULT_ESCALATION.words,
      timeZone: 'Europe/Lisbon',
      locale: 'pt',
      contactAttributes: ['tier', 'plan'],
      languageOf,
    })
  })

  it('knows topics where the routing document names a model that can be had, and does without where it cannot', async () => {
    const named = (model: string) => ({ ...DEFAULT_ROUTING, classifier: { model, atLeastPercent: 60 } })
    expect((await readingBy(DEFAULT_SLA, named('m-1'))).topics).toEqual({ model: 'm-1', classifier })
    expect((await readingBy(DEFAULT_SLA, named('m-2'))).topics).toBeUndefined()
  })

  it('gives the very word lists of the document, which are compiled once', async () => {
    const readings = await Promise.all([readingBy(DEFAULT_SLA), readingBy(DEFAULT_SLA)])
    for (const { words } of readings) expect(words).toBe(DEFAULT_ESCALATION.words)
  })

  it('takes UTC where the home calendar is missing', async () => {
    expect((await readingBy({ ...DEFAULT_SLA, homeCalendar: 'gone' })).timeZone).toBe('UTC')
  })
})
