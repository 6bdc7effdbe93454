import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STATUSES } from '#domain/observation'
import {
  FIRST_VIEW,
  isFiltered,
  PAGES,
  queueQueryOf,
  readView,
  type View,
  viewWithin,
  writeView,
} from '#functions/console/src/view-state'

const id = fc.option(fc.integer({ min: 1, max: 9_999_999_999 }), { nil: null })
const views: fc.Arbitrary<View> = fc
  .record({
    account: fc.constantFrom(null, 'shop', 'outlet-2'),
    page: fc.constantFrom(...PAGES),
    tab: fc.constantFrom(null, 'intake', 'dead-letters'),
    opened: fc.constantFrom(null, '2026-W38', '1042-1789380000000'),
    status: fc.constantFrom(...STATUSES),
    sort: fc.constantFrom<'waiting' | 'deadline'>('waiting', 'deadline'),
    team: id,
    inbox: id,
    operator: id,
    unassigned: fc.boolean(),
    atRisk: fc.boolean(),
    conversation: id,
    draft: fc.constantFrom(null, 'canned-5f1c', 'late_7'),
    cause: fc.constantFrom(null, 'response', 'vip-2'),
    escalations: fc.constantFrom(null, '', 'response'),
  })
  .map(({ cause, draft, ...view }) => {
    const { account, conversation } = view
    const isNamed = account !== null && conversation !== null && cause !== null
    return {
      ...view,
      tab: ['figures', 'knowledge', 'operations'].includes(view.page) ? view.tab : null,
      opened: view.page === 'figures' ? view.opened : null,
      approval: view.page === 'approvals' && account !== null && draft !== null ? `${account}.1042.${draft}` : null,
      unassigned: view.unassigned && view.operator === null,
      escalation: isNamed ? `${account}.${conversation}.${cause}.1789377930000` : null,
    }
  })

describe('the view in the address', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(readView(writeView(view))).toEqual(view)
      }),
    )
  })

  it.each([
    ['#/approvals', {}],
    ['#/approvals/shop.1042.canned-5f1c', { account: 'shop', approval: 'shop.1042.canned-5f1c' }],
    ['#/approvals/shop.1042.canned-5f1c?account=outlet', { account: 'outlet' }],
    ['#/approvals/shop.1042', {}],
  ])('finds drafts under %s', (hash, told) => {
    expect(readView(hash)).toEqual({ ...FIRST_VIEW, page: 'approvals', ...told })
  })

  it.each([
    ['#/operations', {}],
    ['#/operations/intake', { tab: 'intake' }],
    ['#/operations/dead-letters?account=shop', { tab: 'dead-letters', account: 'shop' }],
    ['#page=operations&tab=No%20tab', {}],
  ])('finds the page Operations under %s', (hash, told) => {
    expect(readView(hash)).toEqual({ ...FIRST_VIEW, page: 'operations', ...told })
  })

  it.each([
    ['#/figures', {}],
    ['#/figures/quality', { tab: 'quality' }],
    ['#/figures/reports/2026-W38?account=shop', { tab: 'reports', opened: '2026-W38', account: 'shop' }],
    ['#report=2026-W38&account=shop', { tab: 'reports', opened: '2026-W38', account: 'shop' }],
    ['#report=%3Cscript%3E', { tab: 'reports' }],
  ])('finds the page Figures under %s', (hash, told) => {
    expect(readView(hash)).toEqual({ ...FIRST_VIEW, page: 'figures', ...told })
  })

  it('and a tab of the page Knowledge', () => {
    expect(readView('#/knowledge')).toEqual({ ...FIRST_VIEW, page: 'knowledge' })
    expect(readView('#/knowledge/articles')).toEqual({ ...FIRST_VIEW, page: 'knowledge', tab: 'articles' })
    expect(readView('#page=queue&tab=articles').tab).toBeNull()
  })

  it('knows the account and the conversation of an escalation by its id', () => {
    expect(readView('#escalation=shop.1042.response.1789377930000')).toEqual({
      ...FIRST_VIEW,
      account: 'shop',
      conversation: 1042,
      escalation: 'shop.1042.response.1789377930000',
    })
  })

  it.each(['conversation=7', 'account=outlet&conversation=1042'])(
    'leaves an escalation aside that is not of %s',
    (of) => {
      expect(readView(`#${of}&escalation=shop.1042.response.1789377930000`).escalation).toBeNull()
    },
  )

  it.each([
    '',
    '#',
    '#status=closed&team=x&operator=-1&sort=up',
    '#team=0&conversation=1.5',
    '#page=admin&escalation=x&escalations=A%20cause',
  ])('%j is the first view', (hash) => {
    expect(readView(hash)).toEqual(FIRST_VIEW)
  })

  it('is short when nothing is chosen', () => {
    expect(writeView(FIRST_VIEW)).toBe('#')
  })
})

describe('the accounts that are open', () => {
  it('keep a view of one of them as it is', () => {
    const view = { ...FIRST_VIEW, account: 'outlet', conversation: 7 }
    expect(viewWithin(view, ['shop', 'outlet'])).toBe(view)
  })

  it('complete a view that names none', () => {
    expect(viewWithin({ ...FIRST_VIEW, conversation: 7 }, ['shop'])).toEqual({
      ...FIRST_VIEW,
      account: 'shop',
      conversation: 7,
    })
    expect(viewWithin(FIRST_VIEW, []).account).toBeNull()
  })

  it('show nothing under the numbers of an account that is not among them', () => {
    const elsewhere = { ...FIRST_VIEW, account: 'outlet', conversation: 7, team: 3, escalations: 'response' }
    expect(viewWithin(elsewhere, ['shop'])).toEqual({ ...FIRST_VIEW, account: 'shop' })
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
