import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STATUSES } from '#domain/observation'
import { FIRST_VIEW, isFiltered, queueQueryOf, readView, type View, writeView } from '#functions/console/src/view-state'

const id = fc.option(fc.integer({ min: 1, max: 9_999_999_999 }), { nil: null })
const views: fc.Arbitrary<View> = fc
  .record({
    account: fc.constantFrom(null, 'shop', 'outlet-2'),
    status: fc.constantFrom(...STATUSES),
    sort: fc.constantFrom<'waiting' | 'deadline'>('waiting', 'deadline'),
    team: id,
    inbox: id,
    operator: id,
    unassigned: fc.boolean(),
    atRisk: fc.boolean(),
    conversation: id,
  })
  .map((view) => ({ ...view, unassigned: view.unassigned && view.operator === null }))

describe('the view in the address', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(readView(writeView(view))).toEqual(view)
      }),
    )
  })

  it.each(['', '#', '#status=closed&team=x&operator=-1&sort=up', '#team=0&conversation=1.5'])(
    '%j is the first view',
    (hash) => {
      expect(readView(hash)).toEqual(FIRST_VIEW)
    },
  )

  it('is short when nothing is chosen', () => {
    expect(writeView(FIRST_VIEW)).toBe('#')
  })
})

describe('the query of a view', () => {
  it('is the same whichever conversation is open beside it', () => {
    fc.assert(
      fc.property(views, id, (view, conversation) => {
        expect(queueQueryOf({ ...view, conversation })).toBe(queueQueryOf(view))
      }),
    )
  })

  it('has every filter', () => {
    const view = { ...FIRST_VIEW, account: 'shop', team: 1, inbox: 2, unassigned: true, atRisk: true }
    expect(queueQueryOf(view)).toBe('status=open&sort=waiting&account=shop&team=1&inbox=2&unassigned=true&atRisk=true')
    expect(isFiltered(view)).toBe(true)
    expect(isFiltered({ ...FIRST_VIEW, account: 'shop', status: 'resolved', sort: 'deadline' })).toBe(false)
  })
})
