import { describe, expect, it } from 'vitest'
import type { Reading } from '#chatwoot/read-text'
import { translate } from '#chatwoot/translate'
import { counts } from '#domain/counts'
import { derive } from '#domain/derive-events'
import { stateOf } from '#domain/merge'
import { nextDue } from '#domain/watch'
import { parseEvent } from '#events/catalogue'
import { CHATWOOT_ACCOUNT_ID } from '#tests/support/builders'
import { webhookFixture, webhookFixtures } from '#tests/support/chatwoot-fixtures'
import { assertProperty, fc } from '#tests/support/property'
import { aWatched } from '#tests/support/watched'
import { DEFAULT_WORDS } from '#text/default-words'

const stamp = {
  account: 'shop',
  chatwootAccountId: CHATWOOT_ACCOUNT_ID,
  receivedAtMs: Date.parse('2026-09-16T00:00:00Z'),
  correlationId: 'corr-1',
}

const reading: Reading = {
  words: DEFAULT_WORDS,
  timeZone: 'Europe/Lisbon',
  locale: 'en',
  contactAttributes: ['plan', 'tier', '__proto__', 'constructor'],
}

type Change = { readonly at: number; readonly how: 'replace' | 'remove' | 'add'; readonly value: unknown }

const CUSTOMER_TEXT = 'my card number is 4111'
const PROMISE = 'I will get back to you within 2 hours.'
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, 0, -1, 1.5, 1e300, '', '2026-09-14T09:00:00.000Z', CUSTOMER_TEXT, PROMISE, [], {}, '__proto__'),
  fc.integer({ min: 1, max: 3_000_000_000 }),
)
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(500),
  how: fc.constantFrom('replace', 'remove', 'add'),
  value,
})
const mutated = fc
  .tuple(fc.constantFrom(...webhookFixtures), fc.array(change, { minLength: 1, maxLength: 4 }))
  .map(([name, changes]) => changes.reduce(mutate, webhookFixture(name)))

describe('translate of any JSON', () => {
  it('answers, without a customer’s text in a refusal, and what it observes can be stored and told', () => {
    assertProperty(fc.property(mutated, judge))
  })

  it('answers random JSON', () => {
    assertProperty(fc.property(fc.jsonValue(), judge))
  })

  it('gives the same answer again', () => {
    assertProperty(
      fc.property(mutated, (raw) => {
        expect(translate(JSON.parse(JSON.stringify(raw)), stamp, reading)).toEqual(translate(raw, stamp, reading))
      }),
    )
  })

  it('meets all kinds of answers in these tests', () => {
    const kinds = fc.sample(mutated, 2_000).map((raw) => translate(raw, stamp).kind)
    expect(new Set(kinds)).toEqual(new Set(['observation', 'ignored', 'unknown', 'refused']))
  })
})

function judge(raw: unknown): void {
  const translation = translate(raw, stamp, reading)
  if (translation.kind === 'refused') {
    expect(translation.detail).toMatch(/^[a-z_]+(\.[a-z_0-9]+)*$/)
    return
  }
  expect(translation.event).toMatch(/^[\w.:-]+$/)
  if (translation.kind !== 'observation') return
  const { observation } = translation
  expect(Number.isSafeInteger(observation.conversationId) && observation.conversationId > 0).toBe(true)
  const state = stateOf(observation)
  expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state)
  const conversation = aWatched({ state, writtenAtMs: stamp.receivedAtMs })
  const { watch } = conversation
  expect(JSON.parse(JSON.stringify(watch ?? null))).toStrictEqual(watch ?? null)
  const numbers = [...Object.values(counts(conversation)), nextDue(watch)?.dueAtMs ?? 0, watch?.nextAtMs ?? 0]
  expect(numbers.every(Number.isSafeInteger)).toBe(true)
  for (const event of derive(undefined, conversation)) parseEvent(event)
}

/** A copy with one place changed; places are counted through the whole document. */
function mutate(document: unknown, { at, how, value: put }: Change): unknown {
  const copy: unknown = structuredClone(document)
  const places = placesOf(copy)
  const place = places[at % Math.max(1, places.length)]
  if (place === undefined) return copy
  const [parent, key] = place
  if (how === 'remove') delete parent[key]
  else parent[how === 'add' ? `${key}_new` : key] = put
  return copy
}

function placesOf(node: unknown): [Record<string, unknown>, string][] {
  if (typeof node !== 'object' || node === null) return []
  const parent = node as Record<string, unknown>
  return Object.entries(parent).flatMap(([key, member]) => [
    [parent, key] satisfies [Record<string, unknown>, string],
    ...placesOf(member),
  ])
}
