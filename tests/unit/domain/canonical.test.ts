import { describe, expect, it } from 'vitest'
import { canonicalText, compareText } from '#domain/canonical'
import { assertProperty, fc } from '#tests/support/property'

/** What it is by its own words: JSON, with the members of each object in the order of their keys. */
function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => compareText(a, b))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${ordered(member)}`).join(',')}}`
}

describe('the canonical text', () => {
  it('is JSON with its keys in order, whatever the value', () => {
    assertProperty(fc.property(fc.jsonValue(), (value) => canonicalText(value) === ordered(value)))
  })

  it('goes by code unit, and leaves out what is undefined', () => {
    expect(canonicalText({ b: 1, a: [undefined, null], Z: undefined, é: 'é', B: '"' })).toBe(
      '{"B":"\\"","a":[null,null],"b":1,"é":"é"}',
    )
  })

  it('has null for what JSON cannot say', () => {
    expect(canonicalText([Number.NaN, Number.POSITIVE_INFINITY, -0, undefined])).toBe('[null,null,0,null]')
  })
})
