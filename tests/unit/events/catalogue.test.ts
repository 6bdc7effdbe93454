import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { catalogue, EVENT_TYPES, parseEvent } from '#events/catalogue'
import { renderEventDocs } from '#events/event-docs'
import { eventDocsFile, eventExample, eventExamplesDir } from '#tests/support/event-examples'
import { tellStory } from '#tests/support/story'
import { tellWatchStory } from '#tests/support/watch-story'

const told = [...tellStory(), ...tellWatchStory()].flatMap((chapter) => chapter.events)

describe('the catalogue of domain events', () => {
  it('has one frozen example for every event type, and no other', () => {
    expect(readdirSync(eventExamplesDir).sort()).toEqual(EVENT_TYPES.map((type) => `${type}.json`).sort())
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
