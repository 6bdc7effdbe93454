import { describe, expect, it } from 'vitest'
import { integer, settings, text, words } from '#runtime/settings'

const spec = { QUEUE_URL: text, LIMIT: integer, NAME: text }
const full = { QUEUE_URL: 'https://example.com/q', LIMIT: '42', NAME: 'test', OTHER: 'ignored' }

describe('settings', () => {
  it('gives each variable in its type, and nothing else', () => {
    expect(settings(spec, full)).toEqual({ QUEUE_URL: 'https://example.com/q', LIMIT: 42, NAME: 'test' })
  })

  it('names every missing and ill-formed variable at once', () => {
    expect(() => settings(spec, { LIMIT: 'many', NAME: ' ' })).toThrow(
      'Environment: QUEUE_URL is missing; LIMIT must be a whole number; NAME must not be blank',
    )
  })

  it('never repeats a value', () => {
    expect(() => settings(spec, { ...full, LIMIT: 'hunter2' })).toThrow(expect.not.stringContaining('hunter2'))
  })

  it.each(['', '-1', '1.5', '1e3', '0x10', ' 1', '9007199254740993', '99999999999999999999'])(
    'integer refuses %j',
    (raw) => expect(() => integer(raw)).toThrow('must be a whole number'),
  )

  it.each([
    ['tier', ['tier']],
    ['tier plan', ['tier', 'plan']],
    ['  tier \n plan ', ['tier', 'plan']],
    ['-', []],
  ])('words reads %j', (raw, value) => expect(words(raw)).toEqual(value))

  it.each(['', '   '])('words refuses %j: nothing is said by a dash', (raw) => {
    expect(() => words(raw)).toThrow('must not be blank; use - for none')
  })

  it.each(['- tier', 'tier -'])('words refuses %j: none, or some', (raw) => {
    expect(() => words(raw)).toThrow('must be words, or - alone for none')
  })

  it.each([
    ['0', 0],
    ['007', 7],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('integer reads %j', (raw, value) => expect(integer(raw)).toBe(value))
})
