import { describe, expect, it } from 'vitest'
import { lessonsIn } from '#text/topics/lessons'

describe('what a conversation teaches', () => {
  it('is its first three messages that say something, each and together', () => {
    const said = ['My tent is torn', 'It came on Friday', 'The zip too', 'And the bag is missing']
    expect(lessonsIn(['Hello', ...said])).toEqual([...said.slice(0, 3), said.slice(0, 3).join('\n')])
  })

  it('is one lesson where it says one thing, and none where it only greets', () => {
    expect(lessonsIn(['Hi', 'My tent is torn', 'Thanks!'])).toEqual(['My tent is torn'])
    expect(lessonsIn(['Hi', 'Hello'])).toEqual([])
  })
})
