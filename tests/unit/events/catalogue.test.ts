import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { deriveFlagEvents, deriveProposalEvents } from '#domain/derive-article-events'
import { deriveGradeEvents } from '#domain/quality/derive-grade-events'
import { APPROVAL_EVENT_TYPES, approvalCatalogue, parseApprovalEvent } from '#events/approval-catalogue'
import { ARTICLE_EVENT_TYPES, articleCatalogue, parseArticleEvent } from '#events/article-catalogue'
import { catalogue, EVENT_TYPES, parseEvent } from '#events/catalogue'
import { renderEventDocs } from '#events/event-docs'
import { GRADE_EVENT_TYPES, gradeCatalogue, parseGradeEvent } from '#events/grade-catalogue'
import { OPERATOR_EVENT_TYPES, operatorCatalogue, parseOperatorEvent } from '#events/operator-catalogue'
import { parseSignalEvent, SIGNAL_EVENT_TYPES, signalCatalogue } from '#events/signal-catalogue'
import { parseSuggestionEvent, SUGGESTION_EVENT_TYPES, suggestionCatalogue } from '#events/suggestion-catalogue'
import { tellApprovalStory } from '#tests/support/approval-story'
import { aProposal } from '#tests/support/article-proposals'
import { eventDocsFile, eventExample, eventExamplesDir } from '#tests/support/event-examples'
import { aCard, aGrade } from '#tests/support/grades'
import { tellPresenceStory } from '#tests/support/presence-story'
import { tellRoutingStory } from '#tests/support/routing-story'
import { tellStory } from '#tests/support/story'
import { tellWatchStory } from '#tests/support/watch-story'

const told = [...tellStory(), ...tellWatchStory(), ...tellRoutingStory()].flatMap((chapter) => chapter.events)

describe('the catalogue of domain events', () => {
  it('has one frozen example for every event type, and no other', () => {
    expect(readdirSync(eventExamplesDir).sort()).toEqual(
      [
        ...EVENT_TYPES,
        ...OPERATOR_EVENT_TYPES,
        ...APPROVAL_EVENT_TYPES,
        ...SIGNAL_EVENT_TYPES,
        ...GRADE_EVENT_TYPES,
        ...SUGGESTION_EVENT_TYPES,
        ...ARTICLE_EVENT_TYPES,
      ]
        .map((type) => `${type}.json`)
        .sort(),
    )
  })

  it.each(EVENT_TYPES)('%s: its frozen example has exactly the promised shape', (type) => {
    expect(parseEvent(eventExample(type))).toEqual(eventExample(type))
  })

  it.each(EVENT_TYPES)('%s: the first one of the stories is the frozen example', (type) => {
    expect(told.find((event) => event.type === type)).toEqual(eventExample(type))
  })

  it.each(EVENT_TYPES)('%s: refuses a missing and an extra member of its data', (type) => {
    const example = eventExample(type) as { data: Record<string, unknown> }
    const [first] = Object.keys(example.data)
    const { [first ?? '']: _removed, ...less } = example.data
    expect(() => parseEvent({ ...example, data: less })).toThrow()
    expect(() => parseEvent({ ...example, data: { ...example.data, extra: 1 } })).toThrow()
  })

  it('refuses an event of a type nobody promised', () => {
    expect(() => parseEvent({ ...(eventExample('conversation.opened.v1') as object), type: 'x.v1' })).toThrow()
  })

  it('describes every event in a sentence', () => {
    for (const { description } of Object.values(catalogue)) expect(description).toMatch(/^[A-Z].*\.$/)
  })

  it('is what docs/events.md says (write-event-docs.ts writes it anew)', () => {
    expect(readFileSync(eventDocsFile, 'utf8')).toBe(renderEventDocs(eventExample))
  })
})

