import { describe, expect, it } from 'vitest'
import { checkPattern, type EventPattern, matchesPattern } from '#infra/local/engines/events/event-pattern'

const event = {
  source: 'backdesk',
  'detail-type': 'conversation.opened.v1',
  region: 'eu-west-1',
  detail: {
    account: 'shop',
    priority: null,
    n: 5,
    labels: ['vip', 'billing'],
    none: [],
    ip: '10.0.3.7',
    file: 'logs/2026/a.json',
    nested: { deep: true },
    people: [{ id: 1, role: 'operator' }, { id: 2 }],
  },
}
const matches = (pattern: EventPattern): boolean => matchesPattern(pattern, event)
const detail = (rules: EventPattern): boolean => matches({ detail: rules })

describe('an event pattern', () => {
  it.each<[string, EventPattern, boolean]>([
    ['a value', { account: ['shop'] }, true],
    ['one of several values', { account: ['other', 'shop'] }, true],
    ['no other value', { account: ['other'] }, false],
    ['null', { priority: [null] }, true],
    ['a number, not its text', { n: ['5'] }, false],
    ['any element of a list', { labels: ['billing'] }, true],
    ['nested fields', { nested: { deep: [true] } }, true],
    ['no absent nested fields', { nested: { shallow: [true] } }, false],
    ['one object of a list', { people: { role: ['operator'] } }, true],
    ['prefix', { account: [{ prefix: 'sh' }] }, true],
    ['prefix in any case', { account: [{ prefix: { 'equals-ignore-case': 'SH' } }] }, true],
    ['suffix', { file: [{ suffix: '.json' }] }, true],
    ['suffix in any case', { file: [{ suffix: { 'equals-ignore-case': '.JSON' } }] }, true],
    ['equals-ignore-case', { account: [{ 'equals-ignore-case': 'SHOP' }] }, true],
    ['wildcard', { file: [{ wildcard: 'logs/*/a.*' }] }, true],
    ['wildcard to the end', { file: [{ wildcard: 'logs/*.txt' }] }, false],
    ['wildcard with a star itself', { file: [{ wildcard: 'logs/\\*/a.json' }] }, false],
    ['numeric in a range', { n: [{ numeric: ['>', 0, '<=', 5] }] }, true],
    ['numeric out of a range', { n: [{ numeric: ['>', 5] }] }, false],
    ['numeric of a text', { account: [{ numeric: ['>', 0] }] }, false],
    ['cidr', { ip: [{ cidr: '10.0.0.0/22' }] }, true],
    ['another cidr', { ip: [{ cidr: '10.0.4.0/22' }] }, false],
    ['cidr over half of all addresses', { ip: [{ cidr: '0.0.0.0/1' }] }, true],
    ['exists', { priority: [{ exists: true }] }, true],
    ['exists not', { gone: [{ exists: false }] }, true],
    ['exists not, though it does', { account: [{ exists: false }] }, false],
    ['anything-but', { account: [{ 'anything-but': 'other' }] }, true],
    ['anything-but itself', { account: [{ 'anything-but': ['shop', 'x'] }] }, false],
    ['anything-but of an absent field', { gone: [{ 'anything-but': 'x' }] }, false],
    ['anything-but a prefix', { account: [{ 'anything-but': { prefix: 'sh' } }] }, false],
    ['anything-but one of several suffixes', { account: [{ 'anything-but': { suffix: ['x', 'op'] } }] }, false],
    ['anything-but a wildcard', { file: [{ 'anything-but': { wildcard: 'logs/*' } }] }, false],
    ['anything-but in any case', { account: [{ 'anything-but': { 'equals-ignore-case': 'SHOP' } }] }, false],
    ['one of two branches', { $or: [{ account: ['other'] }, { n: [5] }] }, true],
    ['none of two branches', { $or: [{ account: ['other'] }, { n: [6] }] }, false],
    ['a branch and a field beside it', { account: ['other'], $or: [{ n: [5] }, { n: [6] }] }, false],
  ])('matches by %s', (_, pattern, expected) => {
    expect(detail(pattern)).toBe(expected)
  })

  it('needs all of its fields', () => {
    expect(matches({ source: ['backdesk'], 'detail-type': [{ prefix: 'conversation.' }] })).toBe(true)
    expect(matches({ source: ['backdesk'], 'detail-type': [{ prefix: 'operator.' }] })).toBe(false)
  })

  it.each<[string, EventPattern]>([
    ['an unknown operator', { a: [{ prefx: 'x' }] }],
    ['an unknown operator inside anything-but', { a: [{ 'anything-but': { prefx: 'x' } }] }],
    ['two operators in one rule', { a: [{ prefix: 'x', suffix: 'y' }] }],
    ['a bare value', { a: 'x' }],
    ['an empty list', { a: [] }],
    ['an empty pattern', {}],
    ['an unknown comparison', { a: [{ numeric: ['!=', 1] }] }],
    ['a number for exists', { a: [{ exists: 1 }] }],
    ['a network that is none', { a: [{ cidr: 'here' }] }],
  ])('is refused with %s', (_, pattern) => {
    expect(() => matches(pattern)).toThrow('event pattern')
    expect(() => checkPattern({ detail: pattern })).toThrow('event pattern')
  })
})
