import { describe, expect, it } from 'vitest'
import type { Action } from '#domain/action'
import { notOvertaken, touchesOf } from '#domain/overtaken'
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

const since = (...later: Action[]) => new Set(later.flatMap(touchesOf))

describe('an action that comes late', () => {
  it.each([
    [anOperatorAssignment(), anUnassignment()],
    [aTeamAssignment(), aTeamAssignment({ teamId: null })],
    [aPriority(), aPriority({ priority: null })],
    [aStatus(), aStatus({ status: 'open' })],
    [aLabel(), aLabel({ verb: 'remove_label' })],
    [someAttributes(), someAttributes({ attributes: { order_id: null } })],
  ])('$verb is not wanted any more where the same was set since', (early, late) => {
    expect(notOvertaken(early, since(late))).toBeNull()
    expect(notOvertaken(late, since(early))).toBeNull()
  })

  it('stays wanted whatever else was set since', () => {
    const changes = [anOperatorAssignment(), aTeamAssignment(), aPriority(), aStatus(), aLabel(), someAttributes()]
    for (const action of changes) {
      expect(notOvertaken(action, since(...changes.filter((other) => other !== action)))).toBe(action)
    }
    const another = aLabel({ label: 'vip' })
    expect(notOvertaken(another, since(aLabel()))).toBe(another)
  })

  it('sets of several attributes those that nobody has set since', () => {
    const early = someAttributes({ attributes: { order_id: 'HL-1', paid: null, constructor: 'x' } })
    const late = someAttributes({ attributes: { order_id: 'HL-2' } })
    expect(notOvertaken(early, since(late))).toEqual({ ...early, attributes: { paid: null, constructor: 'x' } })
  })

  it.each([aNote(), aReply()])('$verb takes the place of nothing, and nothing takes its', (message) => {
    expect(touchesOf(message)).toEqual([])
    expect(notOvertaken(message, since(message, aStatus()))).toBe(message)
  })
})