describe('the catalogue of events of operators', () => {
  const events = tellPresenceStory()

  it.each(OPERATOR_EVENT_TYPES)('%s: its frozen example has the promised shape, and a story has it so', (type) => {
    expect(parseOperatorEvent(eventExample(type))).toEqual(eventExample(type))
    expect(events.find((event) => event.type === type)).toEqual(eventExample(type))
    expect(operatorCatalogue[type].description).toMatch(/^[A-Z].*\.$/)
  })

  it.each(OPERATOR_EVENT_TYPES)('%s: refuses a missing and an extra member of its data', (type) => {
    const example = eventExample(type) as { data: Record<string, unknown> }
    for (const name of Object.keys(example.data)) {
      const { [name]: _removed, ...less } = example.data
      expect(() => parseOperatorEvent({ ...example, data: less })).toThrow()
    }
    expect(() => parseOperatorEvent({ ...example, data: { ...example.data, extra: 1 } })).toThrow()
  })

  it('is not that of conversations', () => {
    expect(() => parseOperatorEvent(eventExample('conversation.opened.v1'))).toThrow()
    expect(() => parseEvent(eventExample('operator.away.v1'))).toThrow()
  })

  it('has every event of the story in its shape', () => {
    for (const event of events) expect(parseOperatorEvent(event)).toEqual(event)
    expect(events.map(({ type, operatorId, version }) => [type, operatorId, version])).toEqual([
      ['operator.available.v1', 41, 1],
      ['operator.offline.v1', 42, 1],
      ['operator.away.v1', 41, 2],
      ['operator.available.v1', 41, 3],
      ['operator.offline.v1', 41, 4],
    ])
  })
})

describe('the catalogue of events of learning', () => {
  it.each(SIGNAL_EVENT_TYPES)(
    '%s: its frozen example has the promised shape, and none with more or less has',
    (type) => {
      const example = eventExample(type) as { data: Record<string, unknown> }
      expect(parseSignalEvent(example)).toEqual(example)
      expect(signalCatalogue[type].description).toMatch(/^[A-Z].*\.$/)
      for (const name of Object.keys(example.data)) {
        const { [name]: _removed, ...less } = example.data
        expect(() => parseSignalEvent({ ...example, data: less })).toThrow()
      }
      expect(() => parseSignalEvent({ ...example, data: { ...example.data, extra: 1 } })).toThrow()
    },
  )
})

describe('the catalogue of events of suggestions', () => {
  it.each(SUGGESTION_EVENT_TYPES)(
    '%s: its frozen example has the promised shape, and none with more or less has',
    (type) => {
      const example = eventExample(type) as { data: Record<string, unknown> }
      expect(parseSuggestionEvent(example)).toEqual(example)
      expect(suggestionCatalogue[type].description).toMatch(/^[A-Z].*\.$/)
      for (const name of Object.keys(example.data)) {
        const { [name]: _removed, ...less } = example.data
        expect(() => parseSuggestionEvent({ ...example, data: less })).toThrow()
      }
      expect(() => parseSuggestionEvent({ ...example, data: { ...example.data, extra: 1 } })).toThrow()
    },
  )
})

describe('the catalogue of events of approvals', () => {
  const events = tellApprovalStory()

  it.each(APPROVAL_EVENT_TYPES)('%s: its frozen example has the promised shape, and the story has it so', (type) => {
    expect(parseApprovalEvent(eventExample(type))).toEqual(eventExample(type))
    expect(events.find((event) => event.type === type)).toEqual(eventExample(type))
    expect(approvalCatalogue[type].description).toMatch(/^[A-Z].*\.$/)
  })

  it.each(APPROVAL_EVENT_TYPES)('%s: refuses a missing and an extra member of its data', (type) => {
    const example = eventExample(type) as { data: Record<string, unknown> }
    for (const name of Object.keys(example.data)) {
      const { [name]: _removed, ...less } = example.data
      expect(() => parseApprovalEvent({ ...example, data: less })).toThrow()
    }
    expect(() => parseApprovalEvent({ ...example, data: { ...example.data, extra: 1 } })).toThrow()
  })

  it('has every event of the story in its shape, with ids that differ, and no text', () => {
    for (const event of events) expect(parseApprovalEvent(event)).toEqual(event)
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    expect(JSON.stringify(events)).not.toContain('parcel is')
    expect(events.map(({ type, approvalId, version }) => [type.slice(9, -3), approvalId, version])).toEqual([
      ['requested', 'draft-1', 1],
      ['overdue', 'draft-1', 2],
      ['changes_requested', 'draft-1', 3],
      ['requested', 'draft-1', 4],
      ['approved', 'draft-1', 5],
      ['applied', 'draft-1', 7],
      ['requested', 'draft-2', 1],
      ['rejected', 'draft-2', 2],
      ['requested', 'draft-3', 1],
      ['voided', 'draft-3', 2],
      ['requested', 'draft-5', 1],
      ['approved_by_policy', 'draft-5', 2],
      ['requested', 'draft-4', 1],
      ['expired', 'draft-4', 2],
    ])
  })
})

