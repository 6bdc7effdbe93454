import { describe, expect, it } from 'vitest'
import { didYouMean, nearest } from '#policies/nearest'

describe('the name that was probably meant', () => {
  const known = ['first_response', 'next_response', 'warnAtPercent', 'when', 'name', 'mon', 'sat']

  it.each([
    ['wehn', 'when', 'two letters swapped'],
    ['nmae', 'name', 'two letters swapped'],
    ['whens', 'when', 'a letter too many'],
    ['firstResponse', 'first_response', 'another way to write two words'],
    ['next-response', 'next_response', 'another way to write two words'],
    ['WARNATPERCENT', 'warnAtPercent', 'another case'],
    ['warnAtPercents', 'warnAtPercent', 'a plural'],
    ['saturday', 'sat', 'the long form'],
    ['first', 'first_response', 'a short form'],
  ])('%s means %s: %s', (given, meant) => expect(nearest(given, known)).toBe(meant))

  it.each(['owner', 'x', '', '---', 'xyzxyzxyz'])('%j is near to none', (given) => {
    expect(nearest(given, known)).toBeUndefined()
    expect(didYouMean(given, known)).toBe('')
  })

  it('is the nearest of several', () => expect(nearest('nexd_response', known)).toBe('next_response'))
  it('is none for a name without end', () => expect(nearest('x'.repeat(100_000), known)).toBeUndefined())
})
