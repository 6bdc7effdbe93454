import { describe, expect, it } from 'vitest'
import { type Forgotten, fateOf, NO_KEYS_OF_ITEMS, PLACES, placeOf } from '#infra/ops/erase/places'
import * as keys from '#store/keys'
import * as policyKeys from '#store/policy-keys'

const his: Forgotten = { account: 'shop', contactId: 7, conversationIds: new Set([12]) }
const fate = (pk: string, sk: string, item: object = {}) => fateOf({ pk, sk, ...item }, his)

describe('every key of the table', () => {
  const classified = PLACES.flatMap((place) => place.keys)

  it('has somebody who said what becomes of it when a contact is erased', () => {
    const known = new Set([...classified, ...NO_KEYS_OF_ITEMS])
    const exported = [...Object.keys(keys), ...Object.keys(policyKeys)]
    expect(exported.filter((name) => !known.has(name))).toEqual([])
  })

  it('is named once, and so is each beginning', () => {
    expect(classified).toEqual([...new Set(classified)])
    expect(PLACES.map(({ prefix }) => prefix)).toEqual([...new Set(PLACES.map(({ prefix }) => prefix))])
  })

  it('has a reason', () => {
    for (const { why } of PLACES) expect(why.length).toBeGreaterThan(2)
  })

  it.each([
    keys.conversationPk('shop', 12),
    keys.breachesPk('shop'),
    keys.escalationsPk('shop'),
    keys.pageGroupsPk('shop'),
    keys.intakePk('shop'),
    keys.routingPk('shop'),
    keys.talliesPk('shop'),
    keys.slaDaysPk('shop'),
    keys.ruleRecordsPk('shop'),
    keys.outagesPk('*'),
    keys.operatorsPk('shop'),
    policyKeys.policyPk('shop', 'sla'),
    keys.switchesPk('*'),
    keys.ACCOUNTS_PK,
    keys.TICK_KEY.pk,
    keys.ON_CALL_PK,
    keys.erasuresPk('shop'),
  ])('%s leads to its place', (pk) => expect(placeOf(pk)).toBeDefined())
})

describe('what becomes of an item', () => {
  it.each([
    ['a conversation', keys.conversationPk('shop', 12), keys.STATE],
    ['an action', keys.conversationPk('shop', 12), keys.actionSk('x')],
    ['a breach', keys.breachesPk('shop'), keys.breachSk({ breachedAtMs: 1, conversationId: 12, clock: 'x', run: 1 })],
    ['an escalation', keys.escalationsPk('shop'), keys.escalationSk(1, 12, 'response')],
    ['a finding', keys.intakePk('shop'), keys.findingSk(1, 12)],
    ['a member of a group', keys.pageGroupsPk('shop'), 'shop/response/no-team/on-call#12'],
  ])('of his: %s is erased', (_what, pk, sk) => expect(fate(pk, sk)).toBe('erased'))

  it.each([
    ['proposed', [7, 12], 'erased'],
    ['rejected', [12], 'erased'],
    ['refused', [12], 'erased'],
    ['applied', [12], null],
    ['proposed', [7], null],
  ])('a beginning of an article that is %s, made of replies in %j: %s', (state, conversationIds, expected) => {
    const proposal = { state, draft: { conversationIds } }
    expect(fate(keys.proposalsPk('shop'), keys.proposalSk('1-a'), { proposal })).toBe(expected)
    expect(fate(keys.proposalsPk('shop'), keys.proposalSk('1-a'), { proposal: { state, draft: null } })).toBeNull()
  })

  it.each([
    ['a conversation', keys.conversationPk('shop', 120), keys.STATE],
    ['one of another account', keys.conversationPk('outlet', 12), keys.STATE],
    ['a breach', keys.breachesPk('shop'), keys.breachSk({ breachedAtMs: 12, conversationId: 13, clock: 'x', run: 12 })],
    ['an escalation', keys.escalationsPk('shop'), keys.escalationSk(12, 112, 'response')],
    ['a finding', keys.intakePk('shop'), keys.findingSk(12, 13)],
    ['a day of intake', keys.intakePk('shop'), keys.intakeDaySk('2026-01-12')],
    ['a member of a group', keys.pageGroupsPk('shop'), 'shop/response/12/on-call#13'],
    ['counters', keys.talliesPk('shop'), keys.counterSk(12)],
  ])('of another: %s stays', (_what, pk, sk) => expect(fate(pk, sk)).toBeNull())

  it('is to be edited where it is of many', () => {
    const group = { foreseen: { ids: [3, 12] } }
    expect(fate(keys.pageGroupsPk('shop'), 'shop/forecast/4/on-call', { group })).toBe('edited')
    expect(fate(keys.pageGroupsPk('shop'), 'shop/forecast/4/on-call', { group: { foreseen: null } })).toBeNull()
    expect(fate(keys.routingPk('shop'), keys.BOARD, { board: { reserved: { 12: {} } } })).toBe('edited')
    expect(fate(keys.routingPk('shop'), keys.BOARD, { board: { reserved: { 13: {} } } })).toBeNull()
    const dropped = (account: string) => ({ dropped: [{ account, conversationId: 12 }] })
    expect([fate('DL#*', '1#x#dropped#0', dropped('shop')), fate('DL#*', '1#x#dropped#0', dropped('outlet'))]).toEqual([
      'edited',
      null,
    ])
  })
})