describe('the catalogue of events of quality', () => {
  it.each(GRADE_EVENT_TYPES)(
    '%s: its frozen example has the promised shape, and none with more or less has',
    (type) => {
      const example = eventExample(type) as { data: Record<string, unknown> }
      expect(parseGradeEvent(example)).toEqual(example)
      expect(gradeCatalogue[type].description).toMatch(/^[A-Z].*\.$/)
      for (const name of Object.keys(example.data)) {
        const { [name]: _removed, ...less } = example.data
        expect(() => parseGradeEvent({ ...example, data: less })).toThrow()
      }
      expect(() => parseGradeEvent({ ...example, data: { ...example.data, extra: 1 } })).toThrow()
    },
  )

  it('is what a grade tells as it is written', () => {
    const graded = aGrade({ conversationId: 1042 })
    expect(deriveGradeEvents(graded).map(parseGradeEvent)).toMatchObject([
      { version: 1, data: { score: 75, humanScore: null } },
    ])
    const reviews = [{ by: 'lena', atMs: 1, grades: aCard(5), score: 100, coaching: null }]
    const [event] = deriveGradeEvents({ ...graded, version: 2, reviews })
    expect(parseGradeEvent(event)).toMatchObject({ version: 2, data: { humanScore: 100, reviews: 1 } })
  })
})

describe('the catalogue of events of articles', () => {
  it.each(ARTICLE_EVENT_TYPES)(
    '%s: its frozen example has the promised shape, and none with more or less has',
    (type) => {
      const example = eventExample(type) as { data: Record<string, unknown> }
      expect(parseArticleEvent(example)).toEqual(example)
      expect(articleCatalogue[type].description).toMatch(/^[A-Z].*\.$/)
      for (const name of Object.keys(example.data)) {
        const { [name]: _removed, ...less } = example.data
        expect(() => parseArticleEvent({ ...example, data: less })).toThrow()
      }
      expect(() => parseArticleEvent({ ...example, data: { ...example.data, extra: 1 } })).toThrow()
    },
  )

  it('is what flags and proposals tell as they are written', () => {
    const flag = { account: 'shop', articleId: '12', approvalId: 'ap-1', conversationId: 7, correlationId: 'corr-1' }
    const told = {
      flaggedAtMs: 1_777_888_800_000,
      recordedAtMs: 1_777_888_800_250,
      confidence: 0.36,
      band: 'poor' as const,
    }
    expect(deriveFlagEvents({ ...flag, ...told })).toEqual([eventExample('article.flagged.v1')])
    const proposed = aProposal({ state: 'proposed', decision: null, revision: 1 })
    expect(deriveProposalEvents(proposed)).toEqual([eventExample('article.proposed.v1')])
    const end = { code: 'applied', atMs: 1_764_151_200_000, updatedAt: '1764151199' }
    expect(deriveProposalEvents(aProposal({ state: 'applied', end }))).toEqual([eventExample('article.updated.v1')])
  })

  it('tells nothing of what people decide, nor of what could not be done any more', () => {
    const end = { code: 'changed_meanwhile', atMs: 1_764_151_200_000, updatedAt: null }
    for (const state of ['approved', 'rejected', 'refused'] as const)
      expect(deriveProposalEvents(aProposal({ state, end: state === 'refused' ? end : null }))).toEqual([])
  })

  it('has no text of an article in any of them', () => {
    const told = deriveProposalEvents(aProposal({ state: 'proposed' }))
    expect(JSON.stringify(told)).not.toMatch(/Refunds|bank/)
  })
})

describe('the watch story', () => {
  it('meets every deadline when the write before said that it would be', () => {
    const stored = tellWatchStory().map(({ conversation }) => conversation)
    const met = stored.flatMap(({ source, writtenAtMs }, index) =>
      source === 'clock' ? [writtenAtMs - (stored[index - 1]?.watch?.nextAtMs ?? 0)] : [],
    )
    expect(met).toHaveLength(5)
    for (const afterMs of met) expect(afterMs >= 0 && afterMs < 1000).toBe(true)
  })
})
