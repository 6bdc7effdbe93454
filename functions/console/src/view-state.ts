/** What the page shows, kept in the address after `#` so that it can be bookmarked, shared and gone back from. */
import { STATUSES, type Status } from '#domain/observation'

export type View = {
  readonly account: string | null
  readonly status: Status
  readonly sort: 'waiting' | 'deadline'
  readonly team: number | null
  readonly inbox: number | null
  readonly operator: number | null
  readonly unassigned: boolean
  readonly atRisk: boolean
  /** The conversation in the drawer. */
  readonly conversation: number | null
}

export const FIRST_VIEW: View = {
  account: null,
  status: 'open',
  sort: 'waiting',
  team: null,
  inbox: null,
  operator: null,
  unassigned: false,
  atRisk: false,
  conversation: null,
}

const NUMBERS = ['team', 'inbox', 'operator', 'conversation'] as const

/** Reads `#status=open&team=3`. Anything ill-formed falls back to the first view. */
export function readView(hash: string): View {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  const number = (name: string): number | null => {
    const text = given.get(name) ?? ''
    return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null
  }
  const status = STATUSES.find((one) => one === given.get('status')) ?? FIRST_VIEW.status
  const operator = number('operator')
  return {
    account: given.get('account'),
    status,
    sort: given.get('sort') === 'deadline' ? 'deadline' : 'waiting',
    team: number('team'),
    inbox: number('inbox'),
    operator,
    unassigned: operator === null && given.get('unassigned') === 'true',
    atRisk: given.get('atRisk') === 'true',
    conversation: number('conversation'),
  }
}

/** The shortest hash that reads back as this view. */
export function writeView(view: View): string {
  const said = new URLSearchParams()
  if (view.account !== null) said.set('account', view.account)
  if (view.status !== FIRST_VIEW.status) said.set('status', view.status)
  if (view.sort !== FIRST_VIEW.sort) said.set('sort', view.sort)
  if (view.unassigned) said.set('unassigned', 'true')
  if (view.atRisk) said.set('atRisk', 'true')
  for (const name of NUMBERS) {
    const value = view[name]
    if (value !== null) said.set(name, String(value))
  }
  return `#${said.toString()}`
}

/** The query of /v1/queue for this view: what decides the list, without the drawer. */
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
