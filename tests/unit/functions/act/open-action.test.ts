import { describe, expect, it } from 'vitest'
import type { Action } from '#domain/action'
import { openAction } from '#functions/act/open-action'
import {
  aLabel,
  aNote,
  anOperatorAssignment,
  anUnassignment,
  aPriority,
  aReply,
  aStatus,
  aTeamAssignment,
  someAttributes,
} from '#tests/support/actions'

const open = (action: object) => openAction(JSON.parse(JSON.stringify(action)))
const every: readonly Action[] = [
  aNote(),
  aTeamAssignment(),
  anOperatorAssignment(),
  anOperatorAssignment({ expects: { operatorId: null } }),
  anOperatorAssignment({ expects: { operatorId: 41, orNobody: true, status: 'open' } }),
  anUnassignment(),
  anUnassignment({ expects: { operatorId: 41 } }),
  aPriority(),
  aLabel(),
  aLabel({ verb: 'remove_label' }),
  aStatus(),
  aStatus({ status: 'snoozed', snoozedUntilMs: 1_789_376_400_000 }),
  aStatus({ status: 'snoozed' }),
  someAttributes({ attributes: { order_id: 'HL-1', paid: true, total: 3.5, gone: null } }),
  aReply(),
]

describe('opening an action', () => {
  it.each(every)('reads $verb as it was asked for', (action) => {
    expect(open(action)).toEqual(action)
  })

  it('takes no notice of what it does not know, such as a later release adds', () => {
    expect(open({ ...aNote(), urgency: 9 })).toEqual(aNote())
  })

  it.each([
    ['another verb', { ...aNote(), verb: 'send_anything' }, 'verb: '],
    ['an expectation of nothing', { ...anOperatorAssignment(), expects: {} }, 'expects.operatorId: '],
    ['two labels in one', aLabel({ label: 'delivery,vip' }), 'label: '],
    ['a time for another status', aStatus({ snoozedUntilMs: 1_789_376_400_000 }), 'action: '],
    ['no attribute', someAttributes({ attributes: {} }), 'attributes: '],
    ['an attribute of odd name', someAttributes({ attributes: { 'a b': 1 } }), 'attributes'],
    [
      'an attribute that Chatwoot could not store',
      someAttributes({ attributes: { plan: 'half \ud83d' } }),
      'attributes',
    ],
    ['a reply without an approval', { ...aReply(), approvalId: undefined }, 'approvalId: '],
    ['a blank reply', aReply({ text: ' ' }), 'text: '],
    ['a reply that Chatwoot would store otherwise', aReply({ text: 'half \ud83d' }), 'text: '],
    ['no verb', { ...aNote(), verb: undefined }, 'verb: '],
    ['a blank note', aNote({ text: ' \n' }), 'text: '],
    ['a note that is too long', aNote({ text: 'x'.repeat(100_001) }), 'text: '],
    ['a mention without an id', { ...aNote(), mention: { name: 'Avery' } }, 'mention.id: '],
    ['a mention left out', { ...aNote(), mention: undefined }, 'mention: '],
    ['team 0', aTeamAssignment({ teamId: 0 }), 'teamId: '],
    ['an operator in words', { ...anOperatorAssignment(), operatorId: '41' }, 'operatorId: '],
    ['another priority', { ...aPriority(), priority: 'none' }, 'priority: '],
    ['an id that would not do as a key', aNote({ id: 'a b' }), 'id: '],
    ['an account that is no slug', aNote({ account: 'Shop' }), 'account: '],
  ])('refuses %s by its path, without what was given', (_name, action, path) => {
    const opened = open(action)
    expect(opened).toEqual({ problem: expect.stringContaining(path) })
    expect(JSON.stringify(opened)).not.toMatch(/send_anything|Avery|Shop/)
  })

  it.each([undefined, 'text', [], null])('refuses %j', (json) => {
    expect(openAction(json)).toEqual({ problem: expect.any(String) })
  })
})
