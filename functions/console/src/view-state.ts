/** What the page shows, kept in the address after `#` so that it can be bookmarked, shared and gone back from. */
import { approvalKeyIn } from '#domain/approval-id'
import { escalationKey } from '#domain/escalation-id'
import { STATUSES, type Status } from '#domain/observation'

export const PAGES = ['queue', 'approvals', 'team', 'sla', 'figures', 'knowledge', 'operations'] as const

export type View = {
  readonly account: string | null
  readonly page: (typeof PAGES)[number]
  /** Of the pages Figures, Knowledge and Operations; null: their first. */
  readonly tab: string | null
  /** What is opened on a tab of Figures: the week of a report, the id of a grade. */
  readonly opened: string | null
  /** Of the page Approvals: the draft that is opened, by the id that addresses take. */
  readonly approval: string | null
  readonly status: Status
  readonly sort: 'waiting' | 'deadline'
  readonly team: number | null
  readonly inbox: number | null
  readonly operator: number | null
  readonly unassigned: boolean
  readonly atRisk: boolean
  /** The conversation in the drawer. */
  readonly conversation: number | null
  /** The id of the escalation in the drawer that was asked for. */
  readonly escalation: string | null
  /** The list of escalations is open: those of a cause, or all of them (empty). */
  readonly escalations: string | null
}

export const FIRST_VIEW: View = {
  account: null,
  page: 'queue',
  tab: null,
  opened: null,
  approval: null,
  status: 'open',
  sort: 'waiting',
  team: null,
  inbox: null,
  operator: null,
  unassigned: false,
  atRisk: false,
  conversation: null,
  escalation: null,
  escalations: null,
}
/** Nothing beside the queue. */
export const NO_DRAWER = { conversation: null, escalation: null } satisfies Partial<View>

const NUMBERS = ['team', 'inbox', 'operator', 'conversation'] as const
/** As an address is told by mouth, and stands in runbooks: `#/operations/intake`, `#/figures/reports/2026-W38`. */
const SHORT_TABBED = /^#\/(operations|knowledge|figures)(?:\/([a-z-]{1,20}))?(?:\/([\w-]{1,40}))?(?:[?&]|$)/
/** `#/approvals`, and `#/approvals/shop.1042.canned-5f1c` of one draft. */
const SHORT_APPROVALS = /^#\/approvals(?:\/([\w.-]{1,200}))?(?:[?&]|$)/
const TAB = /^[a-z-]{1,20}$/
const OPENED = /^[\w-]{1,40}$/
const TABBED: readonly View['page'][] = ['figures', 'knowledge', 'operations']
const CAUSE_OR_ALL = /^[a-z0-9-]{0,40}$/

/** Reads `#status=open&team=3`. Anything ill-formed falls back to the first view. */
export function readView(hash: string): View {
  const long = hash
    .replace(SHORT_TABBED, (_, page: string, tab = '', opened = '') => `#page=${page}&tab=${tab}&opened=${opened}&`)
    .replace(SHORT_APPROVALS, (_, id: string | undefined) => `#page=approvals&approval=${id ?? ''}&`)
  const given = new URLSearchParams(long.replace(/^#/, ''))
  const number = (name: string): number | null => {
    const text = given.get(name) ?? ''
    return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null
  }
  const status = STATUSES.find((one) => one === given.get('status')) ?? FIRST_VIEW.status
  const operator = number('operator')
  // the id of an escalation says whose it is
  const key = escalationKey(given.get('escalation') ?? '')
  const conversation = number('conversation') ?? key?.conversationId ?? null
  const named = approvalKeyIn(given.get('approval') ?? '')
  // a link to a draft or to a weekly report names no page
  const report = given.get('report')
  const usual = report !== null ? 'figures' : named === null ? FIRST_VIEW.page : 'approvals'
  const page = PAGES.find((one) => one === given.get('page')) ?? usual
  const draft = page === 'approvals' ? named : null
  const account = given.get('account') ?? key?.account ?? draft?.account ?? null
  const isOfBoth = key !== null && key.conversationId === conversation && key.account === account
  const escalations = given.get('escalations')
  const tab = given.get('tab') ?? (report === null ? '' : 'reports')
  const opened = given.get('opened') ?? report ?? ''
  return {
    account,
    page,
    tab: TABBED.includes(page) && TAB.test(tab) ? tab : null,
    opened: page === 'figures' && OPENED.test(opened) ? opened : null,
    approval: draft !== null && draft.account === account ? given.get('approval') : null,
    status,
    sort: given.get('sort') === 'deadline' ? 'deadline' : 'waiting',
    team: number('team'),
    inbox: number('inbox'),
    operator,
    unassigned: operator === null && given.get('unassigned') === 'true',
    atRisk: given.get('atRisk') === 'true',
    conversation,
    escalation: isOfBoth ? given.get('escalation') : null,
    escalations: escalations !== null && CAUSE_OR_ALL.test(escalations) ? escalations : null,
  }
}

/** The shortest hash that reads back as this view. */
export function writeView(view: View): string {
  const said = new URLSearchParams()
  if (view.account !== null) said.set('account', view.account)
  if (view.page !== FIRST_VIEW.page) said.set('page', view.page)
  if (view.tab !== null) said.set('tab', view.tab)
  if (view.opened !== null) said.set('opened', view.opened)
  if (view.approval !== null) said.set('approval', view.approval)
  if (view.status !== FIRST_VIEW.status) said.set('status', view.status)
  if (view.sort !== FIRST_VIEW.sort) said.set('sort', view.sort)
  if (view.unassigned) said.set('unassigned', 'true')
  if (view.atRisk) said.set('atRisk', 'true')
  for (const name of NUMBERS) {
    const value = view[name]
    if (value !== null) said.set(name, String(value))
  }
  if (view.escalation !== null) said.set('escalation', view.escalation)
  if (view.escalations !== null) said.set('escalations', view.escalations)
  return `#${said.toString()}`
}

/** The view as far as these accounts are open. Of an account that is not, nothing is shown under the same numbers. */
export function viewWithin(view: View, accounts: readonly string[]): View {
  if (view.account !== null && accounts.includes(view.account)) return view
  const account = accounts[0] ?? null
  return view.account === null ? { ...view, account } : { ...FIRST_VIEW, page: view.page, account }
}

/** The query of /v1/queue for this view: what decides the list, without what is open beside it. */
export function queueQueryOf(view: View): string {
  const query = new URLSearchParams({ status: view.status, sort: view.sort })
  if (view.account !== null) query.set('account', view.account)
  if (view.team !== null) query.set('team', String(view.team))
  if (view.inbox !== null) query.set('inbox', String(view.inbox))
  if (view.operator !== null) query.set('operator', String(view.operator))
  if (view.unassigned) query.set('unassigned', 'true')
  if (view.atRisk) query.set('atRisk', 'true')
  return query.toString()
}

export const isFiltered = (view: View): boolean =>
  view.team !== null || view.inbox !== null || view.operator !== null || view.unassigned || view.atRisk
