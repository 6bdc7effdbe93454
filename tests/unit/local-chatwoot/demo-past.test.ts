import { describe, expect, it } from 'vitest'
import { DAY_MS } from '#domain/local-date'
import { humanScore } from '#domain/quality/grade'
import { SHOP_QUALITY } from '#infra/local/demo/documents'
import { pastGrades } from '#infra/local/demo/past/past-grades'
import { pastWeeks } from '#infra/local/demo/past/past-weeks'
import { inMemoryChatwoot } from './in-memory-chatwoot.ts'

const TO_MS = Date.UTC(2026, 8, 14)
const { shop } = inMemoryChatwoot()
const terms = { account: 'shop', shop, fromMs: TO_MS - 14 * DAY_MS, toMs: TO_MS, perDay: 12 }
const past = [...pastWeeks(terms)]
const graded = { account: 'shop', document: SHOP_QUALITY, rubricVersion: 1 }

describe("the shop's past", () => {
  it('is the same each time, by people whom the shop has, and over when the story begins', () => {
    expect([...pastWeeks(terms)]).toEqual(past)
    expect(new Set(past.map(({ conversationId }) => conversationId)).size).toBe(past.length)
    const known = new Set(shop.operators.map(({ id }) => id))
    for (const { events } of past)
      for (const { occurredAtMs, data } of events) {
        expect(occurredAtMs).toBeGreaterThanOrEqual(terms.fromMs)
        expect(occurredAtMs).toBeLessThan(TO_MS)
        if ('operatorId' in data) expect(known).toContain(data.operatorId)
      }
  })

  it('is graded by the rubric, and of what was drawn for reviewers some is left to review', () => {
    const grades = [...pastGrades(past, graded)].flatMap((steps) => steps.at(-1) ?? [])
    const drawn = grades.filter(({ sample }) => sample.isDrawn)
    const reviewed = drawn.filter((grade) => humanScore(grade) !== null)
    expect(grades.length).toBeGreaterThan(past.length / 2)
    expect(reviewed.length).toBeGreaterThan(0)
    expect(reviewed.length).toBeLessThan(drawn.length)
    // whoever is drawn alone is reviewed, and nobody else is
    expect(grades.filter(({ reviews }) => reviews.length > 0).every(({ sample }) => sample.isDrawn)).toBe(true)
  })

  it('has every step that people took in its grades, one after the other', () => {
    for (const steps of pastGrades(past, graded))
      expect(steps.map(({ version }) => version)).toEqual(steps.map((_, nth) => nth + 1))
  })
})
